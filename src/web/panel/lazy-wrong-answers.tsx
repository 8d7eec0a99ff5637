import { lazy, Suspense } from "react";
import type { ReactNode } from "react";

const OfIncident = lazy(async () => ({
  default: (await import("./wrong-answers.tsx")).IncidentWrongAnswers,
}));
const OfModel = lazy(async () => ({
  default: (await import("./wrong-answers.tsx")).ModelWrongAnswers,
}));

/** Wrong answers of an incident's model; the code is fetched when first needed. */
export function LazyIncidentWrongAnswers({ id }: { readonly id: string }): ReactNode {
  return (
    <Suspense fallback={null}>
      <OfIncident id={id} />
    </Suspense>
  );
}

/** The same for a model within the range of the page. */
export function LazyModelWrongAnswers({ model }: { readonly model: string }): ReactNode {
  return (
    <Suspense fallback={null}>
      <OfModel model={model} />
    </Suspense>
  );
}
