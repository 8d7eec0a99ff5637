"""Makes the expected values of vus-pr.test.ts: VUS-PR as TSB-AD defines it, written out threshold by threshold
(NumPy 1.24), average precision and best F1 by scikit-learn 1.2.1. The series are the ones the test makes."""

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve


def series(count, segments, factor):
    row = np.arange(count)
    scores = (row * factor) % 101 / 101
    labels = np.zeros(count)
    for first, last in segments:
        labels[first : last + 1] = 1
        scores[first : last + 1] += 0.4
    return scores, labels


def vus_pr(scores, labels, segments, window):
    count, positives = len(scores), labels.sum()
    descending = -np.sort(-scores)
    areas = []
    for width in range(window + 1):
        soft = labels.copy()
        for first, last in segments:
            for k in range(1, width // 2 + 1):
                if last + k < count:
                    soft[last + k] += np.sqrt(1 - k / width)
                if first - k >= 0:
                    soft[first - k] += np.sqrt(1 - k / width)
        soft = np.minimum(soft, 1)
        merged = []
        for first, last in segments:
            first, last = max(first - width // 2, 0), min(last + width // 2, count - 1)
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        area, before = 0, 0
        for j in range(250):
            passed = scores >= descending[int(j * (count - 1) / 249)]
            hits = soft[passed].sum()
            around = soft[passed & (labels == 0)].sum()
            existence = np.mean([passed[first : last + 1].any() for first, last in merged])
            recall = min(hits / ((positives + positives + around) / 2), 1) * existence
            area += (recall - before) * hits / passed.sum()
            before = recall
        areas.append(area)
    return np.mean(areas)


for count, segments, factor, window in [
    (300, [(40, 59), (200, 204)], 37, 20),
    (300, [(0, 3), (12, 15), (290, 299)], 29, 25),
    (1200, [(500, 620)], 53, 125),
]:
    scores, labels = series(count, segments, factor)
    precision, recall, _ = precision_recall_curve(labels, scores)
    f1 = np.max(2 * precision * recall / np.maximum(precision + recall, 1e-12))
    print(vus_pr(scores, labels, segments, window), average_precision_score(labels, scores), f1)
