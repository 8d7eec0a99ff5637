import type { ComponentCase, ComponentSign } from "./component-case.ts";

/** What a component that nobody watches is worth: more than noise, less than any clear sign. */
const blindStrength = 1.2;

/**
 * Components on the map that report nothing: where no watched one shows a clear sign, the fault is likelier
 * where nobody looks.
 */
export function blindSigns(
  file: ComponentCase,
): readonly { readonly component: string; readonly sign: ComponentSign }[] {
  const seen = new Set(file.series.map(({ component }) => component));
  for (const { component } of file.paths) seen.add(component);
  for (const { caller, callee } of file.calls) seen.add(caller).add(callee);
  const onMap = new Set(file.edges.flatMap(({ caller, callee }) => [caller, callee]));
  const sign = {
    kind: "blind",
    detail: "",
    strength: blindStrength,
    from: Number.NaN,
    to: Number.NaN,
  } as const;
  return [...onMap].filter((name) => !seen.has(name)).map((component) => ({ component, sign }));
}
