/** Why a text looks like an attempt to take a model over. */
export type InjectionSign =
  | "override"
  | "role-change"
  | "prompt-theft"
  | "role-markup"
  | "hidden-characters"
  | "encoded-payload"
  | "exfiltration";

/** How much a text looks like an injection, and why. */
export interface InjectionRisk {
  /** 0 to 1: 1 minus the product of what each sign leaves. */
  readonly risk: number;
  readonly signs: readonly InjectionSign[];
}

// Sign → how telling it is, and what shows it.
const rules: readonly (readonly [InjectionSign, number, RegExp])[] = [
  [
    "override",
    0.8,
    /\b(?:ignore|disregard|forget|override|bypass|do not follow|stop following)\b.{0,30}\b(?:all|any|previous|prior|above|earlier|preceding|your|the|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context|training)\b|忽略.{0,10}(?:之前|以上|上述|所有).{0,10}(?:指令|提示|规则|说明)|(?:ignoriere|vergiss).{0,30}(?:anweisungen|regeln)/i,
  ],
  [
    "role-change",
    0.5,
    /\b(?:you are now|from now on,? you (?:are|will)|pretend (?:to be|you are)|act as (?:if you|an? unrestricted)|developer mode|jailbreak|\bDAN\b(?= mode|,| prompt)|no (?:restrictions|filters|limitations))\b|你现在是|从现在开始你/i,
  ],
  [
    "prompt-theft",
    0.6,
    /\b(?:reveal|print|show|repeat|output|tell me|what (?:is|are|were)|leak)\b.{0,30}\b(?:system prompt|initial (?:prompt|instructions)|hidden (?:prompt|instructions)|your (?:instructions|prompt|rules))\b|(?:显示|输出|告诉我|泄露).{0,10}(?:系统提示|初始指令)/i,
  ],
  [
    "role-markup",
    0.6,
    /<\|(?:im_start|im_end|system|assistant|user|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|^\s*(?:###\s*)?(?:system|assistant)\s*:/im,
  ],
  [
    "hidden-characters",
    0.5,
    /[\u{e0000}-\u{e007f}\u202a-\u202e\u2066-\u2069]|[\u200b\u2060\ufeff]{2,}/u,
  ],
  [
    "encoded-payload",
    0.3,
    /(?:[A-Za-z0-9+/]{4}){30,}={0,2}|(?:\\x[0-9a-f]{2}){16,}|(?:[0-9a-f]{2}){60,}/i,
  ],
  [
    "exfiltration",
    0.6,
    /!\[[^\]]*\]\(https?:\/\/[^)\s]+[?&][^)\s]*(?:\{|%7b|data=|q=|c=|\$)|\b(?:send|post|upload|forward|exfiltrate)\b.{0,60}\b(?:to|at) https?:\/\//i,
  ],
];

/**
 * Signs of prompt injection in a text that a model will read: a user's question, a web page, a
 * document. A heuristic: it knows the common phrases in English, Chinese and German, role marks,
 * invisible characters, encoded blobs and addresses that carry data away. Whoever knows it gets past
 * it, and texts about injections set it off; it is a signal to watch, never the only guard.
 *
 * Cost O(length) of the first 100,000 characters. Never throws.
 */
export function injectionRisk(text: string): InjectionRisk {
  const head = text.slice(0, 100_000);
  const found = rules.filter(([, , shape]) => shape.test(head));
  const left = found.reduce((product, [, weight]) => product * (1 - weight), 1);
  return { risk: 1 - left, signs: found.map(([sign]) => sign) };
}
