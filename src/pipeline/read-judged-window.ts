import { answerText } from "../ingest/answer-format.ts";
import { searchOfAnswer, searchOfIds } from "../measure/text/answer-search.ts";
import { textLikeness } from "../measure/text/text-likeness.ts";
import type { RetrievedDocument } from "../model/retrieved-document.ts";
import { structuredLabelOf } from "../model/structured-value.ts";
import type { JudgedOutputSummary } from "../model/summary.ts";
import type { Window } from "../model/time.ts";
import { giveTurn } from "../store/give-turn.ts";
import type { JudgedOutputs, LabelledTexts } from "../store/answer-store.ts";
import type { Loop } from "./loop.ts";
import { retrievedForCalls } from "./retrieved-for-calls.ts";

/** Labelled outputs of one version, or of all together, that are looked at. */
const rowsMax = 200;
/** Texts compared before whatever else waits has its turn. */
const turnTexts = 10;

interface JudgedAnswer {
  readonly version: string;
  readonly likeness: JudgedOutputSummary["texts"][number] | null;
  readonly search: JudgedOutputSummary["searches"][number] | null;
}

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
    return summariesOf(model, versions, {
      rows,
      asParts: (own) => ({ rows: own, texts: [], searches: [] }),
    });
  }
  const { versions, rows } = await store.labelledTexts(project, request);
  const calls = rows.flatMap(({ call }) => call ?? []);
  const found = await retrievedForCalls({ store }, project, calls);
  const answers: JudgedAnswer[] = [];
  for (const [place, row] of rows.entries()) {
    const documents = found.get(row.call?.id ?? "")?.last ?? [];
    answers.push(judgedAnswer(row, documents));
    if (place % turnTexts === turnTexts - 1) await giveTurn();
  }
  return summariesOf(model, versions, {
    rows: answers,
    asParts: (own) => ({
      rows: [],
      texts: own.flatMap(({ likeness }) => likeness ?? []),
      searches: own.flatMap(({ search }) => search ?? []),
    }),
  });
}

/** A label says what the answer should be, or by a ranking what should have been found for it. */
function judgedAnswer(
  { version, output, label }: LabelledTexts["rows"][number],
  documents: readonly RetrievedDocument[],
): JudgedAnswer {
  const told = structuredLabelOf(label);
  if (told?.kind === "ranking") {
    const relevant = Object.entries(told.relevant).flatMap(([id, gain]) => (gain > 0 ? [id] : []));
    const search = documents.length === 0 ? null : searchOfIds(documents, relevant);
    return { version, likeness: null, search };
  }
  const wanted = answerText(label);
  const search = documents.length === 0 ? null : searchOfAnswer(documents, wanted);
  return { version, likeness: textLikeness(answerText(output), wanted), search };
}

function summariesOf<Row extends { readonly version: string }>(
  model: string,
  versions: Counts,
  {
    rows,
    asParts,
  }: {
    readonly rows: readonly Row[];
    readonly asParts: (
      own: readonly Row[],
    ) => Pick<JudgedOutputSummary, "rows" | "texts" | "searches">;
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
