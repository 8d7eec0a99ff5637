import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { ComponentRef } from "../../model/component.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import { StateMark } from "../panel/state-mark.tsx";
import { useWords } from "../state/words.tsx";
import classes from "./component-map.module.css";
import { frameOf } from "./frame.ts";
import { componentId, layOut } from "./layout.ts";

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
            {layout.edges.map((edge) => (
              <path
                key={`${edge.callee} ${edge.caller}`}
                d={frame.path(edge)}
                data-hot={isHot(states.get(edge.callee)) && isHot(states.get(edge.caller))}
              />
            ))}
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
