import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/model/diagnosis.ts";
import { say } from "../../src/model/message.ts";
import { isOnlyDoubt } from "../../src/pipeline/attend.ts";

const cause = (id: string, kind: Cause["kind"]): Cause => ({
  id,
  kind,
  component: { kind: "artifact", name: "prices" },
  version: "",
  detail: "",
  statement: say("diagnose/cause-unknown", { name: "", version: "", detail: "" }),
  confidence: 0.8,
  evidenceFor: [],
  evidenceAgainst: [],
});

describe("a cause that diagnoses in a row agreed on", () => {
  const known = cause("a", "bad-version");
  const agreed = { cause: "a", times: 3 };

  it("does not yield to unknown", () => {
    expect(isOnlyDoubt(known, cause("u", "unknown"), agreed)).toBe(true);
    expect(isOnlyDoubt(known, undefined, agreed)).toBe(true);
  });

  it("yields to another cause", () => {
    expect(isOnlyDoubt(known, cause("b", "data-drift"), agreed)).toBe(false);
  });

  it("yields to unknown while the diagnoses have not settled, or settled on another", () => {
    expect(isOnlyDoubt(known, cause("u", "unknown"), { cause: "a", times: 2 })).toBe(false);
    expect(isOnlyDoubt(known, cause("u", "unknown"), { cause: "b", times: 3 })).toBe(false);
  });
});
