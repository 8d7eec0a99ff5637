import { answerText } from "../ingest/answer-format.ts";
import { textLikeness } from "../measure/text/text-likeness.ts";
import type { JudgedOutputSummary } from "../model/summary.ts";
import type { Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { JudgedOutputs } from "../store/store.ts";
import type { Loop } from "./loop.ts";

/** Labelled outputs of one version, or of all together, that are looked at. */
const rowsMax = 200;
/** Texts compared before whatever else waits has its turn. */
const turnTexts = 10;

type Counts = JudgedOutputs["versions"];

/** A window's labelled outputs, of all versions together a sample of all, and of each its own. */
export async function readJudgedWindow(
  { store }: Pick<Loop, "store">,
  project: string,
  about: { readonly model: string; readonly window: Window; readonly isOfTexts: boolean },
): Promise<readonly JudgedOutputSummary[]> {
  const { model, window, isOfTexts } = about;
  const request = { model, window, limit: rowsMax };
  if (!isOfTexts) {
    const { versions, rows } = await store.judgedOutputs(project, request);
    return summariesOf(model, versions, { rows, asParts: (own) => ({ rows: own, texts: [] }) });
  }
  const { versions, rows } = await store.labelledTexts(project, request);
  const texts: (JudgedOutputSummary["texts"][number] & { readonly version: string })[] = [];
  for (const [place, { version, output, label }] of rows.entries()) {
    texts.push({ version, ...textLikeness(answerText(output), answerText(label)) });
    if (place % turnTexts === turnTexts - 1) await giveTurn();
  }
  return summariesOf(model, versions, {
    rows: texts,
    asParts: (own) => ({ rows: [], texts: own }),
  });
}

function summariesOf<Row extends { readonly version: string }>(
  model: string,
  versions: Counts,
  {
    rows,
    asParts,
  }: {
    readonly rows: readonly Row[];
    readonly asParts: (own: readonly Row[]) => Pick<JudgedOutputSummary, "rows" | "texts">;
  },
): readonly JudgedOutputSummary[] {
  const total = (of: (one: Counts[number]) => number) =>
    versions.reduce((sum, one) => sum + of(one), 0);
  const whole: JudgedOutputSummary = {
    window: 0,
    model,
    version: "",
    predictions: total((one) => one.predictions),
    labelled: total((one) => one.labelled),
    ...asParts(rows.slice(0, rowsMax)),
  };
  const named = [...Map.groupBy(versions, ({ version }) => version)].map(
    ([version, own]): JudgedOutputSummary => ({
      window: 0,
      model,
      version,
      predictions: own.reduce((sum, one) => sum + one.predictions, 0),
      labelled: own.reduce((sum, one) => sum + one.labelled, 0),
      ...asParts(rows.filter((row) => row.version === version)),
    }),
  );
  return [whole, ...named.filter(({ version, labelled }) => version !== "" && labelled > 0)];
}
