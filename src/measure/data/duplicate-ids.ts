import { type ColumnCheck, findingOf } from "./column-check.ts";

/** Whether identifiers that were unique stand twice. */
export const duplicateIds: ColumnCheck = {
  name: "duplicate-ids",
  check({ role, reference, current }) {
    if (role !== "id" || current.presentCount === 0) return null;
    const twice = current.presentCount - current.distinctCount;
    const wereTwice = reference.presentCount - reference.distinctCount;
    const value = twice / current.presentCount;
    const params = { count: twice, share: value };
    if (twice === 0) return findingOf("duplicate-ids", "pass", "none", { value, limit: 0 });
    if (wereTwice > 0) return findingOf("duplicate-ids", "pass", "always", { params, value });
    return findingOf("duplicate-ids", "fail", "found", { params, value, limit: 0 });
  },
};
