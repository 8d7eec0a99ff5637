import { type Message, say } from "../../model/message.ts";
import type { FeatureBins } from "../../model/summary.ts";
import { jensenShannonDistance } from "../../stats/distance/jensen-shannon-distance.ts";
import {
  hellingerDistance,
  kullbackLeibler,
  largestShareGap,
  populationStability,
  totalVariation,
} from "../../stats/distance/share-distances.ts";
import { energyDistance, wassersteinSorted } from "../../stats/distance/wasserstein-distance.ts";
import { quantileSorted } from "../../stats/quantile.ts";
import { type CategorySide, type DriftSide, type NumberSide } from "./drift-side.ts";
import { countInBins } from "./frozen-bins.ts";
import type { DriftSettings } from "./settings.ts";

/** How large a difference is, and why it is measured this way. */
export interface DriftEffect {
  /** Its text is `driftEffect.<name>`. */
  readonly name: string;
  /** 0 for no difference. */
  readonly value: number;
  readonly because: Message;
}

/** Size of the difference of numbers over the reference's frozen bins or in its deviations. */
export function numberEffect(
  sides: { readonly reference: NumberSide; readonly current: NumberSide },
  bins: FeatureBins,
  { numberEffect: asked }: DriftSettings,
): DriftEffect {
  const { reference, current } = sides;
  const scale = scaleOf(reference.sorted);
  const isHeavy = scale.deviation > 3 * scale.robust;
  const name = asked === "auto" ? (isHeavy ? "jensen-shannon" : "wasserstein") : asked;
  const because =
    asked !== "auto"
      ? say("drift/effect-asked-for", {})
      : isHeavy
        ? say("drift/effect-heavy-tails", {})
        : say("drift/effect-deviations", {});
  if (name === "wasserstein") {
    const distance = wassersteinSorted(reference.sorted, current.sorted);
    return { name, value: distance / scale.deviation, because };
  }
  if (name === "energy") {
    const distance = energyDistance({ values: reference.sorted }, { values: current.sorted });
    return { name, value: distance / Math.sqrt(scale.deviation), because };
  }
  return { name, value: shareDistance(name, { reference, current, bins }), because };
}

/** Size of the difference of categories over the reference's frozen bins. */
export function categoryEffect(
  sides: { readonly reference: CategorySide; readonly current: CategorySide },
  bins: FeatureBins,
  { categoryEffect: name }: DriftSettings,
): DriftEffect {
  const because = say("drift/effect-shares", {});
  return { name, value: shareDistance(name, { ...sides, bins }), because };
}

// Share that an empty bin counts as, so that one of them does not make a difference infinite.
const emptyShare = 1e-4;

function shareDistance(
  name: string,
  of: { readonly reference: DriftSide; readonly current: DriftSide; readonly bins: FeatureBins },
): number {
  const p = countInBins(of.current, of.bins);
  const q = countInBins(of.reference, of.bins);
  switch (name) {
    case "kullback-leibler":
      return kullbackLeibler(p, q, emptyShare);
    case "population-stability":
      return populationStability(p, q, emptyShare);
    case "hellinger":
      return hellingerDistance(p, q);
    case "total-variation":
      return totalVariation(p, q);
    case "l-infinity":
      return largestShareGap(p, q);
    default:
      return jensenShannonDistance(p, q);
  }
}

// Standard deviation, and what it would be for a normal distribution with these quartiles. Where quartiles
// are equal the deviation stands for both; a constant has a thousandth of its value, or 1.
function scaleOf(sorted: Float64Array): { readonly deviation: number; readonly robust: number } {
  let mean = 0;
  for (const value of sorted) mean += value / sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2 / sorted.length;
  const deviation = Math.sqrt(squares) || Math.abs(mean) * 1e-3 || 1;
  const range = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  return { deviation, robust: range / 1.3489795003921634 || deviation };
}
