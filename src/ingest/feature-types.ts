/** Text features remembered over all models. */
const featuresMax = 50_000;

/**
 * Which features of which model are texts. A null says nothing about its type, so it is put where the
 * feature's other values are; a feature never seen otherwise counts as a number.
 */
export class FeatureTypes {
  // model → its text features
  readonly #textFeatures = new Map<string, Set<string>>();
  #count = 0;

  /** The text features of a model; the caller adds through `note` only. */
  of(model: string): ReadonlySet<string> {
    return this.#textFeatures.get(model) ?? none;
  }

  /** Remembers that a feature holds texts. */
  note(model: string, feature: string): void {
    if (this.#count >= featuresMax) return;
    const known = this.#textFeatures.get(model) ?? new Set<string>();
    if (known.has(feature)) return;
    known.add(feature);
    this.#count += 1;
    this.#textFeatures.set(model, known);
  }
}

const none: ReadonlySet<string> = new Set();
