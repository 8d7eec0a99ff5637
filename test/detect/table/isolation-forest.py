"""Writes isolation-forest.json: how deep scikit-learn's trees hold each row on average. Run with scikit-learn 1.2.1, then oxfmt."""
import json
from pathlib import Path
import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length

here = Path(__file__).parent
mixed = json.loads((here / "expected.json").read_text())
rng = np.random.default_rng(8)
# Hardly any sample of 32 rows has a feature that is set, so most draws meet constant features.
sparse = (rng.random((80, 12)) < 0.04).astype(float)
sparse[:, 11] = rng.normal(size=80).round(2)
tables = {
    "mixed": (np.array(mixed["rows"]), np.array(mixed["judged"])),
    "sparse": (sparse, 1 - sparse[:6]),
}
batches, trees, rows_per_tree = 40, 250, 32
written = {"trees": batches * trees, "rowsPerTree": rows_per_tree, "tables": {}}
for name, (rows, judged) in tables.items():
    mean, scale = rows.mean(0), rows.std(0)
    scale[scale == 0] = 1
    fitted, both = (rows - mean) / scale, (np.vstack([rows, judged]) - mean) / scale
    depths = []
    for seed in range(batches):
        forest = IsolationForest(n_estimators=trees, max_samples=rows_per_tree, random_state=seed).fit(fitted)
        usual = _average_path_length([rows_per_tree])[0]
        depths.append(-np.log2(-forest.score_samples(both)) * usual)
    depths = np.array(depths)
    written["tables"][name] = {
        "rows": rows.tolist(),
        "judged": judged.tolist(),
        "depths": depths.mean(0).round(5).tolist(),
        "errors": (depths.std(0, ddof=1) / batches**0.5).round(5).tolist(),
    }
(here / "isolation-forest.json").write_text(json.dumps(written))
