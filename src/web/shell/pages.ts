import type { WebWord } from "../state/words.tsx";

/** The pages of the main navigation with the letter that follows "g"; `under` is where its sub-pages start. */
export const mainPages: readonly {
  readonly path: string;
  readonly word: WebWord;
  readonly letter: string;
  readonly under: string | null;
}[] = [
  { path: "/", word: "nav/overview", letter: "o", under: null },
  { path: "/incidents", word: "nav/incidents", letter: "i", under: "/i/" },
  { path: "/models", word: "nav/models", letter: "m", under: "/m/" },
  { path: "/explore", word: "nav/explore", letter: "e", under: null },
  { path: "/settings", word: "nav/settings", letter: "s", under: null },
];
