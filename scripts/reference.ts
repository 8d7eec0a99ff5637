import { mkdirSync, writeFileSync } from "node:fs";
import { referencePages } from "./reference-pages.ts";

// Writes docs/reference from the catalogues. The pages are not committed: the catalogues are the source.
const folder = new URL("../docs/reference/", import.meta.url);
mkdirSync(new URL("detectors/", folder), { recursive: true });
for (const [name, text] of referencePages()) {
  writeFileSync(new URL(name, folder), text);
  console.log(`docs/reference/${name}`);
}
