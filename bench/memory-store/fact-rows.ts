import type { ComponentEdge } from "../../src/model/component.ts";
import type { ModelFacts } from "../../src/model/measurement.ts";
import type { Window } from "../../src/model/time.ts";
import { edgesFrom } from "../../src/store/component-edges.ts";
import { modelFactsFrom } from "../../src/store/model-facts.ts";
import type { RawRow } from "../../src/store/native/reader.ts";
import type { Store } from "../../src/store/store.ts";
import { byText, groupIn } from "./grouping.ts";
import type { KeptPrediction, KeptRows, KeptSpan } from "./kept-rows.ts";

type Services = Awaited<ReturnType<Store["services"]>>;

/** What `readModels` finds, of rows in memory. */
export function modelsOf(kept: KeptRows, window: Window): readonly ModelFacts[] {
  const predictions = kept.predictions.filter(({ row }) => isWithin(row.time, window));
  const spans = kept.spans.filter(({ startMs }) => isWithin(startMs, window));
  return modelFactsFrom({
    versions: versionRows(
      predictions.map(({ row: { model, version, time } }) => ({ model, version, time })),
    ),
    calls: versionRows(
      spans
        .filter(({ call, model }) => call && model !== "")
        .map(({ model, promptVersion, version, startMs }) => ({
          model,
          version: promptVersion || version,
          time: startMs,
        })),
    ),
    services: serviceRows(spans),
    labelled: new Set(kept.labels.map(({ model }) => model)),
    shapes: shapeRows(predictions),
  });
}

/** What `readServices` finds. */
export function servicesOf(kept: KeptRows, window: Window): Services {
  const found = new Map<string, { readonly peers: Set<string>; readonly models: Set<string> }>();
  for (const { service, peer, model, startMs } of kept.spans) {
    if (service === "" || !isWithin(startMs, window)) continue;
    const names = groupIn(found, service, () => ({ peers: new Set(), models: new Set() }));
    if (peer !== "") names.peers.add(peer);
    if (model !== "") names.models.add(model);
  }
  return [...found]
    .toSorted((a, b) => byText(a[0], b[0]))
    .map(([service, { peers, models }]) => ({
      service,
      peers: [...peers].sort(byText),
      models: [...models].sort(byText),
    }));
}

/** What `readComponentEdges` finds; every trace is looked at. */
export function edgesOf(kept: KeptRows, window: Window): readonly ComponentEdge[] {
  const spans = kept.spans.filter(
    ({ service, startMs }) => service !== "" && isWithin(startMs, window),
  );
  // 53 bits of a span's id → the span
  const byId = new Map(spans.map((span) => [idOf(span, 16), span]));
  const crossings = new Set<string>();
  for (const span of spans) {
    const caller = byId.get(idOf(span, 24));
    if (!caller || caller.service === span.service || !isParent(caller, span)) continue;
    crossings.add(`${caller.service}\u0000${span.service}`);
  }
  return edgesFrom(
    servicesOf(kept, window),
    [...crossings].sort(byText).map((names) => {
      const [caller = "", callee = ""] = names.split("\u0000");
      return { caller, callee };
    }),
  );
}

/** Of a span's own id (from byte 16 on) or its parent's (24) as many bits as a double holds: enough to tell a case's apart. */
function idOf({ columns: { ids }, index }: KeptSpan, from: 16 | 24): number {
  const at = index * 32 + from;
  const high = (ids[at]! | (ids[at + 1]! << 8) | (ids[at + 2]! << 16)) & 0x1f_ffff;
  const low = ids[at + 4]! | (ids[at + 5]! << 8) | (ids[at + 6]! << 16) | (ids[at + 7]! << 24);
  return high * 0x1_0000_0000 + (low >>> 0);
}

/** Whether the two are of one trace and the child's parent is this one. */
function isParent(parent: KeptSpan, child: KeptSpan): boolean {
  const [above, below] = [parent.columns.ids, child.columns.ids];
  const [a, b] = [parent.index * 32, child.index * 32];
  for (let at = 0; at < 16; at += 1) if (above[a + at] !== below[b + at]) return false;
  for (let at = 16; at < 24; at += 1) if (above[a + at] !== below[b + at + 8]) return false;
  return true;
}

export function isWithin(time: number, { start, end }: Window): boolean {
  return time >= start && time < end;
}

function versionRows(
  rows: readonly { readonly model: string; readonly version: string; readonly time: number }[],
): RawRow[] {
  const begin = (model: string, version: string) => ({
    model,
    version,
    first_seen: Infinity,
    last_seen: -Infinity,
    predictions: 0,
  });
  const groups = new Map<string, ReturnType<typeof begin>>();
  for (const { model, version, time } of rows) {
    const group = groupIn(groups, `${model}\n${version}`, () => begin(model, version));
    group.first_seen = Math.min(group.first_seen, time);
    group.last_seen = Math.max(group.last_seen, time);
    group.predictions += 1;
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      byText(a.model, b.model) || a.first_seen - b.first_seen || byText(a.version, b.version),
  );
}

function serviceRows(spans: readonly KeptSpan[]): RawRow[] {
  const found = new Map<string, Set<string>>();
  for (const { model, service } of spans) {
    if (model !== "" && service !== "") groupIn(found, model, () => new Set()).add(service);
  }
  return [...found].map(([model, services]) => ({ named_model: model, services: [...services] }));
}

/** Distinct values kept of names, outputs and numbers. */
const namesMax = 1_000;
const outputsMax = 101;
const numbersMax = 3;

function shapeRows(predictions: readonly KeptPrediction[]): RawRow[] {
  const begin = () => ({
    numberFeatures: new Set<string>(),
    textFeatures: new Set<string>(),
    scoreClasses: new Set<string>(),
    outputs: new Set<string>(),
    numbers: new Set<number>(),
    rows: 0,
    texts: 0,
    characters: 0,
    structured: 0,
  });
  const shapes = new Map<string, ReturnType<typeof begin>>();
  for (const { row } of predictions) {
    const shape = groupIn(shapes, row.model, begin);
    shape.rows += 1;
    for (const name of row.featuresNumber.keys()) shape.numberFeatures.add(name);
    for (const name of row.featuresText.keys()) shape.textFeatures.add(name);
    for (const name of row.scores.keys()) shape.scoreClasses.add(name);
    if (row.outputNumber !== null) shape.numbers.add(row.outputNumber);
    if (row.outputText === "") continue;
    shape.texts += 1;
    shape.characters += [...row.outputText].length;
    if (/^[{[]/.test(row.outputText)) shape.structured += 1;
    if (shape.outputs.size < outputsMax) shape.outputs.add(row.outputText);
  }
  return [...shapes].map(([model, shape]) => ({
    model,
    number_features: [...shape.numberFeatures].slice(0, namesMax),
    text_features: [...shape.textFeatures].slice(0, namesMax),
    score_classes: [...shape.scoreClasses].slice(0, outputsMax),
    outputs: [...shape.outputs],
    numbers: [...shape.numbers].slice(0, numbersMax),
    length_mean: shape.texts === 0 ? 0 : shape.characters / shape.texts,
    structured: shape.structured / shape.rows,
    told_kinds: [],
    told: 0,
    embedded: 0,
  }));
}
