import type { WordTable } from "./table.ts";

/** Texts of drift: why a test and an effect were chosen, and what came out. */
export const driftWords = {
  "driftTest.kolmogorov-smirnov": { en: "Kolmogorov-Smirnov test", zh: "KS 检验" },
  "driftTest.mann-whitney": { en: "Mann-Whitney test", zh: "曼-惠特尼检验" },
  "driftTest.cramer-von-mises": { en: "Cramér-von Mises test", zh: "CvM 检验" },
  "driftTest.anderson-darling": { en: "Anderson-Darling test", zh: "AD 检验" },
  "driftTest.epps-singleton": { en: "Epps-Singleton test", zh: "ES 检验" },
  "driftTest.chi-squared": { en: "chi-squared test", zh: "卡方检验" },
  "driftTest.g": { en: "G test", zh: "G 检验" },
  "driftTest.fisher": { en: "Fisher's exact test", zh: "费希尔精确检验" },
  "driftTest.z": { en: "z-test of proportions", zh: "比例 z 检验" },
  "driftEffect.wasserstein": {
    en: "Wasserstein distance in standard deviations",
    zh: "以标准差计的 Wasserstein 距离",
  },
  "driftEffect.energy": { en: "energy distance", zh: "能量距离" },
  "driftEffect.jensen-shannon": { en: "Jensen-Shannon distance", zh: "JS 距离" },
  "driftEffect.kullback-leibler": { en: "Kullback-Leibler divergence", zh: "KL 散度" },
  "driftEffect.population-stability": {
    en: "population stability index",
    zh: "群体稳定性指数（PSI）",
  },
  "driftEffect.hellinger": { en: "Hellinger distance", zh: "Hellinger 距离" },
  "driftEffect.total-variation": { en: "total variation distance", zh: "全变差距离" },
  "driftEffect.l-infinity": { en: "largest gap of a share", zh: "最大占比差" },
  "drift/kind-numbers": { en: "the column holds numbers", zh: "该列为数值" },
  "drift/kind-categories": { en: "the column holds categories", zh: "该列为类别" },
  "drift/kind-few-values": {
    en: "the reference has at most {most} different numbers: they are taken as categories",
    zh: "参照中不同的数值不超过 {most} 个：按类别处理",
  },
  "drift/kind-few-bins": {
    en: "the values fill at most {most} bins of the reference: they are taken as categories",
    zh: "取值最多落在参照的 {most} 个分箱中：按类别处理",
  },
  "drift/test-numbers-binned": {
    en: "Kolmogorov-Smirnov test at the edges of the reference's bins, {reference} against {current} values: sees any change of the distribution",
    zh: "在参照分箱边界上的 KS 检验，{reference} 个值对 {current} 个值：能发现分布的任何变化",
  },
  "drift/untested-time": {
    en: "not tested: moments always move on",
    zh: "未检验：时间总是向前推移",
  },
  "drift/untested-types": {
    en: "not tested: the two sides are of different types",
    zh: "未检验：两侧类型不同",
  },
  "drift/untested-few": {
    en: "not tested: one side has only {least} values, {rows} are needed",
    zh: "未检验：一侧只有 {least} 个值，至少需要 {rows} 个",
  },
  "drift/test-asked-for": { en: "the settings ask for this test", zh: "该检验由设置指定" },
  "drift/test-numbers-exact": {
    en: "Kolmogorov-Smirnov test, exact for {reference} against {current} values: sees any change of the distribution",
    zh: "KS 检验，{reference} 个值对 {current} 个值，精确计算：能发现分布的任何变化",
  },
  "drift/test-numbers-limit": {
    en: "Kolmogorov-Smirnov test, by its limit for {reference} against {current} values: sees any change of the distribution",
    zh: "KS 检验，{reference} 个值对 {current} 个值，采用极限分布：能发现分布的任何变化",
  },
  "drift/test-two": {
    en: "two categories with enough rows: z-test of proportions",
    zh: "两个类别且行数足够：比例 z 检验",
  },
  "drift/test-two-few": {
    en: "two categories, the rarer expected {expected} times only: Fisher's exact test",
    zh: "两个类别，较少者的期望仅 {expected} 次：费希尔精确检验",
  },
  "drift/test-categories": {
    en: "chi-squared test over {categories} categories, {pooled} rare ones pooled into one",
    zh: "卡方检验，共 {categories} 个类别，其中 {pooled} 个稀有类别并为一个",
  },
  "drift/effect-asked-for": { en: "the settings ask for this effect", zh: "该效应量由设置指定" },
  "drift/effect-deviations": {
    en: "size as Wasserstein distance in standard deviations of the reference",
    zh: "效应量为以参照标准差计的 Wasserstein 距离",
  },
  "drift/effect-heavy-tails": {
    en: "outliers rule the standard deviation: size as Jensen-Shannon distance over the deciles of the reference",
    zh: "标准差受离群值左右：效应量为参照十分位分箱上的 JS 距离",
  },
  "drift/effect-shares": {
    en: "size as a distance of the shares over the bins of the reference",
    zh: "效应量为参照分箱上占比的距离",
  },
  "drift/none": {
    en: "no drift: {driftTest:word} p {pValue}, {driftEffect:word} {effect}",
    zh: "无漂移：{driftTest:word} p 值 {pValue}，{driftEffect:word} {effect}",
  },
  "drift/slight": {
    en: "a difference too small to matter: {driftTest:word} p {pValue}, {driftEffect:word} {effect} below {limit}",
    zh: "差异过小，无关紧要：{driftTest:word} p 值 {pValue}，{driftEffect:word} {effect}，低于 {limit}",
  },
  "drift/drift": {
    en: "drift: {driftTest:word} p {pValue}, {driftEffect:word} {effect}, at least {limit}",
    zh: "漂移：{driftTest:word} p 值 {pValue}，{driftEffect:word} {effect}，不低于 {limit}",
  },
  "drift/missing": {
    en: "missing values went from {reference:percent} to {current:percent} (p {pValue})",
    zh: "缺失值占比由 {reference:percent} 变为 {current:percent}（p 值 {pValue}）",
  },
  "drift/missing-slight": {
    en: "missing values went from {reference:percent} to {current:percent} (p {pValue}), too little to matter",
    zh: "缺失值占比由 {reference:percent} 变为 {current:percent}（p 值 {pValue}），无关紧要",
  },
} as const satisfies WordTable;
