import { auditTable, readAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { evaluationTable, readEvaluations } from "./evaluations.ts";
import { incidentEventTable, readIncidentEvents, writtenEventIds } from "./incident-events.ts";
import type { RowTable } from "./row-table.ts";
import { encodeRows } from "./row-table.ts";
import { readSetting, readSettings, settingTable } from "./settings-rows.ts";
import type { Store } from "./store.ts";

/** The part of the store that holds what Aceso and people decided: written synchronously, with fsync. */
export type DecisionStore = Pick<
  Store,
  | "appendEvaluations"
  | "evaluations"
  | "appendIncidentEvents"
  | "incidentEvents"
  | "appendAudit"
  | "audit"
  | "putSetting"
  | "setting"
  | "settings"
>;

export function decisionStore(connection: Connection, now: () => number): DecisionStore {
  const sequence = risingSequence(now);
  const turns = inTurn();
  const insert = rowInserter(connection, now);
  return {
    appendEvaluations: (project, evaluations) => insert(evaluationTable(), project, evaluations),
    evaluations: (project, request) => readEvaluations(connection, project, request),
    appendIncidentEvents: (project, events) =>
      // In turn: two calls with the same event must not both find it missing.
      turns(async () => {
        if (events.length === 0) return;
        const known = new Set(await writtenEventIds(connection, project, events));
        const fresh = events.filter((event) => !known.has(event.id) && known.add(event.id));
        const rows = fresh.map((event) => ({ event, sequence: sequence() }));
        await insert(incidentEventTable(), project, rows);
      }),
    incidentEvents: (project, request) => readIncidentEvents(connection, project, request),
    appendAudit: (project, rows) =>
      insert(
        auditTable(),
        project,
        rows.map((row) => ({ row, sequence: sequence() })),
      ),
    audit: (project, request) => readAudit(connection, project, request),
    putSetting: (project, key, value) =>
      turns(() => insert(settingTable(), project, [{ key, value, revision: sequence() }])),
    setting: (project, key) => readSetting(connection, project, key),
    settings: (project, prefix) => readSettings(connection, project, prefix),
  };
}

/** Inserts a few rows synchronously; durable when it resolves. */
export function rowInserter(connection: Connection, now: () => number) {
  const run = `${process.pid}-${now()}`;
  let inserts = 0;
  return async <Row>(
    table: RowTable<Row>,
    project: string,
    rows: readonly Row[],
  ): Promise<void> => {
    const block = encodeRows(table, rows, { project, receivedAt: now() });
    if (!block) return;
    await connection.insertNative({ ...block, token: `${block.table}.${run}-${++inserts}` });
  };
}

/** Whole numbers that rise with the clock and never repeat: microseconds of `now`, or the next one. */
function risingSequence(now: () => number): () => number {
  let last = 0;
  return () => (last = Math.max(last + 1, now() * 1_000));
}

/** Runs pieces of work one after the other; a failing one does not stop the next. */
function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  };
}
