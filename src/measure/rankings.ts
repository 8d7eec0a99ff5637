import type { SettingTable } from "../model/settings.ts";
import { eachOutputs, type Judged, type OfOutputs } from "./judged-outputs.ts";
import {
  coverageScore,
  diversityScore,
  hitRateScore,
  meanAveragePrecisionScore,
  ndcgScore,
  noveltyScore,
  precisionAtScore,
  type RankedList,
  recallAtScore,
  reciprocalRankScore,
} from "./quality/ranking-scores.ts";
import { noScore, type Score } from "./quality/score.ts";

// Rankings beside what turned out to be relevant, list by list; and what is shown at all.

const depth = {
  k: {
    type: "number",
    unit: "1",
    default: 10,
    min: 1,
    max: 1_000,
    meaning: "ranks that are looked at, from the first; what stands below counts as not shown",
  },
} as const satisfies SettingTable;

const common = {
  subject: "model",
  tasks: ["ranking"],
  needs: "judged-outputs",
} as const;
const windowSource =
  "Over windows of ten minutes, a sample of at most 200 lists by version; lists with nothing relevant have none.";
const errorSource = "Standard error of a mean over lists.";

type ListScore = (lists: readonly RankedList[], k: number) => Score;

function ofLists(facts: {
  readonly name: string;
  readonly series: string;
  readonly summary: string;
  readonly source: string;
  readonly class: "objective" | "evidence";
  readonly score: ListScore;
}): OfOutputs<typeof depth> {
  const { score, source, ...told } = facts;
  return {
    ...common,
    ...told,
    unit: "ratio",
    source: `${source} ${windowSource} ${errorSource}`,
    settings: depth,
    measure: (rows, { k }, context) =>
      eachOutputs({ measure: facts.name, kind: "ranking" }, rows, context, (own) =>
        score(own.map(listOf), k),
      ),
  };
}

/** How good the order of what was shown is. */
export const ndcg = ofLists({
  name: "ndcg",
  series: "aceso_ndcg_ratio",
  summary: "Normalised discounted cumulative gain: how close the order is to the best one, 0 to 1.",
  source: "Σ gain / log2(rank + 1) as a share of the best order's; Järvelin and Kekäläinen 2002.",
  class: "objective",
  score: ndcgScore,
});

/** Mean average precision of rankings. */
export const averagePrecision = ofLists({
  name: "average-precision",
  series: "aceso_average_precision_ratio",
  summary: "Mean average precision: the precision at the ranks of relevant items.",
  source: "Manning, Raghavan and Schütze 2008, 8.4, cut at k.",
  class: "evidence",
  score: meanAveragePrecisionScore,
});

/** Mean reciprocal rank. */
export const reciprocalRank = ofLists({
  name: "reciprocal-rank",
  series: "aceso_reciprocal_rank_ratio",
  summary: "Mean of one over the rank of the first relevant item; 0 where none was shown.",
  source: "Σ 1 / rank / lists; Voorhees 1999.",
  class: "evidence",
  score: reciprocalRankScore,
});

/** Hit rate. */
export const hitRate = ofLists({
  name: "hit-rate",
  series: "aceso_hit_rate_ratio",
  summary: "Share of lists with something relevant among the first ranks.",
  source: "lists with a hit / lists.",
  class: "evidence",
  score: hitRateScore,
});

/** Precision at k. */
export const precisionAtK = ofLists({
  name: "precision-at-k",
  series: "aceso_precision_at_k_ratio",
  summary: "Share of the first k ranks that are relevant; ranks that were not filled count as not.",
  source: "relevant among the first k / k.",
  class: "evidence",
  score: precisionAtScore,
});

/** Recall at k. */
export const recallAtK = ofLists({
  name: "recall-at-k",
  series: "aceso_recall_at_k_ratio",
  summary: "Share of all relevant items that are among the first k ranks.",
  source: "relevant among the first k / relevant.",
  class: "evidence",
  score: recallAtScore,
});

/** How much of what there is gets shown. */
export const rankingCoverage: OfOutputs = {
  ...common,
  name: "ranking-coverage",
  series: "aceso_ranking_coverage_ratio",
  unit: "ratio",
  summary:
    "Share of the catalogue that is shown in any of the lists looked at; of lists that tell `catalog`.",
  source: `different items / catalog, the largest told. A sample of few lists shows less. ${windowSource} It has no standard error.`,
  class: "evidence",
  settings: {},
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "ranking-coverage", kind: "ranking" }, rows, context, (own) => {
      const told = own.flatMap(({ output }) => (output.catalog === undefined ? [] : [output]));
      const size = told.reduce((most, { catalog = 0 }) => Math.max(most, catalog), 0);
      if (size === 0) return noScore;
      return coverageScore(
        told.map(({ items }) => items),
        size,
      );
    }),
};

/** How unlike the items of a list are. */
export const rankingDiversity: OfOutputs = {
  ...common,
  name: "ranking-diversity",
  series: "aceso_ranking_diversity_ratio",
  unit: "ratio",
  summary:
    "Share of the pairs of items within a list that are of different groups; of lists that tell `groups`.",
  source: `Intra-list diversity, Ziegler et al. 2005, with distance 1 between groups and 0 within. ${windowSource} ${errorSource}`,
  class: "evidence",
  settings: {},
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "ranking-diversity", kind: "ranking" }, rows, context, (own) =>
      diversityScore(
        own.flatMap(({ output }) => (output.groups === undefined ? [] : [output.groups])),
        (one, other) => (one === other ? 0 : 1),
      ),
    ),
};

/** How surprising what is shown is. */
export const rankingNovelty: OfOutputs = {
  ...common,
  name: "ranking-novelty",
  series: "aceso_ranking_novelty",
  unit: "1",
  summary: "Mean surprise of the shown items in bits; of lists that tell `popularity`.",
  source: `-log2 of the share of users who know an item, Zhou et al. 2010; items nobody knows are left out. ${windowSource} ${errorSource}`,
  class: "evidence",
  settings: {},
  measure: (rows, _settings, context) =>
    eachOutputs({ measure: "ranking-novelty", kind: "ranking" }, rows, context, (own) => {
      const known = own.filter(({ output }) => output.popularity !== undefined);
      // An item may become better known within the window: each list counts with what it told.
      const places = known.map(({ output }, list) =>
        output.items.map((_, rank) => `${list} ${rank}`),
      );
      const popularity = new Map(
        known.flatMap(({ output }, list) =>
          (output.popularity ?? []).map((share, rank) => [`${list} ${rank}`, share] as const),
        ),
      );
      return noveltyScore(places, popularity);
    }),
};

function listOf({ output, label }: Judged<"ranking">): RankedList {
  const gains = new Map(Object.entries(label.relevant));
  return {
    relevances: output.items.map((item) => gains.get(item) ?? 0),
    ideal: [...gains.values()],
  };
}
