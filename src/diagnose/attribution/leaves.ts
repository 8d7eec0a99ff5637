/** A combination of attribute values: the places of the attributes, ascending, and the code of each. */
export interface Element {
  readonly attributes: readonly number[];
  readonly codes: readonly number[];
}

/** The finest combinations of attribute values, one entry each. */
export interface Leaves {
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** One array per attribute: the code of its value in every leaf. */
  readonly codes: readonly Uint16Array[];
}

/** Attributes looked at; more give too many combinations to ask for. */
export const attributesMax = 8;

/** All combinations of attributes with `size` members, as ascending places. */
export function cuboidsOf(attributeCount: number, size: number): readonly (readonly number[])[] {
  const count = Math.min(attributeCount, attributesMax);
  return Array.from({ length: 2 ** count }, (_, mask) =>
    Array.from({ length: count }, (_, place) => place).filter((place) => (mask >> place) & 1),
  ).filter((places) => places.length === size);
}

/** The elements of one combination of attributes, numbered: leaf → element. */
export interface Cuboid {
  readonly attributes: readonly number[];
  readonly elementOf: Uint32Array;
  readonly elementCount: number;
}

// Up to here elements are numbered by arithmetic, beyond by a map.
const denseMax = 4_000_000;

/** Numbers the elements of a combination of attributes. Cost O(leaves x attributes). */
export function cuboidOf({ attributes, codes }: Leaves, places: readonly number[]): Cuboid {
  const leafCount = codes[0]?.length ?? 0;
  const elementOf = new Uint32Array(leafCount);
  let elementCount = 1;
  for (const place of places) {
    const size = attributes[place]!.values.length;
    const column = codes[place]!;
    if (elementCount * size <= denseMax) {
      for (let leaf = 0; leaf < leafCount; leaf++) {
        elementOf[leaf] = elementOf[leaf]! * size + column[leaf]!;
      }
      elementCount *= size;
      continue;
    }
    const numbers = new Map<number, number>();
    for (let leaf = 0; leaf < leafCount; leaf++) {
      const key = elementOf[leaf]! * size + column[leaf]!;
      const number = numbers.get(key) ?? numbers.size;
      if (number === numbers.size) numbers.set(key, number);
      elementOf[leaf] = number;
    }
    elementCount = numbers.size;
  }
  return { attributes: places, elementOf, elementCount };
}

/** "country=NL&device=ios", attributes in the order of their names. */
export function elementName(
  { attributes }: Leaves,
  { attributes: places, codes }: Element,
): string {
  return places
    .map((place, index) => {
      const attribute = attributes[place];
      return `${attribute?.name ?? ""}=${attribute?.values[codes[index] ?? 0] ?? ""}`;
    })
    .toSorted()
    .join("&");
}
