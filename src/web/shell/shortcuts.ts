import { useEffect, useEffectEvent, useRef } from "react";
import { useLocation } from "wouter";
import { liveFeed } from "../data/live.ts";
import { keysChoice } from "../state/choices.ts";
import { mainPages } from "./pages.ts";

/** How long after "g" the next letter counts. */
const sequenceMs = 1200;

/**
 * The keys of every page: ⌘K or Ctrl K, and, where single letters are on, g + letter, ?, j, k and "." (pause). No
 * key approves anything.
 */
export function useShortcuts(open: (dialog: "palette" | "help") => void): void {
  const [, navigate] = useLocation();
  const goAt = useRef(Number.NEGATIVE_INFINITY);

  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      open("palette");
      return;
    }
    if (keysChoice.get() === "off" || event.metaKey || event.ctrlKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;

    if (event.timeStamp - goAt.current < sequenceMs) {
      goAt.current = Number.NEGATIVE_INFINITY;
      const page = mainPages.find(({ letter }) => letter === event.key);
      if (page !== undefined) navigate(page.path);
      return;
    }
    switch (event.key) {
      case "g":
        goAt.current = event.timeStamp;
        break;
      case "?":
        open("help");
        break;
      case ".":
        liveFeed.pause(liveFeed.view().state !== "paused");
        break;
      case "j":
        moveFocus(1);
        break;
      case "k":
        moveFocus(-1);
        break;
      default:
    }
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Moves between the rows of the page's lists; rows are links marked `data-row`. */
function moveFocus(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const current = rows.findIndex((row) => row === document.activeElement);
  const next = current < 0 ? (step > 0 ? 0 : rows.length - 1) : current + step;
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
