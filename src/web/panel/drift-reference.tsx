import type { DriftReport } from "../../model/drift-report.ts";
import { serverNow } from "../state/clock.ts";
import { useWords } from "../state/words.tsx";
import { capital } from "./monitor-label.ts";

/** What live traffic is compared with, in a sentence. */
export function useReferenceWords(): (reference: DriftReport["reference"]) => string {
  const { t, name, clock } = useWords();
  return ({ asked, kind, window }) =>
    capital(
      window === null
        ? t(asked === "fixed" ? "model/drift-fixed" : "model/drift-not-yet")
        : t("model/drift-since", {
            kind: name("web/drift-reference", kind),
            from: clock(window.start, serverNow()),
            to: clock(window.end, serverNow()),
          }),
    );
}
