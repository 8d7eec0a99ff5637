import { groupDetector, groupSettings } from "./group-detector.ts";

/**
 * Windows of 8, 32, 64 and 128 rows compared with 128 evenly thinned windows of the group's past, and each row with how
 * the channels usually move together. A window is seven figures a channel (mean, deviation, minimum, maximum, slope,
 * mean and largest step) in deviations of the past, cut at ten; its distance is the mean over the three nearest windows
 * that share no row with it. Each member counts log(1 + excess over its usual distance, in usual excesses), the verdict
 * is their mean.
 *
 * It goes on learning: what has come three times, or lasts for about a fiftieth of the past, is usual. Cost about 100 µs
 * a row of 38 channels.
 */
export const groupEnsemble = groupDetector({
  name: "group-ensemble",
  summary:
    "finds when several series together behave unlike their own past, in level, variation, shape or in how they move together",
  source:
    "Ramaswamy et al. 2000 (distance to the nearest neighbours); Jackson and Mudholkar 1979 (residuals of principal components); Fisher 1925 (sum of logarithms)",
  formula:
    "mean over members of ln(1 + (distance − usual) ÷ excess of one in a hundred); a member’s distance is to the three nearest earlier windows, or from the plane of the usual rows",
  cost: "about 100 µs a row of 38 series",
  when: "as the default for a group: all metrics of one machine, process or service, which should be judged as a whole",
  settings: groupSettings,
  stateBytesMax: { group: 30_000, channel: 26_000 },
  plan: ({ warmupRows, bankWindows }) => ({
    windowRows: [8, 32, 64, 128],
    usesRows: true,
    warmupRows,
    bankWindows,
  }),
});
