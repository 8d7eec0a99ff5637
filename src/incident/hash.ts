/**
 * A short stable id of several parts: 64-bit FNV-1a over the UTF-8 length-prefixed parts, 16 hex
 * digits. Not for secrets. Source: Fowler, Noll, Vo, "FNV hash", draft-eastlake-fnv-17, section 5.
 */
export function stableId(...parts: readonly (string | number)[]): string {
  return hash64(parts).toString(16).padStart(16, "0");
}

/** Four letters and digits that people can read out: Crockford's base 32 leaves out I, L, O and U. */
export function shortCode(id: string): string {
  let rest = hash64([id]);
  let code = "";
  for (let index = 0; index < 4; index++) {
    code += alphabet[Number(rest & 31n)] ?? "";
    rest >>= 5n;
  }
  return code;
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function hash64(parts: readonly (string | number)[]): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const part of parts) {
    const text = String(part);
    // The length in front keeps ("ab","c") and ("a","bc") apart.
    for (const character of `${text.length}:${text}`) {
      hash ^= BigInt(character.codePointAt(0) ?? 0);
      hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn;
    }
  }
  return hash;
}
