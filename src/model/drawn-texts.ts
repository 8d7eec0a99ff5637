/** Texts and embeddings of a prediction or a call, as they are drawn to be compared. */
export interface DrawnTexts {
  /** `prompt`, `answer` or the name of a feature → its text; what is missing has none. */
  readonly texts: ReadonlyMap<string, string>;
  /** Name of an embedding → it, packed. */
  readonly embeddings: ReadonlyMap<string, string>;
}
