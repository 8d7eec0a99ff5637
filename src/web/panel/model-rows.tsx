import type { ReactNode } from "react";
import { Link } from "wouter";
import type { ModelHead } from "../../api/contract.ts";
import { useWords } from "../state/words.tsx";
import classes from "./model-rows.module.css";
import { StateMark } from "./state-mark.tsx";
import { Tiles } from "./tile.tsx";

/** Models with their state and headline measures; each row opens the model. */
export function ModelRows({ models }: { readonly models: readonly ModelHead[] }): ReactNode {
  const { t, name } = useWords();
  return (
    <ul>
      {models.map((head) => {
        const newest = newestVersion(head);
        return (
          <li key={head.facts.model}>
            <Link
              href={`/m/${encodeURIComponent(head.facts.model)}`}
              className={classes["row"]}
              data-row=""
            >
              <span className={classes["who"]}>
                <span className={classes["name"]}>
                  <StateMark state={head.state} size={13} />
                  {head.facts.model}
                </span>
                <span className={classes["below"]}>
                  {name("web/task", head.facts.task)}
                  {newest !== "" && <> · {newest}</>}
                </span>
                <span className={classes["state"]} data-state={head.state}>
                  {name("web/state", head.state)}
                  {head.state === "learning" && (
                    <> {t("models/progress", { ratio: head.progress })}</>
                  )}
                </span>
              </span>
              {head.tiles.length === 0 ? (
                <span className={classes["below"]}>{t("models/no-tiles")}</span>
              ) : (
                <Tiles tiles={head.tiles} />
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The version that served last. */
export function newestVersion(head: ModelHead): string {
  return (
    [...head.facts.versions].sort((a, b) => b.lastSeen - a.lastSeen || b.firstSeen - a.firstSeen)[0]
      ?.version ?? ""
  );
}
