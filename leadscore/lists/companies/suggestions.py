"""Companies that may be one: pairs for a person to decide, each with its reason, nothing merged."""

from __future__ import annotations

import polars as pl
from rapidfuzz.distance import Levenshtein

from leadscore.lists.companies.joins import SHARED_PHONE, name_parts, phone_groups
from leadscore.lists.companies.namesakes import form_family, is_common
from leadscore.lists.vocabulary.words import say

SCHEMA = {
    "lead_id": pl.String(),
    "other_id": pl.String(),
    "name": pl.String(),
    "other_name": pl.String(),
    "reason": pl.String(),
    "similarity": pl.Float64(),
}
LEAST_SIMILAR = 0.75
"""Names whose cores are less alike than this are not suggested: one character of four."""
_REASONS = ("core", "form", "namesake", "phone", "spelling")
_BLOCK = 60
_MOST_PAIRS = 2_000_000


def suggest(leads: pl.DataFrame, lang: str = "en") -> pl.DataFrame:
    """List pairs of leads that may be one company.

    Only names that share some characters in place, a core, or a phone are compared; a group of
    more than 60 companies tells nothing and is left out, so the work grows with the list, not
    with its square.

    Parameters
    ----------
    leads : polars.DataFrame
        ``lead_id, name, name_key, uscc, phones``.
    lang : {"en", "zh"}
        Language of the reasons.

    Returns
    -------
    polars.DataFrame
        ``lead_id, other_id, name, other_name, reason, similarity`` (of the cores, 0 to 1), the
        most similar first, every pair once. Two different valid credit codes, and two different
        regions, are never suggested.

    Examples
    --------
    >>> leads = pl.DataFrame(
    ...     {"lead_id": ["a", "b"], "name": ["甲乙丙科技公司", "甲乙丁科技公司"],
    ...      "name_key": ["甲乙丙科技", "甲乙丁科技"], "uscc": [None, None], "phones": [None, None]}
    ... )
    >>> suggest(leads).select("name", "other_name", "similarity").rows()
    [('甲乙丙科技公司', '甲乙丁科技公司', 0.8)]
    """
    parts = leads.select("lead_id", "name", "name_key", "uscc", "phones").with_columns(name_parts())
    parts = parts.filter((pl.col("branch") == "") & (pl.col("stem").str.len_chars() >= 3))
    pairs = [
        _pairs(parts, pl.col("stem"), "core"),
        _phone_pairs(parts),
        *(_pairs(parts, block, "spelling") for block in _spellings()),
    ]
    every = pl.concat(pairs).unique(["lead_id", "other_id"], keep="first", maintain_order=True)
    every = _namesakes(every)
    cores = every.select("stem", "other_stem").rows()
    alike = [Levenshtein.normalized_similarity(one, other) for one, other in cores]
    words = {key: say("reason", key, lang) for key in _REASONS}
    return (
        every.with_columns(pl.Series("similarity", alike, dtype=pl.Float64))
        .filter((pl.col("similarity") >= LEAST_SIMILAR) | (pl.col("reason") == "phone"))
        .with_columns(pl.col("reason").replace_strict(words, return_dtype=pl.String))
        .sort("similarity", "lead_id", "other_id", descending=[True, False, False])
        .select(list(SCHEMA))
    )


def _namesakes(pairs: pl.DataFrame) -> pl.DataFrame:
    """Say of leads of one name why they are two; leave out names that many places have."""
    key = pl.col("name_key")
    alike = (key == pl.col("name_key_other")) & (pl.col("reason") == "core")
    pairs = pairs.filter(~(alike & is_common(pairs["name_key"])))
    forms = [
        len({form_family(one), form_family(other)} - {None}) > 1 if same else False
        for same, one, other in pairs.select(alike, "name", "other_name").iter_rows()
    ]
    reason = (
        pl.when(pl.Series(forms, dtype=pl.Boolean))
        .then(pl.lit("form"))
        .when(alike)
        .then(pl.lit("namesake"))
        .otherwise("reason")
    )
    return pairs.with_columns(reason.alias("reason"))


def _spellings() -> list[pl.Expr]:
    """Blocks in which two cores meet that differ in one of their first characters, or later."""
    stem = pl.col("stem")
    return [
        stem.str.slice(0, 2),
        stem.str.slice(1, 3),
        pl.concat_str(stem.str.slice(0, 1), stem.str.slice(2, 2)),
    ]


def _pairs(parts: pl.DataFrame, block: pl.Expr, reason: str) -> pl.DataFrame:
    """Pair the companies of each block, smallest blocks first, until enough is enough."""
    blocks = parts.with_columns(block.alias("block")).filter(pl.col("block").str.len_chars() >= 2)
    sizes = blocks.group_by("block").agg(pl.len().alias("size"))
    sizes = sizes.filter(pl.col("size").is_between(2, _BLOCK)).sort("size", "block")
    work = (pl.col("size") * (pl.col("size") - 1) // 2).cum_sum()
    chosen = sizes.filter(work <= _MOST_PAIRS).select("block")
    return _each_pair(blocks.join(chosen, on="block", how="semi"), "block", reason)


def _phone_pairs(parts: pl.DataFrame) -> pl.DataFrame:
    groups = phone_groups(
        parts.select("lead_id", "phones").rename({"lead_id": "id"}).cast({"phones": pl.String}),
        SHARED_PHONE,
    )
    shared = groups.join(parts, left_on="id", right_on="lead_id").rename({"id": "lead_id"})
    return _each_pair(shared, "phone", "phone")


def _each_pair(blocks: pl.DataFrame, block: str, reason: str) -> pl.DataFrame:
    code = pl.col("uscc").cast(pl.String)
    side = blocks.select("lead_id", "name", "name_key", "stem", "place", code, block)
    both = side.join(side, on=block, suffix="_other")
    close = (
        pl.col("stem").str.len_chars().cast(pl.Int64) - pl.col("stem_other").str.len_chars()
    ).abs()
    compatible = (pl.col("place") == pl.col("place_other")) | (pl.col("place") == "")
    compatible = compatible | (pl.col("place_other") == "")
    codes = (pl.col("uscc") != pl.col("uscc_other")).fill_null(value=False)
    near = close <= 2 if reason == "spelling" else pl.lit(value=True)
    return both.filter(
        (pl.col("lead_id") < pl.col("lead_id_other")) & compatible & ~codes & near
    ).select(
        "lead_id",
        "name",
        "name_key",
        "stem",
        pl.col("lead_id_other").alias("other_id"),
        pl.col("name_other").alias("other_name"),
        "name_key_other",
        pl.col("stem_other").alias("other_stem"),
        pl.lit(reason).alias("reason"),
    )
