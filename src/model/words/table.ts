/** Texts of one area: code → one text per language, with {name} places for the message's parameters. */
export type WordTable = {
  readonly [code: string]: { readonly en: string; readonly zh: string };
};
