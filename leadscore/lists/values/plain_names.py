"""Company names of the usual shape, a whole column at a time: place, brand, industry, legal form.

The parser of ``names.py`` reads one name after another and knows every shape. Most names of a long
list have one shape: Chinese characters, letters and digits, a place in front or none, one place in
brackets or none, no branch. These are read here by expressions, with the same result; every name
that might be read otherwise is left to the parser.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import polars as pl

from leadscore.distinct import MISSING_TEXT
from leadscore.lists.tables.side_by_side import in_threads
from leadscore.lists.values.name_words import BRANCH_ENDS, NATION, name_pattern, name_words
from leadscore.lists.values.names import PLACE_LENGTHS, place_of
from leadscore.lists.values.regions import Region, find_region, place_names, split_region
from leadscore.standards.characters import traditional

_TOGETHER = 50_000
_SHAPE = r"^[\u4e00-\u9fffA-Za-z0-9]+(?:\([\u4e00-\u9fff]+\)[\u4e00-\u9fffA-Za-z0-9]+)?$"

# What may be no name, or hold more than one.
_NO_NAME = "^(?:[合总小共]计|总数|累计|共|同[上前左]|匿名|保密|公司|企业)"
_MORE = "(?:招[聘募](?:信息)?|查看地图|总部)$"


class _Rules(NamedTuple):
    """Patterns of the usual shape, and the places with what they mean."""

    front: str
    inner: str
    form: str
    only_form: str
    parent: str
    branch: str
    industry: str
    traditional: str
    fronts: pl.DataFrame
    inners: pl.DataFrame
    behind: list[str]
    no_place: str


@cache
def _rules() -> _Rules:
    words = name_words()
    named, bare = place_names()

    def either(parts: tuple[str, ...] | list[str]) -> str:
        return "|".join(sorted(parts, key=lambda part: (-len(part), part)))

    dropped = either(words.dropped)
    inners = [
        (name, region.place, *_told(region))
        for name in named
        if (region := find_region(name)) is not None
        and split_region(name)[1] == ""
        and not name_pattern("noise").search(name)
        and place_of(region.place) is not None
    ]
    fronts = [
        (name, region.place, *_told(region), "|".join(part for part in region if part))
        for name, region in bare.items()
        if place_of(region.place) is not None
    ]
    shape = ["text", "place", "region", "city"]
    return _Rules(
        front=f"^({either(list(bare))})",
        inner=f"^(?:{either(list(named))})",
        form=f"^(.+?)(?:{dropped})$",
        only_form=f"^(?:{dropped})$",
        parent=either(words.parents),
        branch=f"(?:{either([*words.branches, *BRANCH_ENDS, '分公司', '支公司'])})$",
        industry=f"^(?:{either([*words.industries, *words.forms])})+$",
        traditional=f"[{''.join(map(chr, traditional()))}]",
        fronts=pl.DataFrame(fronts, schema=[*shape, "parts"], orient="row"),
        inners=pl.DataFrame(inners, schema=shape, orient="row"),
        behind=[name for name, region in named.items() if region.county is None],
        # Without its conditions on neighbours a pattern finds more, never less.
        no_place=re.sub(r"\(\?![^()]*\)", "", name_pattern("no_place").pattern),
    )


def _told(region: Region) -> tuple[str | None, str | None]:
    place = place_of(region.place)
    return (None, None) if place is None else (place.province, place.city)


def read_plain_names(names: pl.Series) -> pl.DataFrame:
    """Read the names of the usual shape in a column.

    Parameters
    ----------
    names : polars.Series
        Names as found; a long column should hold each once.

    Returns
    -------
    polars.DataFrame
        One row per name: ``plain`` (false: the name has another shape, and the other columns say
        nothing), ``key`` (as ``name_key`` gives it), ``region`` and ``city`` (that the name tells).

    Examples
    --------
    >>> read_plain_names(pl.Series(["百度科技（北京）有限公司", "上海某某厂一分厂"])).rows()
    [(True, '百度科技(北京)', '北京', '北京'), (False, None, None, None)]
    """
    starts = range(0, len(names), _TOGETHER)
    parts = list(in_threads(_read, (names.slice(start, _TOGETHER) for start in starts)))
    return pl.concat(parts) if len(parts) > 1 else _read(names) if not parts else parts[0]


def _read(names: pl.Series) -> pl.DataFrame:
    rules = _rules()
    text = pl.col("text")
    frame = pl.DataFrame({"text": names.cast(pl.String)}).with_row_index("at")
    frame = frame.with_columns(text.str.replace("（", "(").str.replace("）", ")"))
    shaped = (
        text.str.contains(_SHAPE)
        & text.str.contains(r"[\u4e00-\u9fff]$")
        & (text.str.len_chars() <= 200)
        & ~text.str.contains(rules.traditional)
        & ~text.is_in(sorted(MISSING_TEXT))
        & ~text.str.contains(f"{_NO_NAME}|{_MORE}")
    )
    found = _located(_opened(frame.filter(shaped), rules), rules)
    place = pl.col("place")
    twice = pl.col("inner_place").is_in(pl.col("parts").str.split("|")) | (
        pl.col("inner_place") == place
    )
    region = (
        pl.when(place.is_null() | pl.col("inner_place").is_null() | twice)
        .then(pl.coalesce("place", "inner_place"))
        .otherwise(pl.concat_str("place", pl.lit(","), "inner_place"))
    )
    behind = pl.when(region.is_not_null()).then(pl.concat_str(pl.lit("("), region, pl.lit(")")))
    read = found.select(
        "at",
        pl.lit(value=True).alias("plain"),
        pl.concat_str("rest", "group", behind.fill_null("")).alias("key"),
        *(
            pl.when(place.is_null()).then(f"inner_{one}").otherwise(one).alias(one)
            for one in ("region", "city")
        ),
    )
    if read.height < frame.height:
        read = frame.select("at").join(read, on="at", how="left", maintain_order="left")
    return read.drop("at").with_columns(pl.col("plain").fill_null(value=False))


def _opened(frame: pl.DataFrame, rules: _Rules) -> pl.DataFrame:
    """Take brackets, legal form and the word for group off: ``whole``, ``stem``, ``group``."""
    inner = pl.col("text").str.extract(r"\((.+)\)")
    frame = frame.with_columns(
        inner.alias("inner"),
        pl.col("text").str.replace(r"\(.+\)", "").str.to_lowercase().alias("whole"),
    )
    frame = _with_meaning(frame, "inner", rules.inners, "inner_")
    whole, form = pl.col("whole"), pl.col("whole").str.extract(rules.form)
    frame = frame.filter(
        (pl.col("inner").is_null() | pl.col("inner_place").is_not_null())
        & ~whole.str.contains(rules.only_form)
        & ~(whole.str.contains(rules.branch) & whole.str.contains(rules.parent))
        & ~whole.str.contains("[分支]公司$")
    ).with_columns(pl.coalesce(form, whole).alias("stem"))
    stem = pl.col("stem")
    in_form = whole.str.slice(stem.str.len_chars()).str.contains("集团", literal=True)
    ends = stem.str.ends_with("集团")
    return frame.filter(~stem.str.contains(f"(?:{'|'.join(NATION)})$")).with_columns(
        pl.when(in_form | ends).then(pl.lit("集团")).otherwise(pl.lit("")).alias("group"),
        pl.when(stem != "集团").then(stem.str.strip_suffix("集团")).otherwise(stem).alias("stem"),
    )


def _located(frame: pl.DataFrame, rules: _Rules) -> pl.DataFrame:
    """Take the place off the front: ``rest``, and what the place means."""
    whole, stem = pl.col("whole"), pl.col("stem")
    frame = frame.with_columns(whole.str.extract(rules.front).alias("front"))
    frame = _with_meaning(frame, "front", rules.fronts, "")
    known, front = pl.col("place").is_not_null(), pl.col("front")
    after = stem.str.slice(front.str.len_chars())
    frame = frame.with_columns(
        pl.when(known & after.str.contains("^市[^场政民值井]|^州."))
        .then(after.str.slice(1))
        .when(known)
        .then(after)
        .otherwise(stem)
        .alias("rest"),
        after.str.contains("^(?:县|区|市$|市?[路街门里寺巷]|市?大道|市?胡同)").alias("another"),
    )
    rest = pl.col("rest")
    plain_front = (
        known
        & ~pl.col("another")
        & (front.str.len_chars() + 2 <= stem.str.len_chars())
        & (rest.str.len_chars() >= 2)
        & ~rest.str.contains(rules.inner)
        & ~rest.str.slice(0, 6).str.contains("[区县旗]")
        & ~rest.str.contains(rules.industry)
    )
    no_front = front.is_null() & ~whole.str.slice(0, 6).str.contains("[市县]")
    for length in PLACE_LENGTHS:
        # A place that may have lost its brackets.
        no_front = no_front & ~stem.str.tail(length).is_in(rules.behind)
    odd = whole.str.contains(f"^(?:{'|'.join((*NATION, rules.no_place))})")
    return frame.filter((plain_front | no_front) & ~odd)


def _with_meaning(
    frame: pl.DataFrame, column: str, meaning: pl.DataFrame, prefix: str
) -> pl.DataFrame:
    names = [name for name in meaning.columns if name != "text"]
    return frame.join(
        meaning.rename({name: f"{prefix}{name}" for name in names}).rename({"text": column}),
        on=column,
        how="left",
        maintain_order="left",
    )
