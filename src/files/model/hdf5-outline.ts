import type { ModelTensor } from "../../model/model-summary.ts";

/** What an HDF5 file says of itself; its data stay unread. */
export interface Hdf5Outline {
  /** Datasets by their path without the leading slash, in the order of the file's groups. */
  readonly datasets: readonly ModelTensor[];
  /** Texts among the attributes of the root and of `model_weights`: name → value. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The same, lists of texts. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** The part of the HDF5 library that an outline is read with; names are the library's. */
export interface Hdf5Library {
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  open(path: string, mode: number, ordered: boolean, oldest: number, newest: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): readonly string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): object | null;
  get_dataset_metadata(file: bigint, path: string): Hdf5Metadata;
  get_attribute_names(file: bigint, path: string): readonly string[];
  get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Metadata;
}

interface Hdf5Metadata {
  /** Class of HDF5: 0 whole number, 1 floating point, 3 text … */
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly shape: readonly number[] | null;
  readonly total_size: number;
}

/** Reads one attribute of text. */
export type Hdf5Attribute = (file: bigint, path: string, name: string) => unknown;

const objectsMax = 100_000;
const depthMax = 24;
const attributesMax = 200;
// The configuration of a large model is some 5 MB.
const attributeBytesMax = 128 * 1024 * 1024;
const textClass = 3;
/** Groups whose attributes are read: Keras writes them there and nowhere else. */
const attributedGroups = ["/", "/model_weights"];

/**
 * Walks the groups of an HDF5 file. Links by name are not followed: they may lead out of the file. Bounded: 100,000
 * objects, 24 groups deep, attributes of 128 MiB.
 *
 * @throws Error with the reason in its message; what the library throws is not always an Error
 */
export function outlineOf(
  path: string,
  library: Hdf5Library,
  attribute: Hdf5Attribute,
): Hdf5Outline {
  // To read only, written by any version of the library.
  const file = library.open(path, 0, false, -1, -1);
  if (file <= 0n) throw new Error("it is no HDF5 file, or cut off");
  try {
    const datasets = datasetsOf(file, library);
    const groups = attributedGroups.filter(
      (group) => group === "/" || library.get_names(file, "/", false).includes(group.slice(1)),
    );
    const attributes: Record<string, string> = {};
    const lists: Record<string, readonly string[]> = {};
    for (const group of groups) {
      for (const name of library.get_attribute_names(file, group).slice(0, attributesMax)) {
        const value = textOf({ file, group, name }, library, attribute);
        if (typeof value === "string") attributes[name] = value;
        else if (value) lists[name] = value;
      }
    }
    return { datasets, attributes, lists };
  } finally {
    library.close_file(file);
  }
}

function datasetsOf(file: bigint, library: Hdf5Library): readonly ModelTensor[] {
  const datasets: ModelTensor[] = [];
  let objects = 0;
  const visit = (group: string, depth: number): void => {
    if (depth > depthMax) throw new Error(`its groups lie more than ${depthMax} deep`);
    for (const name of library.get_names(file, group === "" ? "/" : group, false)) {
      if (++objects > objectsMax) throw new Error(`it holds more than ${objectsMax} objects`);
      const path = `${group}/${name}`;
      if (isLink(file, path, library)) continue;
      const kind = library.get_type(file, path);
      if (kind === library.H5G_GROUP) visit(path, depth + 1);
      if (kind !== library.H5G_DATASET) continue;
      const metadata = library.get_dataset_metadata(file, path);
      const shape = (metadata.shape ?? []).map(Number);
      datasets.push({ name: path.slice(1), type: typeOf(metadata), shape });
    }
  };
  visit("", 0);
  return datasets;
}

/** Asked before anything else of an object: other questions would follow the link. */
function isLink(file: bigint, path: string, library: Hdf5Library): boolean {
  const external = library.get_external_link(file, path);
  return (
    library.get_symbolic_link(file, path) !== null || (external ? "filename" in external : false)
  );
}

function textOf(
  of: { readonly file: bigint; readonly group: string; readonly name: string },
  library: Hdf5Library,
  attribute: Hdf5Attribute,
): string | readonly string[] | undefined {
  const { file, group, name } = of;
  const { type, size, total_size: count } = library.get_attribute_metadata(file, group, name);
  if (type !== textClass) return undefined;
  if (!(size * count <= attributeBytesMax)) throw new Error(`attribute ${name} is too large`);
  const value = attribute(file, group, name);
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(String) : undefined;
}

function typeOf({ type, size, signed }: Hdf5Metadata): string {
  switch (type) {
    case 0:
      return `${signed ? "i" : "u"}${size * 8}`;
    case 1:
      return `f${size * 8}`;
    case textClass:
      return "text";
    default:
      return "other";
  }
}
