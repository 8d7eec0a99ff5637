import { minute, second, type TimeMs } from "../model/time.ts";
import type { Random } from "../stats/random.ts";
import { healthy, type Conditions } from "./conditions.ts";
import { nextVersion, pick, type LabChange } from "./fault-kind.ts";
import type { LabModel, LabSystem } from "./lab-system.ts";

/** A change that broke nothing, and what it leaves to see. */
export interface Innocent {
  /** null where nobody tells. */
  readonly change: LabChange | null;
  readonly time: TimeMs;
  readonly conditions: Conditions;
}

/**
 * A change that broke nothing: a deploy elsewhere, a new version that is as good as the old one, a prompt with other
 * words, or a provider's own change behind the same name, of which nobody tells.
 */
export function drawInnocent(
  random: Random,
  given: {
    readonly system: LabSystem;
    readonly model: LabModel;
    readonly onset: TimeMs;
    readonly isBenign: boolean;
  },
): Innocent {
  const { system, model, onset, isBenign } = given;
  // Half of them just before the onset, where they look guilty.
  const lead =
    random.uniform() < 0.5 ? 2 * minute * random.uniform() : 50 * minute * random.uniform();
  const time = Math.round(onset - 10 * second - lead);
  const classical = system.models.filter(
    ({ features, name }) => features.length > 0 && (isBenign || name !== model.name),
  );
  if (classical.length > 0 && random.uniform() < 0.4) {
    const other = pick(random, classical);
    const version = nextVersion(other.version);
    return {
      time,
      change: {
        kind: "promotion",
        model: other.name,
        component: "",
        version,
        from: other.version,
        to: version,
        title: `Promote ${other.name} ${version}`,
      },
      conditions: { ...healthy, models: { [other.name]: { version, versionShare: 1 } } },
    };
  }
  const language = system.models.filter(
    ({ task, name }) => task === "generation" && (isBenign || name !== model.name),
  );
  if (language.length > 0 && random.uniform() < 0.4) {
    return innocentOfLanguage(random, pick(random, language), time);
  }
  const { name } = pick(random, system.services);
  return {
    time,
    change: {
      kind: "deploy",
      model: "",
      component: name,
      version: "1.0.1",
      from: "1.0.0",
      to: "1.0.1",
      title: `Deploy ${name} 1.0.1`,
    },
    conditions: { ...healthy, services: { [name]: { deployed: "1.0.1" } } },
  };
}

function innocentOfLanguage(random: Random, { name }: LabModel, time: TimeMs): Innocent {
  const version = "p2";
  const isPrompt = random.uniform() < 0.5;
  const state = isPrompt ? { promptVersion: version } : { served: `${name}-2026-05` };
  return {
    time,
    change: isPrompt
      ? {
          kind: "prompt",
          model: name,
          component: "",
          version,
          from: "p1",
          to: version,
          title: `Other words in the prompt of ${name}`,
        }
      : null,
    conditions: { ...healthy, models: { [name]: state } },
  };
}
