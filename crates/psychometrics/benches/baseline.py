"""The figures of benches/item_analysis.rs with numpy, vectorised, on one core.

    python3 -m venv venv && venv/bin/pip install numpy pingouin
    venv/bin/python crates/psychometrics/benches/baseline.py [PERSONS…]
    venv/bin/python crates/psychometrics/benches/baseline.py --pingouin [PERSONS…]
    venv/bin/python crates/psychometrics/benches/baseline.py --write SCORES.csv PERSONS

Prints the same check figures as the Rust bench, and the fastest and median CPU
time, which a busy machine disturbs less than the time of a clock. `--pingouin`
takes the part pingouin has: alpha with its interval, alpha without each item,
and each item with the rest. `--write` writes the scores for baseline.R.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import statistics
import sys
import time

import numpy as np

QUESTIONS = 40
KEY = np.array([1.0, 0.6, 0.3, 0.0])


def uniform(index):
    """The finaliser of splitmix64: a uniform number in [0, 1) for every index."""
    with np.errstate(over="ignore"):
        x = (index + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)).astype(float) * 2.0**-53


def answers(persons):
    person = np.arange(persons, dtype=np.uint64) * np.uint64(64)
    draw = lambda item: uniform(person + np.uint64(item))
    ability = draw(61) + draw(62) + draw(63) - 1.5
    choices = np.empty((persons, QUESTIONS), dtype=np.uint8)
    for item in range(QUESTIONS):
        value = ability - (item / QUESTIONS - 0.5) + 3.0 * (draw(item) - 0.5)
        choices[:, item] = 3 - np.searchsorted([-0.6, 0.0, 0.6], value, side="right")
    return KEY[choices], choices


def ranks(values):
    """Ranks without ties: rest means do not tie."""
    order = np.empty(len(values))
    order[np.argsort(values)] = np.arange(len(values))
    return order


def analyse(scores, choices):
    n, k = scores.shape
    facility = scores.mean(axis=0)
    covariance = np.cov(scores, rowvar=False)
    variance = np.diag(covariance)
    with_total = covariance.sum(axis=1)
    total_variance = with_total.sum()
    alpha = k / (k - 1) * (1 - variance.sum() / total_variance)
    rest_variance = total_variance - 2 * with_total + variance
    item_rest = (with_total - variance) / np.sqrt(variance * rest_variance)
    deleted = (k - 1) / (k - 2) * (1 - (variance.sum() - variance) / rest_variance)
    within = np.empty(k)
    for start in range(0, k, 10):
        block = covariance[start : start + 10, start : start + 10]
        own, shared = np.diag(block), block.sum(axis=1)
        rest = shared.sum() - 2 * shared + own
        within[start : start + 10] = (shared - own) / np.sqrt(own * rest)

    total = scores.sum(axis=1)
    median = np.median(total)
    place = int(np.ceil(0.27 * n - 1e-9)) - 1
    cuts = np.partition(total, [place, n - 1 - place])
    low, high = cuts[place], cuts[n - 1 - place]

    def tail(beyond, tied):
        part = (0.27 * n - beyond.sum()) / tied.sum()
        return (scores[beyond].sum(axis=0) + part * scores[tied].sum(axis=0)) / (0.27 * n)

    d_index = tail(total > high + 1e-9, abs(total - high) <= 1e-9)
    d_index = d_index - tail(total < low - 1e-9, abs(total - low) <= 1e-9)

    options = np.empty((k, len(KEY), 3))
    key_order = np.empty(k)
    for item in range(k):
        rest = total - scores[:, item]
        chosen = np.bincount(choices[:, item], minlength=len(KEY))
        sums = np.bincount(choices[:, item], weights=rest, minlength=len(KEY))
        share, means = chosen / n, sums / chosen
        biserial = (means - rest.mean()) * np.sqrt(share / (1 - share)) / rest.std()
        options[item] = np.column_stack([share, means, biserial])
        key_order[item] = np.corrcoef(ranks(KEY), ranks(means))[0, 1]
    return dict(
        facility=facility,
        sd=np.sqrt(variance),
        alpha=alpha,
        item_rest=item_rest,
        within=within,
        deleted=deleted,
        median=median,
        d_index=d_index,
        options=options,
        key_order=key_order,
    )


def by_pingouin(scores):
    """What pingouin has a function for, item after item."""
    import pandas
    import pingouin

    table = pandas.DataFrame(scores, columns=[f"q{item}" for item in range(QUESTIONS)])
    total = table.sum(axis=1)
    figures = [pingouin.cronbach_alpha(table)[0]]
    for item in table.columns:
        figures.append(pingouin.cronbach_alpha(table.drop(columns=item))[0])
        figures.append(pingouin.corr(table[item], total - table[item])["r"].iloc[0])
    return dict(alpha=figures[0])


def timed(what, runs):
    times = []
    for _ in range(runs):
        begin = time.process_time()
        figures = what()
        times.append(time.process_time() - begin)
    return figures, f"CPU: fastest {min(times):.4f} s, median {statistics.median(times):.4f} s"


def main(arguments):
    if arguments[:1] == ["--write"]:
        scores, _ = answers(int(arguments[2]))
        header = ",".join(f"q{item}" for item in range(QUESTIONS))
        np.savetxt(arguments[1], scores, fmt="%g", delimiter=",", header=header, comments="")
        return
    pingouin = arguments[:1] == ["--pingouin"]
    for persons in [int(argument) for argument in arguments[pingouin:]] or [100_000, 1_000_000]:
        scores, choices = answers(persons)
        if pingouin:
            figures, times = timed(lambda: by_pingouin(scores), 3)
            print(f"{persons} x {QUESTIONS}, pingouin: alpha {figures['alpha']:.15f}, {times}")
            continue
        figures, times = timed(lambda: analyse(scores, choices), 15)
        print(f"{persons} x {QUESTIONS}: alpha {figures['alpha']:.15f}, D {figures['d_index'][0]:.15f},")
        print(f"  option A of question 1: {figures['options'][0][0]}")
        print(f"  {times}")


main(sys.argv[1:])
