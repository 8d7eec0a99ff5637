import { commandTables } from "./command-tables.ts";
import { detectWords } from "./detect.ts";
import { diagnoseLlmWords } from "./diagnose-llm.ts";
import { diagnoseMachineWords } from "./diagnose-machine.ts";
import { diagnoseRankingWords } from "./diagnose-ranking.ts";
import { diagnoseWords } from "./diagnose.ts";
import { driftWords } from "./drift.ts";
import { estimateWords } from "./estimate.ts";
import { errorWords } from "./error.ts";
import { incidentWords } from "./incident.ts";
import { knownErrorWords } from "./known-error.ts";
import { measureWords } from "./measure.ts";
import { pipelineWords } from "./pipeline.ts";
import { repairWords } from "./repair.ts";
import { webWords } from "./web.ts";
import type { WordTable } from "./table.ts";

/** The tables of all areas; a code stands in exactly one of them. */
export const wordTables: readonly { readonly area: string; readonly words: WordTable }[] = [
  ...commandTables,
  { area: "known-error", words: knownErrorWords },
  { area: "measure", words: measureWords },
  { area: "detect", words: detectWords },
  { area: "drift", words: driftWords },
  { area: "estimate", words: estimateWords },
  { area: "error", words: errorWords },
  { area: "incident", words: incidentWords },
  { area: "diagnose", words: diagnoseWords },
  { area: "diagnose-llm", words: diagnoseLlmWords },
  { area: "diagnose-machine", words: diagnoseMachineWords },
  { area: "diagnose-ranking", words: diagnoseRankingWords },
  { area: "pipeline", words: pipelineWords },
  { area: "repair", words: repairWords },
  { area: "web", words: webWords },
];

// Code → its texts. Built once: a constant, not a registry.
const allWords: ReadonlyMap<string, { readonly en: string; readonly zh: string }> = new Map(
  wordTables.flatMap(({ words }) => Object.entries(words)),
);

/** The texts of a code; undefined when no table has it. */
export function findWords(code: string): { readonly en: string; readonly zh: string } | undefined {
  return allWords.get(code);
}
