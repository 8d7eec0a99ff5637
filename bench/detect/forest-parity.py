"""AUROC of scikit-learn's isolation forest on the tables of a folder by the protocols "unsup" and "semi".

python3 forest-parity.py DIR FORESTS: of each table, protocol and seed 0 to 4 the mean over FORESTS forests (seeds
seed, seed + 1000, ...), as rows protocol,dataset,seed,auroc. The splits are those of adbench-sets.ts.
"""

import gzip
import json
import os
import sys

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score


def normal_order(rows, seed):
    """Rows in the order of the hash key of the protocol."""
    key = ((rows + 1) ^ ((seed + 1) * 0x9E3779B1 & 0xFFFFFFFF)) * 2654435761 & 0xFFFFFFFF
    key ^= key >> 15
    key = key * 0x85EBCA6B & 0xFFFFFFFF
    key ^= key >> 13
    return rows[np.argsort(key, kind="stable")]


def standardised(train, test):
    spread = train.std(axis=0)
    spread[spread == 0] = 1
    return (train - train.mean(axis=0)) / spread, (test - train.mean(axis=0)) / spread


folder, forests = sys.argv[1], int(sys.argv[2])
print("protocol,dataset,seed,auroc")
for entry in json.load(open(os.path.join(folder, "index.json"))):
    name = entry["name"]
    if not os.path.exists(os.path.join(folder, name + ".csv.gz")):
        continue
    with gzip.open(os.path.join(folder, name + ".csv.gz"), "rt") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1)
    values, labels = table[:, :-1], table[:, -1]
    normal = np.flatnonzero(labels == 0).astype(np.uint64)
    for protocol in ("unsup", "semi"):
        for seed in range(5):
            train = test = np.arange(len(labels))
            if protocol == "semi":
                order = normal_order(normal, seed).astype(int)
                half = len(order) // 2
                train, test = order[:half], np.concatenate([order[half:], np.flatnonzero(labels == 1)])
            fitted, judged = standardised(values[train], values[test])
            found = [
                roc_auc_score(
                    labels[test],
                    -IsolationForest(
                        n_estimators=100, max_samples=min(256, len(train)), random_state=seed + 1000 * index
                    )
                    .fit(fitted)
                    .score_samples(judged),
                )
                for index in range(forests)
            ]
            print(f"{protocol},{name},{seed},{np.mean(found):.6f}", flush=True)
