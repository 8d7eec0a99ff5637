import { storedChoice } from "./stored.ts";

/** Colours: as the system says, or always one. */
export const themeChoice = storedChoice("theme", ["system", "light", "dark"], () => "system");

/** The language of the interface; the first of the browser's that exists. */
export const languageChoice = storedChoice("language", ["en", "zh"], () =>
  navigator.languages.some((language) => language.startsWith("zh")) &&
  !(navigator.languages[0] ?? "").startsWith("en")
    ? "zh"
    : "en",
);

/** Times in the reader's zone or in UTC. */
export const zoneChoice = storedChoice("zone", ["local", "utc"], () => "local");

/** Whether single letters are shortcuts (WCAG 2.1.4 asks for a switch). */
export const keysChoice = storedChoice("keys", ["on", "off"], () => "on");
