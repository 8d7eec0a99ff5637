import { type ColumnCheck, findingOf } from "./column-check.ts";

/** Whether the current column is of the reference's type, value by value. */
export const type: ColumnCheck = {
  name: "type",
  check({ reference, current, misfitCount, misfitExample }, { misfitShareMax: limit }) {
    const value = misfitCount / Math.max(1, current.rowCount);
    const params = { type: reference.column.type, count: misfitCount, example: misfitExample };
    if (reference.column.type !== current.column.type) {
      const found = current.column.type;
      // Nothing in a column tells no type.
      if (reference.presentCount === 0 || current.presentCount === 0) {
        return findingOf("type", "skip", "empty");
      }
      const changed = { type: reference.column.type, found };
      return findingOf("type", "fail", "changed", { params: changed, value: 1, limit });
    }
    if (misfitCount === 0)
      return findingOf("type", "pass", "kept", { params: { type: reference.column.type } });
    const status = value > limit ? "fail" : "warn";
    return findingOf("type", status, "misfits", { params, value, limit });
  },
};
