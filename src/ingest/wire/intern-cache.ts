import { ByteCache } from "./byte-cache.ts";

/** An attribute as its KeyValue message says: a text, or a number where that is undefined. */
export interface KnownAttribute {
  readonly name: string;
  readonly text: string | undefined;
  readonly number: number;
  /** Whether the identity or LLM rules look at it. */
  readonly isTelling: boolean;
}

/** What was read lately, shared between the readers of a process; about 1.5 MB when full. */
export interface InternCache {
  /** Short ASCII texts: names and values repeat in every signal. */
  readonly texts: ByteCache<string>;
  /** Attributes by the bytes of their message: most of a service's are the same in every span. */
  readonly attributes: ByteCache<KnownAttribute>;
}

export function makeInternCache(): InternCache {
  return { texts: new ByteCache(8_192, 32), attributes: new ByteCache(4_096, 64) };
}
