"""Every result table of the cards, made of small inputs: which columns it really has."""

from __future__ import annotations

import numpy as np
import polars as pl

from leadscore import explain, hrm_card, score
from leadscore.cards.drift import measure_drift
from leadscore.cards.evaluation import evaluate
from leadscore.cards.learning import learn
from leadscore.samples import make_leads


def card_tables() -> dict[str, list[str]]:
    """Make every result table of the cards and name its columns.

    Columns that the caller or the card brings in (leads of ``predict``, inputs of ``cases``) are
    left out.

    Returns
    -------
    dict of str to list of str
        Name of the table, as in ``docs/columns_cards.csv``, to its columns in order.

    Examples
    --------
    >>> card_tables()["learned.grades"]
    ['grade', 'least', 'probability', 'leads_before', 'leads_after']
    """
    card, leads = hrm_card(), make_leads(400)
    chance = 1 / (1 + np.exp(-(score(leads)["score"].to_numpy() - 60) / 12))
    won = np.random.default_rng(1).random(leads.height) < chance
    outcomes = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": won})
    learned = learn(leads, outcomes)
    found = evaluate(leads, outcomes, split="random", segments=["owner"], boosted_trees=False)
    regrade = card.diff(card.with_points({"size": {0: 40}}), leads)
    inputs = {one.column for one in card.attributes} | {gate.column for gate in card.gates}
    cases = card.cases(kind="polars")
    tables: dict[str, pl.DataFrame] = {
        "explain": explain(leads, leads["lead_id"][0]),
        "cases": cases.drop(name for name in cases.columns if name in inputs),
        "learned.points": learned.points(),
        "learned.attributes": learned.attributes(),
        "learned.grades": learned.grades(),
        "learned.predict": learned.predict(leads).drop(leads.columns),
        "evaluation.methods": found.methods(),
        "evaluation.calibration": found.calibration(),
        "evaluation.lift": found.lift(),
        "evaluation.capacity": found.capacity(20),
        "evaluation.segments": found.segments(),
        "measure_drift": measure_drift(leads, make_leads(400, seed=2)),
        "regrade.leads": regrade.leads,
        "regrade.parts": regrade.parts,
        "regrade.attributes": regrade.attributes,
    }
    return {name: table.columns for name, table in tables.items()}
