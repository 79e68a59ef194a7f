"""The overview of a call list in numbers: companies by grade, and how sure the best scores are."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from leadscore.frames import open_table
from leadscore.reports.words import say

SHOWN = 20
"""How many of the highest scores are drawn: a chart of more cannot be read."""
_LONGEST = 24


@dataclass(frozen=True)
class Overview:
    """What the charts of a call list are drawn from.

    Attributes
    ----------
    grades : polars.DataFrame
        ``grade``, ``companies``, ``share``: best first, the disqualified last.
    ranges : polars.DataFrame
        ``company``, ``score``, ``lowest``, ``highest``, ``fall``, ``rise``: the highest scores
        first, of companies that no gate disqualifies.
    """

    grades: pl.DataFrame
    ranges: pl.DataFrame


def sum_up(ranked: object, lang: str = "en") -> Overview | None:
    """Count companies by grade, and take the highest scores with their ranges.

    Parameters
    ----------
    ranked : table
        What ``rank`` or ``score`` returned, in any kind of table.
    lang : {"en", "zh"}
        Language of the word for disqualified companies.

    Returns
    -------
    Overview or None
        None where there are no scores to draw.

    Examples
    --------
    >>> ranked = {"name": ["甲", "乙"], "score": [60, 75], "low": [40, 75], "high": [80, 75]}
    >>> found = sum_up(pl.DataFrame({**ranked, "grade": ["B", "A"]}))
    >>> found.grades.rows()
    [('A', 1, 0.5), ('B', 1, 0.5)]
    >>> found.ranges["company", "score", "fall", "rise"].rows()
    [('乙', 75, 0, 0), ('甲', 60, 20, 20)]
    """
    door = open_table(ranked)
    if not {"grade", "score", "low", "high"} <= set(door.names) or not door.height:
        return None
    numbers = dict.fromkeys(("score", "low", "high"), "any")
    texts = {name: "text" for name in ("grade", "gate", "name", "lead_id") if name in door.names}
    frame = door.read({**numbers, **texts})  # type: ignore[dict-item]
    missing = [n for n in ("gate", "name", "lead_id") if n not in frame.columns]
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    return Overview(_grades(frame, lang), _ranges(frame.filter(pl.col("gate").is_null())))


def _grades(frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    gone = say("chart", "disqualified", lang)
    out = pl.col("gate").is_not_null()
    counts = (
        frame.group_by(
            out.alias("gone"), pl.when(out).then(pl.lit(gone)).otherwise("grade").alias("grade")
        )
        .agg(pl.len().cast(pl.Int64).alias("companies"))
        .sort("gone", "grade", nulls_last=True)
    )
    share = (pl.col("companies") / frame.height).alias("share")
    return counts.select("grade", "companies", share)


def _ranges(frame: pl.DataFrame) -> pl.DataFrame:
    # A stable order, so that the same list gives the same picture.
    best = frame.sort("score", descending=True, maintain_order=True, nulls_last=True).head(SHOWN)
    name = pl.coalesce("name", "lead_id", pl.lit("")).str.replace_all(r"\s+", " ")
    short = pl.when(name.str.len_chars() <= _LONGEST).then(name)
    return best.select(
        short.otherwise(name.str.slice(0, _LONGEST - 1) + "…").alias("company"),
        "score",
        pl.col("low").alias("lowest"),
        pl.col("high").alias("highest"),
        (pl.col("score") - pl.col("low")).alias("fall"),
        (pl.col("high") - pl.col("score")).alias("rise"),
    )
