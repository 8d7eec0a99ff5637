import type { ComponentRef } from "../model/component.ts";
import type { ModelFacts } from "../model/measurement.ts";
import type { Watch } from "../model/monitor.ts";

/** What a watch speaks of: the models it can hurt and the components it points at. */
export interface SubjectFacts {
  readonly models: readonly string[];
  readonly components: readonly ComponentRef[];
}

/**
 * The models and components behind a watch. A model stands for itself and the services that serve it;
 * a service for itself, the peer where the slice names one, and the models it serves.
 */
export function subjectOf(
  watch: Watch,
  known: {
    readonly models: readonly Pick<ModelFacts, "model" | "services">[];
    readonly services: readonly { readonly service: string; readonly models: readonly string[] }[];
  },
): SubjectFacts {
  const subject = watch.subject;
  switch (subject.kind) {
    case "model":
      return {
        models: [subject.model],
        components: [
          { kind: "artifact", name: subject.model },
          ...servicesOf(subject.model, known).map(
            (name) => ({ kind: "serving", name }) satisfies ComponentRef,
          ),
        ],
      };
    case "service": {
      const peer = watch.kind === "measure" ? watch.slice.peer : undefined;
      const own: ComponentRef = { kind: "serving", name: subject.service };
      return {
        models: modelsOf(subject.service, known),
        components: peer ? [own, { kind: "dependency", name: peer }] : [own],
      };
    }
    case "host":
      return { models: [], components: [{ kind: "hardware", name: subject.host }] };
    default:
      return subject satisfies never;
  }
}

type Known = Parameters<typeof subjectOf>[1];

function servicesOf(model: string, known: Known): readonly string[] {
  const told = known.models.filter((facts) => facts.model === model).flatMap((f) => f.services);
  const seen = known.services.filter((s) => s.models.includes(model)).map((s) => s.service);
  return [...new Set([...told, ...seen])].toSorted();
}

function modelsOf(service: string, known: Known): readonly string[] {
  const told = known.services.filter((s) => s.service === service).flatMap((s) => s.models);
  const seen = known.models.filter((f) => f.services.includes(service)).map((f) => f.model);
  return [...new Set([...told, ...seen])].toSorted();
}
