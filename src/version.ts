import { readFileSync } from "node:fs";

/** The version of this package, from the package.json that stands one folder above src and dist alike. */
export const version = readVersion();

function readVersion(): string {
  const found: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const isPackage = typeof found === "object" && found !== null && "version" in found;
  return isPackage ? String(found.version) : "0.0.0";
}
