import type { AcesoError } from "../model/errors.ts";
import { expressionError } from "./expression-error.ts";
import type { Token } from "./lexer.ts";

/** Reads tokens one by one, with the errors people see when one is not what was expected. */
export class TokenReader {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  /** The token to come, or one further on; the end stays the end. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (this.#index < this.#tokens.length - 1) this.#index++;
    return token;
  }

  /** Offset at which the last token that was read ends. */
  previousEnd(): number {
    return this.#tokens[Math.max(0, this.#index - 1)]!.end;
  }

  isSign(text: string): boolean {
    const token = this.peek();
    return token.kind === "sign" && token.text === text;
  }

  expectSign(text: string): Token {
    const token = this.next();
    if (token.kind === "sign" && token.text === text) return token;
    throw this.unexpected(token, JSON.stringify(text));
  }

  /** Takes the next token if it is this keyword, in any case; else leaves it and answers null. */
  takeWord(word: string): Token | null {
    const token = this.peek();
    return token.kind === "word" && token.text.toLowerCase() === word ? this.next() : null;
  }

  unexpected(token: Token, expected?: string): AcesoError {
    const got = token.kind === "end" ? "end of input" : JSON.stringify(token.text);
    const reason = expected ? `unexpected ${got}, expected ${expected}` : `unexpected ${got}`;
    return expressionError(this.text, token.start, reason);
  }
}
