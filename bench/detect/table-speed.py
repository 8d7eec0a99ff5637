"""Times scikit-learn on a table of float64 given as a file: prints JSON of the CPU seconds of each run, one thread."""
import json
import sys
import time
import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.svm import OneClassSVM

path, columns, algorithm, runs = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
table = np.fromfile(path).reshape(-1, columns)
table = (table - table.mean(0)) / table.std(0)
algorithms = {
    "isolation-forest": lambda: IsolationForest(n_estimators=100, random_state=0).fit(table).score_samples(table),
    "nearest-neighbours": lambda: NearestNeighbors(n_neighbors=5).fit(table).kneighbors()[0][:, -1],
    "local-outlier-factor": lambda: LocalOutlierFactor(20).fit(table).negative_outlier_factor_,
    "one-class-svm": lambda: OneClassSVM(nu=0.5, gamma="auto").fit(table).score_samples(table),
}
algorithms[algorithm]()
seconds = []
for _ in range(runs):
    began = time.process_time()
    algorithms[algorithm]()
    seconds.append(time.process_time() - began)
print(json.dumps({"version": sklearn.__version__, "seconds": seconds}))
