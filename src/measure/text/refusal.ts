// What models say when they decline, at the beginning of their answer.
const phrases: readonly RegExp[] = [
  /\b(?:i'?m|i am) (?:(?:so |very |really )?sorry|afraid)\b.{0,80}\b(?:can'?t|cannot|can not|unable|not able|won'?t|not allowed)\b/,
  /\b(?:i|we) (?:can'?t|cannot|can not|won'?t|will not|must decline|am unable|am not able|'?m unable|'?m not able)\b(?: to)? (?:\w+ ){0,2}(?:help|assist|provide|comply|fulfil+|answer|do (?:that|this)|discuss|create|generate|write|share|support|engage|continue|participate)/,
  /\bi (?:must|have to) (?:respectfully )?(?:decline|refuse)\b/,
  /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b.{0,80}\b(?:can'?t|cannot|don'?t|unable|not able|not (?:programmed|designed|allowed))\b/,
  /\b(?:this|that|your) (?:request|question|content)\b.{0,40}\b(?:violates|goes against|is against|is not (?:allowed|appropriate))\b/,
  /\bich (?:kann|darf|werde)\b.{0,60}\bnicht (?:helfen|beantworten|unterstützen|bereitstellen)\b/,
  /(?:抱歉|对不起|很遗憾|不好意思).{0,30}(?:无法|不能|不便|没办法)|(?:我|本助手)(?:无法|不能)(?:提供|协助|帮助|回答|满足)/,
];

// A refusal comes early; later on the same words mostly quote or advise.
const lookedAt = 300;

/**
 * Whether an answer declines to answer, by phrases in English, German and Chinese near its beginning.
 * A heuristic: it misses polite evasion and takes an honest "I can't find this in the text" that uses
 * the same words for a refusal. Its share over many answers is what to watch.
 *
 * Cost O(1): at most 300 characters are looked at. Never throws.
 * @example isRefusal("I'm sorry, but I can't help with that.") // true
 */
export function isRefusal(text: string): boolean {
  const head = text.trimStart().slice(0, lookedAt).toLowerCase().replaceAll("’", "'");
  return phrases.some((phrase) => phrase.test(head));
}
