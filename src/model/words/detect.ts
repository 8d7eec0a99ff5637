import type { WordTable } from "./table.ts";

/** Texts of detectors' verdicts, of the shipped monitors' reasons, and the names of measures. */
export const detectWords = {
  "detect/normal": {
    en: "as expected",
    zh: "符合预期",
  },
  "measure/accuracy": {
    en: "accuracy",
    zh: "准确率",
  },
  "measure/precision": {
    en: "precision",
    zh: "精确率",
  },
  "measure/recall": {
    en: "recall",
    zh: "召回率",
  },
  "measure/f1": {
    en: "F1",
    zh: "F1 值",
  },
  "measure/auc-roc": {
    en: "AUC-ROC",
    zh: "AUC-ROC",
  },
  "measure/mse": {
    en: "mean squared error",
    zh: "均方误差",
  },
  "measure/rmse": {
    en: "root mean squared error",
    zh: "均方根误差",
  },
  "measure/mae": {
    en: "mean absolute error",
    zh: "平均绝对误差",
  },
  "measure/r2": {
    en: "R²",
    zh: "R²",
  },
  "measure/null-share": {
    en: "share of nulls",
    zh: "空值比例",
  },
  "measure/jensen-shannon": {
    en: "input drift",
    zh: "输入漂移",
  },
  "measure/feature-mean": {
    en: "feature mean",
    zh: "特征均值",
  },
  "measure/valid-output-share": {
    en: "share of valid outputs",
    zh: "有效输出比例",
  },
  "measure/prediction-rate": {
    en: "predictions per second",
    zh: "每秒预测数",
  },
  "measure/output-mean": {
    en: "mean output",
    zh: "平均输出",
  },
  "measure/error-rate": {
    en: "error rate",
    zh: "错误率",
  },
  "measure/latency-p50": {
    en: "median latency",
    zh: "中位延迟",
  },
  "measure/latency-p95": {
    en: "95th percentile latency",
    zh: "95 分位延迟",
  },
  "measure/latency-p99": {
    en: "99th percentile latency",
    zh: "99 分位延迟",
  },
  "measure/request-rate": {
    en: "requests per second",
    zh: "每秒请求数",
  },
  "measure/ttft-p95": {
    en: "95th percentile time to first token",
    zh: "95 分位首个 token 时间",
  },
} as const satisfies WordTable;
