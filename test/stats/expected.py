"""Writes expected.json: expected values for test/stats. Run with SciPy 1.17, scikit-learn 1.9 and mpmath, then oxfmt."""
import json, math
import mpmath
import numpy as np
from scipy import special, stats
from scipy.spatial.distance import jensenshannon
from sklearn.metrics import roc_auc_score

mpmath.mp.dps = 40
rng = np.random.default_rng(7)
cases = []

def case(function, arguments, expected):
    cases.append({"function": function, "arguments": arguments, "expected": expected})

for x in [-3.5, -2.1, -1.6, -0.7, -1e-9, 0, 1e-5, 0.3, 0.9, 1.4, 1.6, 2.2, 3.7, 5.5, 9, 20]:
    case("errorFunction", [x], float(special.erf(x)))
    case("errorFunctionComplement", [x], float(special.erfc(x)))
    case("normalCdf", [x], float(stats.norm.cdf(x)))
    case("normalCdf", [-x], float(stats.norm.cdf(-x)))
for p in [1e-300, 1e-20, 1e-8, 0.001, 0.025, 0.07, 0.3, 0.5, 0.61, 0.93, 0.999, 1 - 1e-9]:
    case("normalQuantile", [p], float(special.ndtri(p)))
for x in [1e-9, 0.1, 0.5, 0.99, 1.0001, 1.5, 2.5, 7.3, 14.9, 15.1, 100.5, 1e6, -0.5, -3.7]:
    case("logGamma", [x], float(special.gammaln(x)))
for a, b in [(0.5, 0.5), (2, 3), (1e-3, 4), (20, 30), (0.5, 1e6), (1e5, 2e5), (14, 16)]:
    case("logBeta", [a, b], float(mpmath.log(mpmath.beta(mpmath.mpf(a), mpmath.mpf(b)))))  # SciPy keeps 10 digits for (0.5, 1e6)
    for x in [1e-6, 0.01, 0.2, 0.33, 0.5, 0.8, 0.999]:
        case("incompleteBeta", [x, {"a": a, "b": b}], float(special.betainc(a, b, x)))
# Not t = -1e-6: there SciPy itself is off by 1e-11 (df = 1 is an arctangent).
for t in [-40, -3, -0.4, 0, 0.1, 1, 2.7, 15]:
    for df in [0.7, 1, 2.5, 9, 120, 1e5]:
        case("studentTCdf", [t, df], float(stats.t.cdf(t, df)))
for k, n, p in [(0, 5, 0.1), (3, 10, 0.5), (7, 10, 0.99), (900, 1000, 0.93), (49900, 100000, 0.5), (5, 5, 0.3), (-1, 5, 0.3)]:
    case("binomialCdf", [{"successes": k, "trials": n, "p": p}], float(stats.binom.cdf(k, n, p)))
for k, n, c in [(0, 7, 0.95), (7, 7, 0.95), (3, 10, 0.9), (480, 500, 0.99), (1, 1000, 0.95)]:
    ci = stats.binomtest(k, n).proportion_ci(confidence_level=c, method="wilson")
    case("wilsonInterval", [{"successes": k, "trials": n, "confidence": c}], {"low": float(ci.low), "high": float(ci.high)})
for a, n, b, m in [(30, 100, 20, 100), (1, 50, 9, 60), (950, 1000, 890, 990)]:
    chi = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False)
    z = math.copysign(math.sqrt(chi.statistic), a / n - b / m)
    case("twoProportionTest", [{"successes": a, "trials": n}, {"successes": b, "trials": m}],
         {"z": z, "pValue": float(chi.pvalue), "pValueGreater": float(stats.norm.sf(z))})
for (n1, m1, v1, n2, m2, v2) in [(10, 5, 4, 12, 3, 9), (300, 0.1, 0.02, 25, 0.13, 0.001), (2, 1, 1, 2, 9, 3)]:
    r = stats.ttest_ind_from_stats(m1, math.sqrt(v1), n1, m2, math.sqrt(v2), n2, equal_var=False)
    g = stats.ttest_ind_from_stats(m1, math.sqrt(v1), n1, m2, math.sqrt(v2), n2, equal_var=False, alternative="greater")
    se = v1 / n1 + v2 / n2
    df = se**2 / ((v1 / n1)**2 / (n1 - 1) + (v2 / n2)**2 / (n2 - 1))
    case("welchTest", [{"count": n1, "mean": m1, "variance": v1}, {"count": n2, "mean": m2, "variance": v2}],
         {"t": float(r.statistic), "degreesOfFreedom": df, "pValue": float(r.pvalue), "pValueGreater": float(g.pvalue)})
for n, m, shift, digits in [(8, 11, 0, 6), (30, 20, 0.8, 1), (5, 60, 1.5, 0), (150, 170, 0.3, 2)]:
    a = np.round(rng.normal(0, 1, n), digits)
    b = np.round(rng.normal(shift, 1, m), digits)
    u = stats.mannwhitneyu(a, b)
    ties = sum(t**3 - t for t in np.unique(np.concatenate([a, b]), return_counts=True)[1])
    sd = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    case("mannWhitneyTest", [a.tolist(), b.tolist()],
         {"u": float(u.statistic), "z": float((u.statistic - n * m / 2) / sd), "pValue": float(u.pvalue)})
    ks = stats.ks_2samp(a, b)
    case("kolmogorovSmirnovTest", [a.tolist(), b.tolist()], {"statistic": float(ks.statistic), "pValue": float(ks.pvalue)})
for x in [0.1, 0.3, 0.7, 0.999, 1.001, 1.8, 3]:
    case("kolmogorovTail", [x], float(special.kolmogorov(x)))
for p, q in [([10, 0], [5, 5]), ([1, 2, 3, 0], [3, 2, 1, 4]), ([1e6, 1], [1, 1]), ([3, 4, 5], [3, 4, 5]), ([1, 0], [0, 1])]:
    case("jensenShannonDistance", [p, q], float(jensenshannon(p, q, base=2)))
for n in [1, 2, 5, 12]:
    values = np.round(rng.normal(10, 4, n), 3)
    for p in [0, 0.05, 0.5, 0.95, 1]:
        case("quantile", [values.tolist(), p], float(np.quantile(values, p)))
    case("median", [values.tolist()], float(np.median(values)))
    case("medianAbsoluteDeviation", [values.tolist()], float(stats.median_abs_deviation(values)))

def delong(y, s):
    pos, neg = s[y == 1], s[y == 0]
    psi = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
    return math.sqrt(psi.mean(axis=1).var(ddof=1) / len(pos) + psi.mean(axis=0).var(ddof=1) / len(neg))

for n, digits in [(12, 6), (60, 1), (400, 2)]:
    y = rng.integers(0, 2, n)
    s = np.round(y * 0.8 + rng.normal(0, 1, n), digits)
    groups = [{"score": float(v), "positive": int((y[s == v] == 1).sum()), "negative": int((y[s == v] == 0).sum())} for v in np.unique(s)]
    case("areaUnderRoc", [groups], {"auc": float(roc_auc_score(y, s)), "standardError": delong(y, s)})

json.dump(cases, open(__file__.replace(".py", ".json"), "w"), indent=0)
