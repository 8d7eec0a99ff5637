import type { ComponentEdge, ComponentRef } from "../model/component.ts";
import type { Window } from "../model/time.ts";
import type { Connection } from "./connection.ts";
import { text, texts, whole } from "./row-fields.ts";
import { bounds, within } from "./signal-rows.ts";
import { llmModel } from "./summaries/llm-calls.ts";

/** Spans joined with their parents at most; beyond, a share of the traces chosen by hash. */
const joinedSpansMax = 200_000;
/** Spans whose traces are looked at for that share; beyond, only the newest part of the window. */
const hashedSpansMax = 4 * joinedSpansMax;

/** Services of the window's spans with the peers their client spans call and the models they name. */
export async function readServices(
  connection: Connection,
  project: string,
  window: Window,
): Promise<
  readonly {
    readonly service: string;
    readonly peers: readonly string[];
    readonly models: readonly string[];
  }[]
> {
  // Names are met as numbers of their dictionaries before they become texts.
  const rows = await connection.rows(
    `SELECT toString(service) AS name, arraySort(groupUniqArrayIf(1000)(toString(peer), is_call AND peer != '')) AS peers,
  arraySort(groupUniqArrayIf(1000)(${llmModel}, ${llmModel} != '')) AS models
FROM (
  SELECT service, peer, request_model, model, kind = 'client' AS is_call
  FROM spans
  WHERE project = {project:String} AND ${within("start")} AND service != ''
  GROUP BY service, peer, request_model, model, is_call
)
GROUP BY service
ORDER BY name`,
    { project, ...bounds(window) },
  );
  return rows.map((row) => ({
    service: text(row, "name"),
    peers: texts(row, "peers"),
    models: texts(row, "models"),
  }));
}

/**
 * Who needs whom, learned from spans: a service its called peers (as dependencies), a peer the service
 * of that name, a parent span's service the child's, and a service the models its spans name.
 */
export async function readComponentEdges(
  connection: Connection,
  project: string,
  window: Window,
): Promise<readonly ComponentEdge[]> {
  const services = await readServices(connection, project, window);
  if (services.length < 2) return edgesFrom(services, []);
  const all = await countSpans(connection, project, window);
  const newest = { start: newestPart(window, hashedSpansMax / all), end: window.end };
  const spans = newest.start === window.start ? all : await countSpans(connection, project, newest);
  const share = Math.max(1, Math.ceil(spans / joinedSpansMax));
  const crossings = await connection.rows(crossingsSql, { project, ...bounds(newest), share });
  return edgesFrom(
    services,
    crossings.map((row) => ({ caller: text(row, "caller"), callee: text(row, "callee") })),
  );
}

/** The edges that services with their peers and models, and crossings from parent to child, stand for. */
export function edgesFrom(
  services: Awaited<ReturnType<typeof readServices>>,
  crossings: readonly { readonly caller: string; readonly callee: string }[],
): readonly ComponentEdge[] {
  const known = new Set(services.map((each) => each.service));
  const edges = new EdgeSet();
  for (const { service, peers, models } of services) {
    for (const peer of peers) {
      edges.add({ kind: "serving", name: service }, { kind: "dependency", name: peer });
      if (known.has(peer))
        edges.add({ kind: "dependency", name: peer }, { kind: "serving", name: peer });
    }
    for (const model of models) {
      edges.add({ kind: "serving", name: service }, { kind: "artifact", name: model });
    }
  }
  for (const { caller, callee } of crossings) {
    edges.add({ kind: "serving", name: caller }, { kind: "serving", name: callee });
  }
  return edges.list();
}

/** Where the newest share of a window begins; all of it from a share of 1 on. */
function newestPart({ start, end }: Window, share: number): number {
  return share >= 1 ? start : Math.floor(end - (end - start) * share);
}

async function countSpans(
  connection: Connection,
  project: string,
  window: Window,
): Promise<number> {
  const [row] = await connection.rows(
    `SELECT count() AS spans FROM spans WHERE project = {project:String} AND ${within("start")}`,
    { project, ...bounds(window) },
  );
  return row ? whole(row, "spans") : 0;
}

const sampled = `project = {project:String} AND ${within("start")} AND cityHash64(trace_id) % {share:UInt64} = 0`;

const crossingsSql = `SELECT DISTINCT toString(parent.service) AS caller, toString(child.service) AS callee
FROM (SELECT trace_id, parent_span_id, service FROM spans WHERE ${sampled} AND parent_span_id != '' AND service != '') AS child
INNER JOIN (SELECT trace_id, span_id, service FROM spans WHERE ${sampled} AND service != '') AS parent
  ON child.trace_id = parent.trace_id AND child.parent_span_id = parent.span_id
WHERE child.service != parent.service
ORDER BY caller, callee
LIMIT 10000`;

/** Edges without doubles, in the order they were found. */
class EdgeSet {
  private readonly edges = new Map<string, ComponentEdge>();

  add(caller: ComponentRef, callee: ComponentRef): void {
    const key = JSON.stringify([caller.kind, caller.name, callee.kind, callee.name]);
    this.edges.set(key, { caller, callee });
  }

  list(): readonly ComponentEdge[] {
    return [...this.edges.values()];
  }
}
