"""The real sets of the learning benchmark: leads, outcomes, hand card, and how they are split.

Left out are columns that are written after the outcome (see docs/learning.md). The folder of the
real data is given on the command line; nothing of it is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from leadscore.cards.card import Card, hrm_card
from leadscore.distinct import is_missing

CARDS = Path(__file__).parent / "cards"
TEST_SHARE = 0.3


@dataclass(frozen=True)
class Set:
    """One set: leads in time order, or shuffled once where there is no time."""

    name: str
    leads: pl.DataFrame
    won: np.ndarray
    card: Card

    @property
    def train(self) -> int:
        """Number of leads before the test period."""
        return round(len(self.won) * (1 - TEST_SHARE))


def load(name: str, folder: Path) -> Set:
    """Read one set by its name."""
    leads, won, by_time, card = SETS[name](folder)
    order = np.arange(len(won)) if by_time else np.random.default_rng(0).permutation(len(won))
    if leads.width and not isinstance(card, Card):
        card = Card.load(CARDS / f"{card}.toml")
    return Set(name, leads[order], won[order].astype(float), card)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Make what means missing null, as an importer would."""
    columns = []
    for column in frame:
        if column.dtype != pl.String:
            columns.append(column)
            continue
        kept = {v: v for v in column.unique().drop_nulls() if not is_missing(v)}
        texts = [kept.get(v) for v in column]
        columns.append(pl.Series(column.name, texts, dtype=pl.String))
    return pl.DataFrame(columns)


def x_education(folder: Path) -> tuple:
    """Read the leads; Lead Number is taken as the order in time."""
    path = folder / "x_education_leads" / "Leads.csv"
    frame = pl.read_csv(path, infer_schema_length=None).sort("Lead Number")
    return _texts(frame), frame["Converted"].to_numpy() == 1, True, "x_education"


def uci_bank(folder: Path) -> tuple:
    """Read the bank's calls; the file's order is the order in time."""
    path = folder / "uci_bank_marketing" / "bank-additional-full.csv"
    frame = pl.read_csv(path, separator=";", infer_schema_length=None)
    # Here "nonexistent" is a value, and "unknown" is none.
    return _texts(frame), frame["y"].to_numpy() == "yes", True, "uci_bank"


def uci_bank_random(folder: Path) -> tuple:
    """Read the same, to be split at random."""
    leads, won, _, card = uci_bank(folder)
    return leads, won, False, card


def olist(folder: Path) -> tuple:
    """Read leads by first contact; all else in the deals is known for winners only."""
    names = ["mql_id", "first", "landing_page", "origin"]
    path = folder / "olist_funnel" / "olist_marketing_qualified_leads_NOHEADER.csv"
    frame = pl.read_csv(path, has_header=False, new_columns=names, try_parse_dates=True)
    deals = pl.read_csv(folder / "olist_funnel" / "olist_closed_deals_dataset.csv")
    frame = frame.sort("first", "mql_id").with_columns(
        weekday=pl.col("first").dt.weekday() - 1, day=pl.col("first").dt.day()
    )
    won = frame["mql_id"].is_in(deals["mql_id"].to_list()).to_numpy()
    # "unknown" is an origin that somebody recorded; an empty one is not.
    return frame, won, True, "olist"


def maven(folder: Path) -> tuple:
    """Read closed opportunities by engage date; agents, values and close dates are left out."""
    place = folder / "maven_crm"
    deals = pl.read_csv(place / "sales_pipeline.csv").filter(
        pl.col("deal_stage").is_in(["Won", "Lost"])
    )
    deals = deals.with_columns(product=pl.col("product").replace("GTXPro", "GTX Pro"))
    accounts = pl.read_csv(place / "accounts.csv").with_columns(
        sector=pl.col("sector").replace("technolgy", "technology"),
        subsidiary=pl.when(pl.col("subsidiary_of").is_null())
        .then(pl.lit("no"))
        .otherwise(pl.lit("yes")),
    )
    teams = pl.read_csv(place / "sales_teams.csv").select("sales_agent", "regional_office")
    frame = deals.join(accounts, on="account", how="left", maintain_order="left")
    frame = frame.join(teams, on="sales_agent", how="left", maintain_order="left")
    frame = frame.sort("engage_date", "opportunity_id")
    return frame, frame["deal_stage"].to_numpy() == "Won", True, "maven"


def deal_win_loss(folder: Path) -> tuple:
    """Dates are codes, so the split is at random; ids, owners, stages and dates are left out."""
    path = folder / "deal_win_loss_salesforce" / "preprocessed_opportunities.csv"
    frame = pl.read_csv(path, infer_schema_length=None)
    return frame, frame["IsWon"].to_numpy() == 1, False, "deal_win_loss"


def synthetic(_: Path) -> tuple:
    """Facts of the shipped card; the truth is that card, distorted, plus noise."""
    rng = np.random.default_rng(7)
    card = hrm_card()
    rows = 20_000
    columns, log_odds = {}, np.full(rows, 0.0)
    for one in card.attributes:
        values = [b.test.values[0] for b in one.bins]
        drawn = rng.choice(len(values) + 1, rows, p=rng.dirichlet(np.full(len(values) + 1, 5.0)))
        points = np.array([*(b.points for b in one.bins), one.unknown]) * np.log(2) / 20
        truth = 0.8 * points + rng.normal(0.0, 0.25, len(points))
        log_odds += truth[drawn]
        columns[one.column] = pl.Series(drawn).replace_strict(
            dict(enumerate([*values, None])), return_dtype=pl.String
        )
    log_odds += rng.normal(0.0, 0.5, rows)
    chance = 1.0 / (1.0 + np.exp(-(log_odds - np.quantile(log_odds, 0.5) - 2.1)))
    return pl.DataFrame(columns), rng.random(rows) < chance, False, card


SETS: dict[str, Callable[[Path], tuple]] = {
    "x_education": x_education,
    "uci_bank_time": uci_bank,
    "uci_bank_random": uci_bank_random,
    "olist": olist,
    "maven": maven,
    "deal_win_loss": deal_win_loss,
    "synthetic": synthetic,
}
