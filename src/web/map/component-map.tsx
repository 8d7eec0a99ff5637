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
export function ComponentMap({
  map,
  models,
}: {
  readonly map: Diagnosis["map"];
  /** The models the incident speaks of: what the map is about while nothing on it is known to be wrong. */
  readonly models: readonly string[];
}): ReactNode {
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

  const shown = useMemo(() => chooseShown(map, models), [map, models]);
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

/** What is connected with the trouble: all that are not fine, then fine ones in their order, up to the limit. */
function chooseShown(map: Diagnosis["map"], models: readonly string[]): readonly MapComponent[] {
  const hot = map.components.filter((component) => isHot(component.state));
  const about =
    hot.length > 0 ? hot : map.components.filter((component) => models.includes(component.name));
  const near = connectedWith(about.map(componentId), map.edges);
  const involved =
    about.length === 0
      ? map.components
      : map.components.filter((component) => near.has(componentId(component)));
  const fine = involved.filter((component) => !isHot(component.state));
  const kept = new Set<ComponentRef>([
    ...hot,
    ...fine.slice(0, Math.max(0, shownMax - hot.length)),
  ]);
  return map.components.filter((component) => kept.has(component));
}

/** The given components and all that are joined to them by calls, in either direction. */
function connectedWith(
  ids: readonly string[],
  edges: Diagnosis["map"]["edges"],
): ReadonlySet<string> {
  const found = new Set(ids);
  // Each round adds neighbours; it ends after at most as many rounds as there are components.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { caller, callee } of edges) {
      const ends = [componentId(caller), componentId(callee)];
      if (ends.some((end) => found.has(end))) for (const end of ends) found.add(end);
    }
  }
  return found;
}
