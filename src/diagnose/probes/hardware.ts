import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import { nameIn, placesOf, senderOf } from "../place.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { servicesOf, valuesIn } from "../resource.ts";
import { scopeOf } from "../scope.ts";
import { median } from "../shift.ts";

const probeName = "hardware";

/** A sign that a machine's card is ill, in the metric's own unit; counters as increase per second. */
export interface HardwareSign {
  readonly host: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

interface Rule {
  readonly pattern: RegExp;
  readonly isCounter: boolean;
  readonly isIll: (from: number, to: number) => boolean;
  readonly weight: number;
}

/** Names of NVIDIA's DCGM exporter; limits from its field descriptions. */
const rules: readonly Rule[] = [
  {
    // Double-bit errors and rows taken out of use: memory that can no longer be trusted.
    pattern: /^DCGM_FI_DEV_(ECC_DBE|ROW_REMAP_FAILURE|UNCORRECTABLE_REMAPPED|RETIRED_DBE)/,
    isCounter: true,
    isIll: (from, to) => to > 0 && to > 3 * from,
    weight: 4,
  },
  {
    // The last error code of the driver; 0 is none. A code from before the incident says nothing.
    pattern: /^DCGM_FI_DEV_XID_ERRORS/,
    isCounter: false,
    isIll: (from, to) => from === 0 && to > 0,
    weight: 3,
  },
  {
    pattern: /^DCGM_FI_DEV_SM_CLOCK/,
    isCounter: false,
    isIll: (from, to) => from > 0 && to <= 0.75 * from,
    weight: 3.5,
  },
  {
    pattern: /^DCGM_FI_DEV_(GPU|MEMORY)_TEMP/,
    isCounter: false,
    isIll: (from, to) => to >= 83 && to - from >= 8,
    weight: 1,
  },
];

/** Signs of ill hardware among the resource series of a case, heaviest first. */
export function hardwareSigns(file: CaseFile): readonly HardwareSign[] {
  const found: HardwareSign[] = [];
  for (const { series, host } of placesOf(file)) {
    const metric = series?.labels["__name__"] ?? "";
    const rule = rules.find(({ pattern }) => pattern.test(metric));
    if (!series || !rule || host === "") continue;
    const before = valuesIn(series, file.before, rule.isCounter);
    const during = valuesIn(series, file.during, rule.isCounter);
    if (before.length < 2 || during.length < 2) continue;
    const middle = rule.isCounter ? mean : median;
    const from = middle(before);
    const to = middle(during);
    if (rule.isIll(from, to)) found.push({ host, metric, from, to, weight: rule.weight });
  }
  return found.toSorted((a, b) => b.weight - a.weight);
}

/** Whether the case holds metrics of cards at all. */
export function watchesHardware(file: CaseFile): boolean {
  return file.resources.some(({ labels }) => labels["__name__"]?.startsWith("DCGM_"));
}

/** Whether it holds metrics of a card under a service that the incident is about, or of one under nobody knows whom. */
export function watchesOurHardware(file: CaseFile): boolean {
  const { services } = scopeOf(file);
  const hosts = placesOf(file)
    .filter(({ labels, host }) => host !== "" && labels["__name__"]?.startsWith("DCGM_"))
    .map(({ host }) => host);
  return [...new Set(hosts)].some((host) => {
    const known = servicesOn(file, host);
    return known.length === 0 || known.some((service) => services.includes(service));
  });
}

/** The machine under something that serves the incident's models is ill. */
export const hardware: Probe = {
  name: probeName,
  summary: "Clocks, temperatures and error counters of the cards that the services run on.",
  probe(file) {
    const { services } = scopeOf(file);
    const signs = hardwareSigns(file);
    const hosts = [...new Set(signs.map(({ host }) => host))].filter((host) => {
      const known = servicesOn(file, host);
      return known.length === 0 || known.some((service) => services.includes(service));
    });
    const ruledOut =
      signs.length === 0 && watchesOurHardware(file) ? [say("diagnose/hardware-fine")] : [];
    const findings = hosts.map((host) =>
      findingOf(
        file,
        host,
        signs.filter((sign) => sign.host === host),
      ),
    );
    return { findings, ruledOut };
  },
};

function findingOf(file: CaseFile, host: string, signs: readonly HardwareSign[]): Finding {
  return {
    kind: "hardware-fault",
    component: { kind: "hardware", name: host },
    version: "",
    detail: "",
    statement: say("diagnose/cause-hardware-fault", { name: host, version: "", detail: "" }),
    evidence: signs.slice(0, 3).map(({ metric, from, to, weight }, index) =>
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/hardware-ill", { name: host, metric, before: from, after: to }),
        weight: weight / (index + 1),
      }),
    ),
  };
}

/** Services that run on this machine, as far as labels tell. */
function servicesOn(file: CaseFile, host: string): readonly string[] {
  const known = servicesOf(file);
  const names = placesOf(file).flatMap(({ host: own, labels }) => {
    const service = own === host ? (nameIn(labels, known) ?? senderOf(labels)) : "";
    return service === "" ? [] : [service];
  });
  return [...new Set(names)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
