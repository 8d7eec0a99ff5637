import { AcesoError } from "../model/errors.ts";
import { firstBytes } from "./open-chunks.ts";

/** How the rows of a file are written. */
export type FileFormat = "csv" | "ndjson" | "parquet";

/**
 * The format of a file, from its first bytes and its name: `PAR1` is Parquet; a name ending in
 * .ndjson, .jsonl or .json (also packed) and, under any other name than .csv and .tsv, an opening
 * brace or bracket mean JSON; all else is CSV. The standard input ("-") is judged by the caller.
 * @throws AcesoError "file-unreadable" | "bad-file"
 */
export async function fileFormat(path: string): Promise<FileFormat> {
  if (path === "-") return "csv";
  const head = await firstBytes(path, 64);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  const name = path.toLowerCase().replace(/\.(?:gz|zst)$/, "");
  if (/\.(?:parquet|pq)$/.test(name)) {
    const reason = "it does not begin like a Parquet file";
    const fix = "check that the file was copied whole, or name it by its real format";
    throw new AcesoError("bad-file", { path, where: "byte 1", reason, fix });
  }
  if (/\.(?:ndjson|jsonl|json)$/.test(name)) return "ndjson";
  if (/\.(?:csv|tsv|txt)$/.test(name)) return "csv";
  return /^\s*[{[]/.test(head.toString("latin1").replace(/^\xef\xbb\xbf/, "")) ? "ndjson" : "csv";
}
