import { checkWords } from "./check.ts";
import { cliWords } from "./cli.ts";
import { curvesWords } from "./curves.ts";
import { detectCommandWords } from "./detect-command.ts";
import { diagnoseCommandWords } from "./diagnose-command.ts";
import { goldenWords } from "./golden.ts";
import { inspectCommandWords } from "./inspect-command.ts";
import { judgeWords } from "./judge.ts";
import { notifyWords } from "./notify.ts";
import { rankCommandWords } from "./rank-command.ts";
import { reportWords } from "./report.ts";
import { reproduceCommandWords } from "./reproduce-command.ts";
import { resourceWords } from "./resource.ts";
import type { WordTable } from "./table.ts";

/**
 * The tables of what is only said in a terminal, in a report or to a channel; the build of the UI leaves them out.
 */
export const commandTables: readonly { readonly area: string; readonly words: WordTable }[] = [
  { area: "cli", words: cliWords },
  { area: "check", words: checkWords },
  { area: "curves", words: curvesWords },
  { area: "detect-command", words: detectCommandWords },
  { area: "diagnose-command", words: diagnoseCommandWords },
  { area: "golden", words: goldenWords },
  { area: "inspect-command", words: inspectCommandWords },
  { area: "judge", words: judgeWords },
  { area: "notify", words: notifyWords },
  { area: "rank-command", words: rankCommandWords },
  { area: "report", words: reportWords },
  { area: "reproduce-command", words: reproduceCommandWords },
  { area: "resource", words: resourceWords },
];
