/**
 * Phrases that people use to make a language model leave its instructions, in English, Chinese, German
 * and French. Each is written so that ordinary questions do not match: "ignore the previous invoice" does
 * not, "ignore all previous instructions" does.
 */
const phrases: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|your|all)\b.{0,20}\b(?:instructions?|prompts?|rules?|directions?|guidelines)\b/i,
  /\b(?:reveal|print|show|repeat|output|leak)\b.{0,30}\b(?:system|hidden|initial|developer)\s+(?:prompt|message|instructions?)\b/i,
  /\byou are (?:now|no longer)\b.{0,60}\b(?:dan|unrestricted|jailbroken|without (?:any )?(?:rules|restrictions|filters))\b/i,
  /\b(?:enable|enter|activate)\b.{0,20}\b(?:developer|god|jailbreak|dan) mode\b/i,
  /<\|(?:im_start|system|endoftext)\|>|\[\/?INST\]|<<SYS>>/,
  /忽略.{0,12}(?:之前|以上|先前|所有).{0,8}(?:指令|指示|提示|规则)/,
  /(?:输出|显示|泄露|告诉我).{0,8}(?:系统|隐藏).{0,4}(?:提示|指令)/,
  /\bignorier\w*\b.{0,30}\b(?:vorherigen|bisherigen|obigen|alle)\b.{0,20}\b(?:anweisungen|regeln)\b/i,
  /\bignor\w*\b.{0,30}\b(?:précédentes|toutes les)\b.{0,20}\b(?:instructions|consignes)\b/i,
];

/** Characters of a text that are looked at: attacks stand at its beginning or end. */
const lookedAtMax = 20_000;

/**
 * Whether a text looks like an attempt at prompt injection. A heuristic: it knows common phrases only,
 * misses whatever is reworded, encoded or hidden in a document, and calls a quotation of an attack one.
 * Worth as a rate over many calls, never as a verdict on one.
 *
 * Cost O(n) in the text, at most 20,000 characters. Source: phrases collected in OWASP LLM01:2025.
 * @example looksLikeInjection("Ignore all previous instructions.") // true
 */
export function looksLikeInjection(text: string): boolean {
  const looked =
    text.length <= lookedAtMax
      ? text
      : `${text.slice(0, lookedAtMax / 2)}\n${text.slice(-lookedAtMax / 2)}`;
  return phrases.some((phrase) => phrase.test(looked));
}
