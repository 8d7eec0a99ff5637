import type { Reply } from "./journey.ts";

/** A service's side of the version contract: GET tells the state, POST switches; the same POST twice is harmless. */
export function switchVersion(
  method: "GET" | "POST",
  body: unknown,
  state: { readonly current: string; readonly available: readonly string[] },
  use: (version: string) => void,
): Reply {
  if (method === "GET") return { status: 200, body: state };
  const version = textField(body, "version");
  if (!state.available.includes(version)) {
    return {
      status: 422,
      body: { error: `version must be one of ${state.available.join(", ")}, got ${version}` },
    };
  }
  use(version);
  return {
    status: 200,
    body: { ...state, current: version, previous: state.current },
  };
}

/** A service's side of a webhook that turns something on, or off again when the call is an undo. */
export function switchOn(
  method: "GET" | "POST",
  body: unknown,
  state: { readonly operation: string; readonly on: boolean },
  use: (on: boolean) => void,
): Reply {
  if (method === "GET") return { status: 200, body: { operation: state.operation, on: state.on } };
  const operation = textField(body, "operation");
  const isUndo = operation === `undo-${state.operation}` || flag(body, "undo");
  if (operation !== state.operation && operation !== `undo-${state.operation}`) {
    return {
      status: 422,
      body: { error: `operation must be ${state.operation}, got ${operation}` },
    };
  }
  use(!isUndo);
  return { status: 200, body: { operation: state.operation, on: !isUndo, was: state.on } };
}

function textField(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null || !(name in body)) return "";
  // Checked above: an object that has this field.
  const value = (body as { [field: string]: unknown })[name];
  return typeof value === "string" ? value : "";
}

function flag(body: unknown, name: string): boolean {
  return (
    typeof body === "object" &&
    body !== null &&
    // Checked: an object.
    (body as { [field: string]: unknown })[name] === true
  );
}
