import type { WordTable } from "./table.ts";
import { webEvidenceWords } from "./web-evidence.ts";
import { webIncidentWords } from "./web-incident.ts";
import { webPageWords } from "./web-pages.ts";
import { webShellWords } from "./web-shell.ts";

/** The web interface's own texts: code `web/<place>/<name>`, one text per language. */
export const webWords = {
  ...webShellWords,
  ...webIncidentWords,
  ...webPageWords,
  ...webEvidenceWords,
} as const satisfies WordTable;
