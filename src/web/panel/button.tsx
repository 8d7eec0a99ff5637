import { useState } from "react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { useWords } from "../state/words.tsx";
import classes from "./panel.module.css";

/** A button; `kind` says how much it weighs on the page. */
export function Button({
  kind = "normal",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: "normal" | "primary" | "quiet" | "danger";
}): ReactNode {
  return <button type="button" className={classes["button"]} data-kind={kind} {...rest} />;
}

/** Copies a text. Where the clipboard is refused (plain http on another host) the text is selected by the old command. */
export function CopyButton({
  text,
  label,
}: {
  readonly text: string;
  readonly label?: string;
}): ReactNode {
  const { t } = useWords();
  const [done, setDone] = useState(false);
  return (
    <Button
      kind="quiet"
      onClick={() => {
        void copyText(text).then(setDone);
      }}
      onBlur={() => setDone(false)}
    >
      <span aria-live="polite">{done ? t("action/copied") : (label ?? t("action/copy"))}</span>
    </Button>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    // The only way to copy on an insecure origin; browsers keep it although it is deprecated.
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** A command to be copied, on one line. */
export function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={classes["command"]}>
      {/* Scrolls sideways, so it must be reachable by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}
