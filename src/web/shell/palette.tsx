import { useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { useLocation } from "wouter";
import { useOverview } from "../data/queries.ts";
import { useWords } from "../state/words.tsx";
import { Dialog } from "./dialog.tsx";
import { mainPages } from "./pages.ts";
import classes from "./shell.module.css";

/** One thing the palette can open. */
export interface PaletteEntry {
  readonly path: string;
  readonly title: string;
  readonly kind: string;
}

/** Entries that hold every word of what was typed, those that start with it first. */
export function filterEntries(
  entries: readonly PaletteEntry[],
  typed: string,
): readonly PaletteEntry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (entry: PaletteEntry): string => `${entry.title} ${entry.kind}`.toLowerCase();
  return entries
    .filter((entry) => words.every((word) => text(entry).includes(word)))
    .sort((a, b) => {
      const first = words[0] ?? "";
      return Number(text(b).startsWith(first)) - Number(text(a).startsWith(first));
    })
    .slice(0, 12);
}

/** Goes anywhere by typing: pages, models, incidents. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords();
  const { t } = words;
  const [, navigate] = useLocation();
  const overview = useOverview().data;
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);

  const entries = filterEntries(
    [
      ...mainPages.map(({ path, word }) => ({ path, title: t(word), kind: t("palette/page") })),
      ...(overview?.incidents ?? []).map((head) => ({
        path: `/i/${head.id}`,
        title: `${head.code}  ${words.say(head.headline ?? head.title)}`,
        kind: t("palette/incident"),
      })),
      ...(overview?.models ?? []).map(({ facts }) => ({
        path: `/m/${encodeURIComponent(facts.model)}`,
        title: facts.model,
        kind: t("palette/model"),
      })),
    ],
    typed,
  );
  const go = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    navigate(entry.path);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") go(entries[chosen]);
    if (move === 0) return;
    event.preventDefault();
    setChosen((chosen + move + entries.length) % Math.max(1, entries.length));
  };

  return (
    <Dialog label={t("palette/title")} className={classes["dialog"]} onClose={onClose}>
      <div className={classes["palette"]}>
        <input
          type="text"
          role="combobox"
          aria-label={t("palette/title")}
          aria-expanded="true"
          aria-controls="palette-list"
          {...(entries.length > 0 ? { "aria-activedescendant": `palette-${chosen}` } : {})}
          placeholder={t("palette/placeholder")}
          value={typed}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
        />
        {entries.length === 0 && <p className={classes["empty"]}>{t("palette/none")}</p>}
        <ul id="palette-list" role="listbox" aria-label={t("palette/title")}>
          {entries.map((entry, index) => (
            <li
              key={entry.path}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setChosen(index)}
              onClick={() => go(entry)}
            >
              <span>{entry.title}</span>
              <span>{entry.kind}</span>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
