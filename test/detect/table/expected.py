"""Writes expected.json: rows and what scikit-learn, SciPy and NumPy make of them. Run with scikit-learn 1.2.1, then oxfmt."""
import json
from pathlib import Path
import numpy as np
from scipy import linalg
from sklearn.covariance import EmpiricalCovariance, MinCovDet
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.svm import OneClassSVM

rng = np.random.default_rng(5)
# Three features, two of them dependent, the third in steps, so that there are ties; five rows far out.
rows = np.column_stack([rng.normal(10, 2, 90), np.zeros(90), rng.integers(0, 4, 90)])
rows[:, 1] = 3 * rows[:, 0] + rng.normal(0, 1, 90)
rows[:5] += rng.normal(0, 6, (5, 3))
rows = rows.round(3)
judged = np.vstack([rows[:4] + 0.25, [[10, 30, 1], [10, 60, 1], [100, 300, 9], [10, 30, 2.5]]]).round(3)

columns = np.asfortranarray(rows)
mean, scale = columns.mean(0), columns.std(0)
fitted, new = np.ascontiguousarray((columns - mean) / scale), (judged - mean) / scale
answers = {}

tree = NearestNeighbors(n_neighbors=5, algorithm="kd_tree").fit(fitted)
answers["nearest-neighbours"] = [tree.kneighbors()[0][:, -1], tree.kneighbors(new)[0][:, -1]]
own = LocalOutlierFactor(20, algorithm="kd_tree").fit(fitted)
novel = LocalOutlierFactor(20, algorithm="kd_tree", novelty=True).fit(fitted)
answers["local-outlier-factor"] = [-own.negative_outlier_factor_, -novel.score_samples(new)]
ellipse = EmpiricalCovariance().fit(fitted)
answers["mahalanobis"] = [ellipse.mahalanobis(fitted), ellipse.mahalanobis(new)]
machine = OneClassSVM(nu=0.5, gamma=1 / 3, tol=1e-9).fit(fitted)
border = machine.offset_[0]
answers["one-class-svm"] = [-machine.decision_function(x) / border for x in (fitted, new)]
plane = PCA(n_components=1).fit(fitted)
answers["principal-components"] = [
    ((x - plane.inverse_transform(plane.transform(x))) ** 2).sum(1) for x in (fitted, new)
]

def ecod(x):
    left = np.array([[(column <= v).sum() for column, v in zip(fitted.T, row)] for row in x])
    right = np.array([[(column >= v).sum() for column, v in zip(fitted.T, row)] for row in x])
    left, right = (-np.log((count + 0.5) / (len(fitted) + 1)) for count in (left, right))
    skewed = np.where((fitted**3).sum(0) < 0, left, right)
    return np.max([left.sum(1), right.sum(1), skewed.sum(1)], axis=0)

answers["ecod"] = [ecod(fitted), ecod(new)]

square = rng.normal(size=(6, 6)).round(3)
symmetric = square + square.T
positive = square @ square.T
matrices = {
    "symmetric": symmetric.tolist(),
    "eigenvalues": linalg.eigvalsh(symmetric)[::-1].tolist(),
    "positive": positive.tolist(),
    "cholesky": linalg.cholesky(positive, lower=True).tolist(),
    "logDeterminant": float(np.linalg.slogdet(positive)[1]),
    "right": list(range(1, 7)),
    "solution": linalg.solve(positive, np.arange(1, 7)).tolist(),
}

# Where the methods draw, only orders can agree.
robust = MinCovDet(support_fraction=0.75, random_state=0).fit(fitted)
mixture = GaussianMixture(1, reg_covar=1e-3).fit(fitted)
orders = {
    "minimum-covariance-determinant": robust.mahalanobis(new).argsort().tolist(),
    "gaussian-mixture": (-mixture.score_samples(new)).argsort().tolist(),
}
text = {
    "rows": rows.tolist(),
    "judged": judged.tolist(),
    "answers": {name: [list(map(float, part)) for part in parts] for name, parts in answers.items()},
    "orders": orders,
    "matrices": matrices,
}
Path(__file__).with_name("expected.json").write_text(json.dumps(text))
