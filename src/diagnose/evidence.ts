import type { ComponentRef } from "../model/component.ts";
import type { Evidence } from "../model/diagnosis.ts";
import type { Message } from "../model/message.ts";
import type { CaseFile } from "./probe.ts";

/** Builds one piece of evidence; `rank.ts` gives it its final id. The window is the incident's unless said. */
export function evidence(
  file: CaseFile,
  given: {
    readonly probe: string;
    readonly statement: Message;
    readonly weight: number;
    readonly measure?: string;
    readonly from?: number;
  },
): Evidence {
  return {
    id: `${given.probe}/${given.statement.code}`,
    probe: given.probe,
    statement: given.statement,
    weight: given.weight,
    window: { start: given.from ?? file.before.start, end: file.during.end },
    chart: given.measure === undefined ? null : { measure: given.measure },
  };
}

/** Finite text that is equal for equal components. */
export function componentKey(component: ComponentRef): string {
  return `${component.kind}/${component.name}`;
}
