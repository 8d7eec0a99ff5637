import { detectCommandWords } from "./detect-command.ts";
import { diagnoseCommandWords } from "./diagnose-command.ts";
import { curvesWords } from "./curves.ts";
import { inspectCommandWords } from "./inspect-command.ts";
import { rankCommandWords } from "./rank-command.ts";
import { reproduceCommandWords } from "./reproduce-command.ts";
import type { WordTable } from "./table.ts";

/** The tables of what only commands of a terminal say; the build of the UI leaves them out. */
export const commandTables: readonly { readonly area: string; readonly words: WordTable }[] = [
  { area: "detect-command", words: detectCommandWords },
  { area: "diagnose-command", words: diagnoseCommandWords },
  { area: "curves", words: curvesWords },
  { area: "inspect-command", words: inspectCommandWords },
  { area: "rank-command", words: rankCommandWords },
  { area: "reproduce-command", words: reproduceCommandWords },
];
