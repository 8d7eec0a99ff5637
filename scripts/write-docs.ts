import { writeFileSync } from "node:fs";
import { errorsPage, openApiText } from "./generated-docs.ts";

/** `npm run docs`: writes the documents that are made from code and checked in. */
const root = new URL("../", import.meta.url);
writeFileSync(new URL("openapi.json", root), openApiText());
writeFileSync(new URL("docs/errors.md", root), errorsPage());
