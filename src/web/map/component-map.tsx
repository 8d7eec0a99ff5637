import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { ComponentRef } from "../../model/component.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import { StateMark } from "../panel/state-mark.tsx";
import { useWords } from "../state/words.tsx";
import classes from "./component-map.module.css";
import { componentId, layOut } from "./layout.ts";
import type { Layout } from "./layout.ts";

type MapComponent = Diagnosis["map"]["components"][number];

/** Nodes beyond this many are healthy ones, and are folded into a count. */
const shownMax = 12;

/** The map of an incident: what the fault started in, what it reached, and what is fine, in layers. */
export function ComponentMap({ map }: { readonly map: Diagnosis["map"] }): ReactNode {
  const { t, name } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const shown = useMemo(() => chooseShown(map.components), [map.components]);
  const layout = useMemo(() => layOut(shown.map(componentId), map.edges), [shown, map.edges]);
  const frame = frameOf(layout, width);
  const places = new Map(layout.nodes.map((node) => [node.id, frame.place(node)]));
  const states = new Map(map.components.map((node) => [componentId(node), node.state]));
  const folded = map.components.length - shown.length;

  return (
    <div ref={box} className={classes["map"]}>
      {width > 0 && (
        <div className={classes["canvas"]} style={{ height: frame.height }}>
          <svg width={width} height={frame.height} aria-hidden="true">
            {map.edges.map((edge) => {
              const from = places.get(componentId(edge.callee));
              const to = places.get(componentId(edge.caller));
              if (from === undefined || to === undefined) return null;
              const hot = isHot(states.get(componentId(edge.callee)));
              return (
                <path
                  key={`${componentId(edge.callee)} ${componentId(edge.caller)}`}
                  d={frame.edge(from, to)}
                  data-hot={hot && isHot(states.get(componentId(edge.caller)))}
                />
              );
            })}
          </svg>
          <ul aria-label={t("map/label")}>
            {shown.map((component) => {
              const place = places.get(componentId(component));
              return (
                <li
                  key={componentId(component)}
                  className={classes["node"]}
                  data-state={component.state}
                  style={{ left: place?.x, top: place?.y, width: frame.nodeWidth }}
                  title={`${component.name}: ${name("web/map-state", component.state)}`}
                >
                  <StateMark state={component.state} />
                  <span className={classes["nodeName"]}>{component.name}</span>
                  <span className={classes["nodeKind"]}>
                    {name("web/component", component.kind)}
                    {component.state !== "ok" && component.state !== "unknown" && (
                      <> · {name("web/map-state", component.state)}</>
                    )}
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {folded > 0 && <p className={classes["folded"]}>{t("map/folded", { count: folded })}</p>}
    </div>
  );
}

function isHot(state: MapComponent["state"] | undefined): boolean {
  return state === "cause" || state === "failing" || state === "affected";
}

/** All that are not fine, then fine ones in their order, up to the limit. */
function chooseShown(components: readonly MapComponent[]): readonly MapComponent[] {
  const hot = components.filter((component) => isHot(component.state));
  const fine = components.filter((component) => !isHot(component.state));
  const kept = new Set<ComponentRef>([
    ...hot,
    ...fine.slice(0, Math.max(0, shownMax - hot.length)),
  ]);
  return components.filter((component) => kept.has(component));
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Turns layers and places into pixels: side by side where there is room, one below the other where not. */
function frameOf(
  layout: Layout,
  width: number,
): {
  readonly height: number;
  readonly nodeWidth: number;
  readonly place: (node: { readonly layer: number; readonly order: number }) => Place;
  readonly edge: (from: Place, to: Place) => string;
} {
  const nodeHeight = 44;
  const columns = Math.max(1, layout.layers);
  const gap = 28;
  const across = columns * 112 + (columns - 1) * gap <= width;
  // layer → how many stand in it
  const counts = new Map<number, number>();
  for (const node of layout.nodes) counts.set(node.layer, (counts.get(node.layer) ?? 0) + 1);

  if (across) {
    const nodeWidth = Math.min(184, (width - (columns - 1) * gap) / columns);
    const step = columns > 1 ? (width - nodeWidth) / (columns - 1) : 0;
    const pitch = nodeHeight + 14;
    const height = Math.max(1, layout.widest) * pitch - 14;
    return {
      height,
      nodeWidth,
      place: ({ layer, order }) => ({
        x: layer * step,
        y: (height - (counts.get(layer) ?? 1) * pitch + 14) / 2 + order * pitch,
      }),
      edge: (from, to) => {
        const start = { x: from.x + nodeWidth, y: from.y + nodeHeight / 2 };
        const end = { x: to.x - 5, y: to.y + nodeHeight / 2 };
        const bend = Math.max(14, (end.x - start.x) / 2);
        return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}m-5 -4l5 4l-5 4`;
      },
    };
  }
  const perRow = Math.max(1, layout.widest);
  const nodeWidth = Math.min(220, (width - (perRow - 1) * 10) / perRow);
  const pitch = nodeHeight + 30;
  return {
    height: columns * pitch - 30,
    nodeWidth,
    place: ({ layer, order }) => {
      const count = counts.get(layer) ?? 1;
      const used = count * nodeWidth + (count - 1) * 10;
      return { x: (width - used) / 2 + order * (nodeWidth + 10), y: layer * pitch };
    },
    edge: (from, to) => {
      const start = { x: from.x + nodeWidth / 2, y: from.y + nodeHeight };
      const end = { x: to.x + nodeWidth / 2, y: to.y - 4 };
      const middle = (start.y + end.y) / 2;
      return `M${start.x} ${start.y}C${start.x} ${middle} ${end.x} ${middle} ${end.x} ${end.y}m-4 -5l4 5l4 -5`;
    },
  };
}
