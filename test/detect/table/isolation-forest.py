"""Writes isolation-forest.json: scores of scikit-learn's isolation forests. Run with scikit-learn 1.2.1, then oxfmt."""
import json
from pathlib import Path
import numpy as np
from sklearn.ensemble import IsolationForest

here = Path(__file__).parent
mixed = json.loads((here / "expected.json").read_text())
rng = np.random.default_rng(8)
# Hardly any sample of 32 rows has a feature that is set, so most draws meet constant features.
sparse = (rng.random((80, 12)) < 0.04).astype(float)
sparse[:, 11] = rng.normal(size=80).round(2)
wide = np.exp(4 * rng.normal(size=(250, 2))).round(4)
tables = {
    "mixed": (np.array(mixed["rows"]), np.array(mixed["judged"])),
    "sparse": (sparse, 1 - sparse[:6]),
    "of wide range": (wide, wide[:10] * 3),
}
# Samples of 2 of 250 are drawn one by one, the whole table and 249 of 250 by reservoir, all others by shuffling.
forests = [
    ("mixed", 100, 256, 0),
    ("mixed", 40, 32, 1),
    ("sparse", 40, 32, 2),
    ("sparse", 20, 80, 4294967295),
    ("of wide range", 100, 100, 3),
    ("of wide range", 50, 2, 4),
    ("of wide range", 20, 249, 5),
]
written = {"tables": {}, "forests": []}
for name, (rows, judged) in tables.items():
    written["tables"][name] = {"rows": rows.tolist(), "judged": judged.tolist()}
for name, trees, rows_per_tree, seed in forests:
    rows, judged = tables[name]
    mean, scale = rows.mean(0), rows.std(0)
    scale[scale == 0] = 1
    samples = min(rows_per_tree, len(rows))
    forest = IsolationForest(n_estimators=trees, max_samples=samples, random_state=seed).fit((rows - mean) / scale)
    scores = -forest.score_samples((np.vstack([rows[:20], judged]) - mean) / scale)
    written["forests"].append(
        {"table": name, "trees": trees, "rowsPerTree": rows_per_tree, "seed": seed, "scores": scores.tolist()}
    )
(here / "isolation-forest.json").write_text(json.dumps(written))
