import { expect, it } from "vitest";
import { withParameters } from "../../src/web/state/url-state.ts";

it.each([
  ["", { range: "6h" }, "?range=6h"],
  ["range=1h&query=up", { range: "6h" }, "?range=6h&query=up"],
  ["range=1h&query=up", { range: null }, "?query=up"],
  ["range=1h", { range: null }, ""],
  ["", { query: "rate(a[5m])" }, "?query=rate%28a%5B5m%5D%29"],
])("%j with %j is %j", (search, changes, wanted) => {
  expect(withParameters(search, changes)).toBe(wanted);
});
