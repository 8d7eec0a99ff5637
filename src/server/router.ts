/** A route found for a request, with the named parts of its path decoded. */
export interface Match<Target> {
  readonly target: Target;
  readonly params: { readonly [name: string]: string };
}

/** Finds the target of "METHOD /path" patterns, whose parts may be `:name`. Fixed parts beat named ones. */
export interface Router<Target> {
  find(method: string, path: string): Match<Target> | undefined;
}

interface Pattern<Target> {
  readonly parts: readonly string[];
  readonly target: Target;
}

/** Makes a router of pattern → target, e.g. "GET /api/v1/models/:model". */
export function createRouter<Target>(
  routes: Iterable<readonly [pattern: string, target: Target]>,
): Router<Target> {
  const fixed = new Map<string, Target>();
  const named: Pattern<Target>[] = [];
  for (const [pattern, target] of routes) {
    if (pattern.includes(":")) named.push({ parts: pattern.split("/"), target });
    else fixed.set(pattern, target);
  }
  return {
    find(method, path) {
      const asked = `${method} ${path}`;
      const target = fixed.get(asked);
      if (target !== undefined) return { target, params: {} };
      const parts = asked.split("/");
      for (const pattern of named) {
        const params = paramsOf(pattern.parts, parts);
        if (params !== undefined) return { target: pattern.target, params };
      }
      return undefined;
    },
  };
}

function paramsOf(
  pattern: readonly string[],
  parts: readonly string[],
): { readonly [name: string]: string } | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (!expected.startsWith(":")) {
      if (expected !== part) return undefined;
      continue;
    }
    const decoded = decode(part);
    if (decoded === undefined || decoded === "") return undefined;
    params[expected.slice(1)] = decoded;
  }
  return params;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
