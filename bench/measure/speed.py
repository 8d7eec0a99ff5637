"""Times SciPy and NumPy on the drift of features as speed.ts makes them: FEATURES ROWS. Prints seconds."""
import json, sys, time
import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

features, rows = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
MAKERS = [
    lambda s: rng.normal(s, 1, rows),
    lambda s: np.exp(rng.normal(s, 1, rows)),
    lambda s: rng.uniform(s, 1 + s, rows),
    lambda s: rng.integers(0, 1000, rows).astype(float),
]
seconds = {"ks": 0.0, "wasserstein": 0.0, "binned": 0.0}

def timed(name, run):
    start = time.process_time()
    run()
    seconds[name] += time.process_time() - start

for feature in range(features):
    make = MAKERS[feature % 4]
    a, b = make(0), make(0.01 * (feature % 3))
    edges = np.unique(np.r_[-np.inf, np.quantile(a, np.linspace(0, 1, 11)), np.inf])
    known = np.histogram(a, edges)[0]
    timed("ks", lambda: stats.ks_2samp(a, b))
    timed("wasserstein", lambda: stats.wasserstein_distance(a, b))
    timed("binned", lambda: jensenshannon(known, np.histogram(b, edges)[0], base=2))
print(json.dumps(seconds))
