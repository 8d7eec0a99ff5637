import { createContext, useContext, useEffect, useMemo } from "react";
import type { ReactNode } from "react";
import type { Message } from "../../model/message.ts";
import type { webWords } from "../../model/words/web.ts";
import { findWords } from "../../model/words/catalog.ts";
import { formatValue, render } from "../../model/words/render.ts";
import type { Language } from "../../model/words/render.ts";
import { languageChoice, zoneChoice } from "./choices.ts";
import { useStored } from "./stored.ts";

/** The codes of the interface's own texts, without their area. */
export type WebWord = keyof typeof webWords extends `web/${infer Name}` ? Name : never;

/** Everything a component needs to speak: its language, its zone and the ways to print. */
export interface Words {
  readonly lang: Language;
  readonly timeZone: string;
  /** A text of the interface. */
  t(word: WebWord, params?: Message["params"]): string;
  /** A message of the server, as it stands. */
  say(message: Message): string;
  /** A message of the server as a sentence of its own: a capital first, but never in the name of a thing. */
  sentence(message: Message): string;
  /** A word of a closed list of the server, e.g. `web/phase` + "opened"; the value itself when unknown. */
  name(list: string, value: string): string;
  /** A value with its unit, e.g. 0.93 "ratio". A missing value is a dash. */
  value(value: number | null | undefined, unit: string): string;
  /** What was expected: both limits, one of them, or a dash. */
  limits(low: number | null | undefined, high: number | null | undefined, unit: string): string;
  /** A length of time in milliseconds. */
  duration(ms: number): string;
  /** Clock time with seconds; with the day where it is not today's. */
  clock(time: number, now?: number): string;
  /** Day and clock time. */
  moment(time: number): string;
}

const WordsContext = createContext<Words | null>(null);

/** Gives the tree below its language and zone, and tells the document. */
export function WordsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const lang = useStored(languageChoice);
  const zone = useStored(zoneChoice);
  const words = useMemo(() => makeWords(lang, zone === "utc" ? "UTC" : readerZone()), [lang, zone]);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

/** The words of the reader. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("useWords needs a WordsProvider above it");
  return words;
}

function readerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Builds the ways to speak one language in one zone. */
export function makeWords(lang: Language, timeZone: string): Words {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "medium" });
  const dayAndClock = new Intl.DateTimeFormat(locale, {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const date = new Intl.DateTimeFormat("en-CA", { timeZone });
  const t: Words["t"] = (word, params = {}) =>
    render({ code: `web/${word}`, params }, { lang, timeZone });
  const value: Words["value"] = (number, unit) =>
    number === null || number === undefined || !Number.isFinite(number)
      ? "–"
      : formatValue(number, unit, { lang, timeZone });
  return {
    lang,
    timeZone,
    t,
    say: (message) => render(message, { lang, timeZone }),
    sentence: (message) => {
      const text = render(message, { lang, timeZone });
      // A text that starts with a place starts with the name of a model or service, which keeps its spelling;
      // only places for words of ours do not.
      const template = findWords(message.code)?.[lang];
      return template === undefined || /^\{\w+(:(?!word)\w+)?\}/.test(template)
        ? text
        : text.slice(0, 1).toUpperCase() + text.slice(1);
    },
    name: (list, value) =>
      findWords(`${list}.${value}`)?.[lang] ?? findWords(`${list}/${value}`)?.[lang] ?? value,
    value,
    limits: (low, high, unit) => {
      const params = { low: value(low, unit), high: value(high, unit) };
      const hasLow = typeof low === "number";
      if (typeof high === "number") return t(hasLow ? "limits/between" : "limits/at-most", params);
      return hasLow ? t("limits/at-least", params) : "–";
    },
    duration: (ms) => formatValue(roundDuration(ms), "ms", { lang, timeZone }),
    clock: (time, now) =>
      now !== undefined && date.format(time) !== date.format(now)
        ? dayAndClock.format(time)
        : clock.format(time),
    moment: (time) => dayAndClock.format(time),
  };
}

/** People read "12 min", not "12 min 3 s": whole seconds below ten minutes, whole minutes above. */
function roundDuration(ms: number): number {
  const size = Math.max(0, ms);
  if (size < 1000) return Math.round(size);
  return size < 600_000 ? Math.round(size / 1000) * 1000 : Math.round(size / 60_000) * 60_000;
}
