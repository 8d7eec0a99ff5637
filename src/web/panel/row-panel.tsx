import type { ReactNode } from "react";
import type { RowReport, SchemaChange } from "../../model/row-report.ts";
import { useWords } from "../state/words.tsx";
import { Panel } from "./panel.tsx";

/** Changes of features shown; the rest are told by their number. */
const changesMax = 6;

/** What is wrong with the data a model is given, in words: repeats, features, types, correlation, old times. */
export function RowPanel({ report }: { readonly report: RowReport | null }): ReactNode {
  const { t, value } = useWords();
  if (report === null) return null;
  const { repeated, schema, correlation, outlying, ages, rows } = report;
  if (repeated === null && schema === null && ages.length === 0) return null;
  const share = (seen: number, of: number) => value(seen / of, "ratio");
  const change = correlation?.change ?? null;
  return (
    <Panel title={t("model/rows")}>
      {repeated !== null && repeated.of > 0 && (
        <p>
          {t("model/rows-repeated", {
            share: share(repeated.seen, repeated.of),
            of: value(repeated.of, "1"),
          })}
        </p>
      )}
      {schema !== null && <Schema changes={schema.changes} />}
      {schema !== null && schema.mistypedRows > 0 && (
        <p>
          {t("model/rows-mistyped", {
            share: share(schema.mistypedRows, rows),
            rows: value(rows, "1"),
          })}
        </p>
      )}
      {change !== null && (
        <p>
          {t("model/rows-correlation", {
            first: change.first,
            second: change.second,
            before: value(change.before, "1"),
            now: value(change.now, "1"),
          })}
        </p>
      )}
      {outlying !== null && (
        <p>
          {t("model/rows-outlying", {
            share: share(outlying.seen, outlying.of),
            of: value(outlying.of, "1"),
          })}
        </p>
      )}
      {ages.map(({ feature, ageMs }) => (
        <p key={feature}>{t("model/rows-age", { feature, age: value(ageMs, "ms") })}</p>
      ))}
    </Panel>
  );
}

function Schema({ changes }: { readonly changes: readonly SchemaChange[] }): ReactNode {
  const { t, name } = useWords();
  const type = (of: SchemaChange["from"]) => (of === null ? "" : name("web/feature-type", of));
  if (changes.length === 0) return <p>{t("model/rows-schema")}</p>;
  return (
    <ul>
      {changes.slice(0, changesMax).map(({ feature, change, from, to }) => (
        <li key={feature}>
          {t(`model/rows-${change}`, { feature, from: type(from), to: type(to) })}
        </li>
      ))}
      {changes.length > changesMax && (
        <li>{t("model/rows-more", { count: changes.length - changesMax })}</li>
      )}
    </ul>
  );
}
