/**
 * What the server, the CLI and notifications send instead of sentences: a code with parameters.
 * `model/words/` holds one text per code and language; numbers carry their unit in the text.
 */
export interface Message {
  readonly code: string;
  readonly params: { readonly [name: string]: string | number };
}

/** Builds a message; the shortest way to say one. */
export function say(code: string, params: Message["params"] = {}): Message {
  return { code, params };
}
