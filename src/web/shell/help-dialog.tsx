import type { ReactNode } from "react";
import { Button } from "../panel/button.tsx";
import { keysChoice } from "../state/choices.ts";
import { useStored } from "../state/stored.ts";
import { useWords } from "../state/words.tsx";
import type { WebWord } from "../state/words.tsx";
import { Dialog } from "./dialog.tsx";
import { mainPages } from "./pages.ts";
import classes from "./shell.module.css";

const otherKeys: readonly (readonly [readonly string[], WebWord])[] = [
  [["⌘", "K"], "help/palette"],
  [["j"], "help/next"],
  [["k"], "help/previous"],
  [["."], "help/pause"],
  [["?"], "help/title"],
];

/** The keys, and the switch that turns single letters off. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useWords();
  const keys = useStored(keysChoice);
  return (
    <Dialog label={t("help/title")} className={classes["dialog"]} onClose={onClose}>
      <div className={classes["help"]}>
        <h2>{t("help/title")}</h2>
        <dl className={classes["keys"]}>
          {[...mainPages.map((page) => [["g", page.letter], page.word] as const), ...otherKeys].map(
            ([combination, word]) => (
              <KeyRow key={word} combination={combination} text={t(word)} />
            ),
          )}
        </dl>
        <label className={classes["check"]}>
          <input
            type="checkbox"
            checked={keys === "on"}
            onChange={(event) => keysChoice.set(event.target.checked ? "on" : "off")}
          />
          {t("help/single-letters")}
        </label>
        <Button onClick={onClose}>{t("action/close")}</Button>
      </div>
    </Dialog>
  );
}

function KeyRow({
  combination,
  text,
}: {
  readonly combination: readonly string[];
  readonly text: string;
}): ReactNode {
  return (
    <>
      <dt>
        {combination.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </>
  );
}
