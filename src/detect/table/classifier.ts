import type { SettingTable, ValuesOf } from "../../model/settings.ts";
import type { Matrix } from "../../stats/linear/matrix.ts";
import type { Random } from "../../stats/random.ts";
import type { DescribedDetector } from "../detector.ts";

/**
 * Learns from rows that people have judged. Rows come standardised and without NaN. Equal rows, labels, settings and
 * random streams give equal scores; a row's score does not depend on the rows judged with it.
 */
export interface Classifier<
  Settings extends SettingTable = SettingTable,
> extends DescribedDetector<Settings> {
  readonly when: string;
  /**
   * @param labels 1 for a row judged anomalous, else 0; one a row
   * @returns a model whose scores rise with the chance of label 1; not yet probabilities
   */
  learn(
    rows: Matrix,
    labels: Uint8Array,
    given: { readonly settings: ValuesOf<Settings>; readonly random: Random },
  ): ClassifierModel;
}

export interface ClassifierModel {
  score(rows: Matrix): Float64Array;
}
