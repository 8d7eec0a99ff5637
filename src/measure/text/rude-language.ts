import { splitWords } from "./white-space.ts";

// Word stems that insult or threaten; the list is short on purpose, for few false alarms.
const insults =
  /^(?:idiots?|morons?|stupid(?:ly)?|dumb(?:ass)?|imbeciles?|retard(?:s|ed)?|scum(?:bags?)?|bastards?|bitch(?:es)?|assholes?|arseholes?|fuck\w*|motherfuck\w*|shit(?:s|ty|head)?|bullshit|crap(?:py)?|cunts?|dickheads?|whores?|sluts?|loser|arschloch|scheiß\w*|scheiss\w*|idiotin?|hurensohn|wichser)$/;
const insultPhrases = /傻逼|傻叉|白痴|混蛋|王八蛋|去死|操你|他妈的|滚蛋|废物/g;
const threats =
  /\b(?:i(?:'ll| will| am going to)|we(?:'ll| will)) (?:kill|hurt|destroy|find|beat) (?:you|him|her|them)\b|\b(?:kill|hang|shoot) yourself\b|\bgo (?:and )?die\b/i;

/** How rude a text is by a list of words. */
export interface Rudeness {
  /** Rude words in a hundred; 0 for an empty text. */
  readonly perHundredWords: number;
  readonly isThreat: boolean;
}

/**
 * Rude words and plain threats, by short lists in English, German and Chinese. It is called rude
 * language and not toxicity: it neither understands irony, hatred in polite words, nor who quotes
 * whom, and a text about insults counts as insulting. Use a model where that matters.
 *
 * Cost O(length). Never throws.
 */
export function rudenessOf(text: string): Rudeness {
  const words = splitWords(text.toLowerCase().replace(/[^\p{L}\s]/gu, " "));
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const rude = words.filter((word) => insults.test(word)).length;
  const phrases = text.match(insultPhrases)?.length ?? 0;
  const size = words.length + characters / 2;
  return {
    perHundredWords: size === 0 ? 0 : Math.min(100, (100 * (rude + phrases)) / size),
    isThreat: threats.test(text),
  };
}
