/**
 * A JSON text that is written already, as UTF-8: large answers are encoded where they are computed, and
 * sent as they are.
 */
export class EncodedJson {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
