import { lazy, Suspense, useState } from "react";
import type { ComponentProps, ReactNode } from "react";
import { LazyChart } from "../chart/lazy-chart.tsx";
import { restOf } from "../chart/stretch-of.ts";
import type { Choice } from "../chart/stretch-of.ts";
import type { RowSubject } from "./subject.ts";

const Differences = lazy(async () => ({
  default: (await import("./differences.tsx")).Differences,
}));

/** A chart on which a stretch of time can be chosen; what differs in it is shown beneath. */
export function BrushChart({
  subjects,
  ...chart
}: Omit<ComponentProps<typeof LazyChart>, "selection" | "onSelect"> & {
  /** Whose rows are compared; with none nothing can be chosen. */
  readonly subjects: readonly RowSubject[];
}): ReactNode {
  const [choice, setChoice] = useState<Choice | null>(null);
  if (subjects.length === 0) return <LazyChart {...chart} />;
  return (
    <div>
      <LazyChart
        {...chart}
        selection={choice?.chosen ?? null}
        // The rest stays what it was when the stretch was chosen, though the chart moves on.
        onSelect={(chosen) =>
          setChoice(chosen === null ? null : { chosen, rest: restOf(chosen, chart.input) })
        }
      />
      {choice !== null && (
        <Suspense fallback={null}>
          <Differences choice={choice} subjects={subjects} onClear={() => setChoice(null)} />
        </Suspense>
      )}
    </div>
  );
}
