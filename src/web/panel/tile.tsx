import type { ReactNode } from "react";
import type { ModelHead } from "../../api/contract.ts";
import { Sparkline } from "../chart/sparkline.tsx";
import { useWords } from "../state/words.tsx";
import type { Words } from "../state/words.tsx";
import { StateMark } from "./state-mark.tsx";
import type { MarkState } from "./state-mark.tsx";
import classes from "./tile.module.css";

/** One measured value with its state and its last hour. */
export function Tile({ tile }: { readonly tile: ModelHead["tiles"][number] }): ReactNode {
  const words = useWords();
  const { name, value } = words;
  const state = tileState(tile);
  const full = [name("measure", tile.measure), tileSlice(tile)].filter(Boolean).join(" · ");
  return (
    <div className={classes["tile"]} data-state={state}>
      <span className={classes["label"]} title={full}>
        {shortName(tile, words)}
      </span>
      <span className={classes["value"]}>
        {state !== "ok" && <StateMark state={state} word={name("web/state", state)} />}
        {value(tile.value, tile.unit)}
      </span>
      <Sparkline values={tile.line} firing={tile.firing} />
    </div>
  );
}

/** Tiles side by side in columns of one width, so that rows of tiles line up. */
export function Tiles({
  tiles,
  limit = 5,
}: {
  readonly tiles: ModelHead["tiles"];
  readonly limit?: number;
}): ReactNode {
  // A measure that nothing was sent for all hour takes no place; what is failing is never cut off.
  const speaking = tiles.filter(isSpeaking);
  const shown = new Set(
    (speaking.length > 0 ? speaking : tiles)
      .toSorted((a, b) => Number(b.firing) - Number(a.firing))
      .slice(0, limit)
      .map((tile) => tile.monitor),
  );
  return (
    <div className={classes["tiles"]}>
      {tiles
        .filter((tile) => shown.has(tile.monitor))
        .map((tile) => (
          <Tile key={tile.monitor} tile={tile} />
        ))}
    </div>
  );
}

function isSpeaking({ state, line }: ModelHead["tiles"][number]): boolean {
  return state !== "no-data" || line.some((value) => value !== null);
}

function tileState(tile: ModelHead["tiles"][number]): MarkState {
  if (tile.firing) return "failing";
  return tile.state === "learning" ? "learning" : tile.state === "no-data" ? "no-data" : "ok";
}

/** A name short enough for a tile; the full one is its title. */
function shortName(tile: ModelHead["tiles"][number], { name }: Words): string {
  const short = name("web/short", tile.measure);
  const text = short === tile.measure ? name("measure", tile.measure) : short;
  return [text, tileSlice(tile)].filter(Boolean).join(" ");
}

/** The feature or peer a tile speaks of: the last part of a pack's id, pack/<subject>/<measure>/<slice>. */
function tileSlice(tile: ModelHead["tiles"][number]): string {
  const slice = /^pack\/[^/]+\/[^/]+\/\w+=([^,]+)/.exec(tile.monitor)?.[1];
  return slice === undefined ? "" : decodeURIComponent(slice);
}
