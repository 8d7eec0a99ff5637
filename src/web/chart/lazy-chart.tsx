import { lazy, Suspense } from "react";
import type { ComponentProps, ReactNode } from "react";
import type { Chart } from "./chart.tsx";

const LoadedChart = lazy(async () => ({ default: (await import("./chart.tsx")).Chart }));

/** A chart whose code is fetched when first needed; its place is kept free meanwhile, so nothing moves. */
export function LazyChart(props: ComponentProps<typeof Chart>): ReactNode {
  return (
    <Suspense fallback={<div style={{ height: (props.height ?? 150) + 22 }} />}>
      <LoadedChart {...props} />
    </Suspense>
  );
}
