import { describe, expect, it } from "vitest";
import { groupDetectorNamed, detectorNamed } from "../../src/detect/catalog.ts";
import { defaultDetector } from "../../src/model/monitor.ts";

describe("default detectors", () => {
  it("each is in the catalogue of its kind", () => {
    for (const kind of ["series", "measure"] as const) {
      for (const about of ["objective", "evidence"] as const) {
        expect(detectorNamed(defaultDetector({ watch: { kind }, class: about }))).toBeDefined();
      }
    }
    const group = defaultDetector({ watch: { kind: "group" }, class: "objective" });
    expect(groupDetectorNamed(group)).toBeDefined();
  });
});
