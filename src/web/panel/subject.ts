import type { Monitor } from "../../model/monitor.ts";

/** Rows that a stretch of a chart can be compared in: predictions of a model, or calls of a service. */
export interface RowSubject {
  readonly of: "predictions" | "spans";
  readonly subject: string;
}

const subjectsMax = 4;

/** The rows of a model, then those of the services that serve it. */
export function subjectsOfModel(model: string, services: readonly string[]): readonly RowSubject[] {
  const served = services.map((subject) => ({ of: "spans", subject }) as const);
  return [{ of: "predictions", subject: model } as const, ...served].slice(0, subjectsMax);
}

/** The rows behind what a monitor watches; none for a host. */
export function subjectsOfMonitor(
  { watch: { subject } }: Monitor,
  services: readonly string[],
): readonly RowSubject[] {
  switch (subject.kind) {
    case "model":
      return subjectsOfModel(subject.model, services);
    case "service":
      return [{ of: "spans", subject: subject.service }];
    case "host":
      return [];
  }
}

/** The rows that the labels of series name. */
export function subjectsOfLabels(
  series: readonly Readonly<Record<string, string>>[],
): readonly RowSubject[] {
  const named = (of: RowSubject["of"], labels: readonly string[]): readonly RowSubject[] => {
    const values = series.flatMap(
      (own) => labels.map((label) => own[label] ?? "").find(Boolean) ?? [],
    );
    return [...new Set(values)].map((subject) => ({ of, subject }));
  };
  return [
    ...named("predictions", ["model"]),
    ...named("spans", ["service", "service_name", "job"]),
  ].slice(0, subjectsMax);
}
