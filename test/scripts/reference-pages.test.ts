import { describe, expect, it } from "vitest";
import { referencePages, settingPaths } from "../../scripts/reference-pages.ts";
import { configMeanings } from "../../src/config/config-meanings.ts";
import {
  classifiers,
  groupDetectors,
  streamDetectors,
  tableDetectors,
} from "../../src/detect/catalog.ts";
import { watchRules } from "../../src/detect/packs/rules.ts";
import { probes } from "../../src/diagnose/catalog.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { detectWords } from "../../src/model/words/detect.ts";
import { channels } from "../../src/notify/catalog.ts";
import { actions } from "../../src/repair/catalog.ts";
import { playbooks } from "../../src/repair/playbooks.ts";

const pages = referencePages();
const page = (name: string) => pages.get(name) ?? "";

describe("each entry of each catalogue has its place in the reference", () => {
  it.each(
    [...streamDetectors, ...groupDetectors, ...tableDetectors, ...classifiers].map(
      (detector) => [detector.name, detector] as const,
    ),
  )("detector %s", (name, detector) => {
    const section = page(`detectors/${name}.md`);
    expect(page("detectors.md")).toContain(`| [${name}](detectors/${name}.md) |`);
    expect(section).toContain(`- Formula: ${detector.formula}`);
    expect(section).toContain(`- Cost: ${detector.cost}`);
    expect(section).toContain(detector.summary);
    expect(section).toContain(detector.source);
    expect(section).toContain(`- When: ${detector.when}`);
    for (const [setting, { meaning }] of Object.entries(detector.settings)) {
      expect(section).toContain(`| ${setting} |`);
      expect(section).toContain(meaning);
    }
  });

  it("probes, actions, playbooks, channels, protocols and rules of packs", () => {
    const expected: readonly (readonly [string, readonly { readonly name: string }[]])[] = [
      ["probes.md", probes],
      ["repairs.md", actions],
      ["repairs.md", playbooks],
      ["channels.md", channels],
      ["protocols.md", protocols],
    ];
    for (const [file, entries] of expected) {
      for (const { name } of entries) expect(page(file)).toContain(`| ${name} |`);
    }
    for (const measure of Object.keys(watchRules)) {
      expect(page("monitors.md")).toContain(`| [${measure}](measures.md#${measure}) |`);
    }
    for (const { routes } of protocols) {
      for (const { path } of routes) expect(page("protocols.md")).toContain(path);
    }
  });

  it("every rule of a machine and of a model server is shown", () => {
    // Every figure of a pack has its words.
    const named = Object.keys(detectWords).filter((code) => code.startsWith("measure."));
    expect(named.length).toBeGreaterThan(10);
    for (const code of named) {
      expect(page("monitors.md")).toContain(`/${code.slice("measure.".length)}/all |`);
    }
    expect(page("monitors.md")).not.toMatch(/\| pack\/[a-z-]+ \|$/m);
  });

  it("every setting of the file has a meaning, and no meaning is left over", () => {
    expect(Object.keys(configMeanings).toSorted()).toEqual([...settingPaths().keys()].toSorted());
    for (const path of settingPaths().keys())
      expect(page("settings.md")).toContain(`| \`${path}\` |`);
  });
});
