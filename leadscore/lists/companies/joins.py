"""Which rows are one company: equal codes, equal names, and two weaker signs that need proof.

Two rows are one company when they carry the same valid credit code, or when their names have the
same key and name the same region and nothing tells them apart (``namesakes``). Beyond that a phone
joins two names of one brand and trade, and a name without its legal form joins the one full name of
its own province. Nothing else joins: one character of a short brand makes another company, and one
phone can be an agent's.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from leadscore.distinct import first_rows, ranked
from leadscore.lists.companies.namesakes import form_family, told_apart
from leadscore.lists.tables.runs import disagreement, numbered, together
from leadscore.lists.values.names import split_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARED_PHONE = 5
"""A phone of more companies than this is an agent's or a building's, and joins none of them."""
_SERVICE = r"^(?:[48]00|1010|95)"
_OWN_ID = re.compile(r"c[0-9a-f]{12,}")
_LINKS = {"lead_id": pl.String(), "rule": pl.String(), "others": pl.String()}
_SPELLED = ("name", "name_key", "name_region", "uscc", "told_id")


class Joined(NamedTuple):
    """Rows and their companies.

    Attributes
    ----------
    ids : polars.Series
        The ``lead_id`` of every row, in order.
    links : polars.DataFrame
        ``lead_id, rule, others``: names that a weaker sign joined, and by which one.
    spellings : polars.DataFrame
        What the rows say of a company's name, each once, in order of first appearance: ``name``,
        ``name_key``, ``name_region``, ``uscc`` and ``told_id`` where the rows have them, ``aside``
        (what tells it from other companies of its name) where there is such, and the ``lead_id``.
    place : ndarray of int64, shape (rows,)
        The place of each row's spelling.
    """

    ids: pl.Series
    links: pl.DataFrame
    spellings: pl.DataFrame
    place: NDArray[np.int64]


def company_id(name_key: str, region: str | None) -> str:
    """Make the id of a company that has no credit code.

    Parameters
    ----------
    name_key : str
        Key of its name.
    region : str or None
        The region that its name says.

    Returns
    -------
    str
        ``c`` and 12 hexadecimal digits; the same in every import.

    Examples
    --------
    >>> company_id("甲乙", "上海")
    'c7b80d9465513'
    """
    return _hashed(f"{name_key}\0{region or ''}", 6)


def _hashed(text: str, size: int) -> str:
    return f"c{blake2b(text.encode(), digest_size=size).hexdigest()}"


def join_rows(rows: pl.DataFrame) -> Joined:
    """Find the company of every row.

    Parameters
    ----------
    rows : polars.DataFrame
        ``name``, ``name_key``, ``name_region``, and where they are known ``uscc``, ``phones``,
        ``region``, ``city_province``, ``told_id`` (an id that the row had already) and
        ``spelling`` (a number: rows of one number say the same name, with its key and region).

    Returns
    -------
    Joined
        The order of the rows makes no difference to the ids.

    Examples
    --------
    >>> names = ["甲乙科技有限公司", "甲乙科技发展有限公司"]
    >>> rows = pl.DataFrame({"name": names, "name_key": [name[:-4] for name in names]})
    >>> rows = rows.with_columns(name_region=pl.lit("上海"), phones=pl.lit("021-55550000"))
    >>> join_rows(rows).ids.n_unique(), join_rows(rows.drop("phones")).ids.n_unique()
    (1, 2)
    """
    spellings, place = told_apart(rows, *_spellings(rows))
    own = _own_ids(spellings)
    spelled = spellings.with_columns(own.alias("id"))
    edges = [*_told(spelled), *_short_names(rows, spelled, place), *_phones(rows, spelled, place)]
    links = pl.DataFrame(schema=_LINKS)
    if edges:
        heads, held = _components(edges)
        own = own.replace(list(heads), list(heads.values())) if heads else own
        links = _links(spelled, held, heads)
    own = own.alias("lead_id")
    return Joined(own[place], links, spellings.with_columns(own), place)


def _spellings(rows: pl.DataFrame) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """List what the rows say of a company's name, each once, and find it for every row."""
    keys = rows.select([name for name in _SPELLED if name in rows.columns])
    if "spelling" in rows.columns:
        number = rows["spelling"].to_numpy()
        first, rank = ranked(number, int(number.max(initial=0)) + 1)
        place, others = rank.astype(np.int64), keys.drop("name", "name_key", "name_region")
    else:
        (first, place), others = numbered(keys["name"]), keys.drop("name")
    head = first[place]
    for column in others:
        # A name nearly always says the same; a list that a person kept can say otherwise.
        if not column[head].eq_missing(column).all():
            parts = [numbered(one).place for one in keys]
            numbers, _ = together([(part, int(part.max()) + 1) for part in parts])
            first, place = numbered(pl.Series(numbers))
            break
    return keys[first], place


def _own_ids(spellings: pl.DataFrame) -> pl.Series:
    """Give each spelling its code, the only code of its name, or the hash of its name."""
    parts = [pl.col("name_key"), pl.col("name_region").fill_null("")]
    texts = spellings.select(key=pl.concat_str(parts, separator="\0"))["key"]
    if "aside" in spellings.columns:
        aside = ("\0" + spellings["aside"]).fill_null("")
        texts = texts + aside
    first, place = numbered(texts)
    distinct = texts[first].to_list()
    hashed = pl.Series("lead_id", [_hashed(text, 6) for text in distinct], pl.String)
    if hashed.n_unique() < len(hashed):
        # Ids that two names share are longer: 1 of 400 imports of a million companies has one.
        clashing = hashed.is_duplicated()
        longer = [_hashed(text, 12) for text in texts[first].filter(clashing)]
        hashed = hashed.scatter(clashing.arg_true(), longer)
    hashed = hashed[place]
    if "uscc" not in spellings.columns or spellings["uscc"].null_count() == spellings.height:
        return hashed
    keys = pl.DataFrame({"key": place, "code": spellings["uscc"], "hashed": hashed})
    codes = (
        keys.drop_nulls("code")
        .group_by("key")
        .agg(pl.col("code").n_unique().alias("codes"), pl.col("code").first().alias("only"))
        .filter(pl.col("codes") == 1)
    )
    return keys.join(codes, on="key", how="left", maintain_order="left").select(
        lead_id=pl.coalesce("code", "only", "hashed")
    )["lead_id"]


def name_parts() -> list[pl.Expr]:
    """Part a name key: ``stem``, ``place`` (empty: none) and ``branch`` (empty: none).

    Examples
    --------
    >>> keys = pl.DataFrame({"name_key": ["甲乙科技(北京)#分公司"]})
    >>> keys.select(name_parts()).row(0)
    ('甲乙科技', '北京', '分公司')
    """
    key = pl.col("name_key")
    return [
        key.str.extract(r"^([^(#]*)").alias("stem"),
        key.str.extract(r"\(([^)]*)\)").fill_null("").alias("place"),
        key.str.extract(r"#(.*)$").fill_null("").alias("branch"),
    ]


Edge = tuple[str, str, str]


def _told(spelled: pl.DataFrame) -> list[Edge]:
    if "told_id" not in spelled.columns:
        return []
    told = spelled.filter(pl.col("told_id") != pl.col("id")).select("told_id", "id").unique()
    return [(one, other, "lead_id") for one, other in told.sort(pl.all()).iter_rows()]


def _short_names(rows: pl.DataFrame, spelled: pl.DataFrame, place: NDArray[np.int64]) -> list[Edge]:
    """Join a name without legal form and region to the one full name of its own province."""
    places = [name for name in ("region", "city_province") if name in rows.columns]
    bare = ~pl.col("name_key").str.contains("[(#]")
    form = pl.col("name").str.contains("公司|集团|合伙|厂|店|所|院|校|社|局|部|会|中心|行|馆|处")
    short = spelled.filter(bare & ~form & (pl.col("name_key").str.len_chars() >= 4))
    if not places or not short.height:
        return []
    wanted = spelled["id"].is_in(short["id"].unique().to_list())
    short = (
        rows.select(spelled["id"][place], stem="name_key", province=pl.coalesce(places))
        .filter(wanted[place])
        .unique()
    )
    full = (
        spelled.filter(pl.col("name_key").str.contains("(", literal=True))
        .sort("name")
        .unique("id", keep="first")
        .select("id", *name_parts(), province="name_region")
        .filter(pl.col("branch") == "")
        .group_by("stem", "province")
        .agg(pl.col("id").first(), pl.len().alias("count"))
        .filter(pl.col("count") == 1)
    )
    only = short.filter(pl.len().over("id") == 1)
    found = only.join(full, on=["stem", "province"]).sort("id", "id_right")
    return [(one, other, "short") for one, other in found.select("id", "id_right").iter_rows()]


def phone_groups(rows: pl.DataFrame, most: int = SHARED_PHONE) -> pl.DataFrame:
    """List the phones that several companies have: ``phone, id``, sorted.

    Parameters
    ----------
    rows : polars.DataFrame
        ``id`` and ``phones``.
    most : int
        A phone of more companies than this is left out.

    Returns
    -------
    polars.DataFrame
        Masked numbers and service lines are no sign of one company and are left out.

    Examples
    --------
    >>> rows = pl.DataFrame({"id": ["a", "b", "b"], "phones": ["1|2", "2", "138****1"]})
    >>> phone_groups(rows).rows()
    [('2', 'a'), ('2', 'b')]
    """
    phones = rows.filter(pl.col("phones").is_not_null()).select("id", "phones")
    each = phones.select("id", phone=pl.col("phones").str.split("|")).explode("phone")
    usable = ~pl.col("phone").str.contains("*", literal=True)
    each = each.filter(usable & ~pl.col("phone").str.contains(_SERVICE)).unique()
    shared = pl.len().over("phone").is_between(2, most)
    return each.filter(shared).select("phone", "id").sort("phone", "id")


def _phones(rows: pl.DataFrame, spelled: pl.DataFrame, place: NDArray[np.int64]) -> list[Edge]:
    if "phones" not in rows.columns or not rows.height:
        return []
    every = first_rows(place, spelled.height)
    first, unlike = disagreement(rows.select("phones"), place, every)
    at = np.append(first[first >= 0], unlike)
    told = {"id": spelled["id"][place[at]], "phones": rows["phones"][at]}
    groups = phone_groups(pl.DataFrame(told))
    if not groups.height:
        return []
    names = (
        spelled.join(groups, on="id", how="semi")
        .group_by("id")
        .agg(pl.col("name", "name_key").min(), pl.col("name_region").drop_nulls().min())
    )
    parts = names.with_columns(name_parts()).filter(pl.col("branch") == "")
    pairs = groups.join(parts, on="id").sort("phone", "id")
    pairs = pairs.join(pairs, on="phone", suffix="_other").filter(
        (pl.col("id") < pl.col("id_other"))
        & (pl.col("stem").str.slice(0, 2) == pl.col("stem_other").str.slice(0, 2))
        & (
            (pl.col("place") == pl.col("place_other"))
            | (pl.col("place") == "")
            | (pl.col("place_other") == "")
        )
    )
    wanted = pairs.select("id", "id_other", "name", "name_other").unique().sort(pl.all())
    found = [
        (one, other, "phone")
        for one, other, name, name_other in wanted.iter_rows()
        if _one_brand(name, name_other)
    ]
    return _agreeing(rows, spelled["id"][place], found)


def _one_brand(name: str, other: str) -> bool:
    """Tell whether two names have one brand, and words for the trade that do not contradict."""
    one, two = split_name(name), split_name(other)
    if one.branch or two.branch or ("集团" in one.industry) != ("集团" in two.industry):
        return False
    if one.industry not in two.industry and two.industry not in one.industry:
        return False
    if len({form_family(name), form_family(other)} - {None}) > 1:
        return False
    return len(one.brand) >= 2 and one.brand == two.brand and bool(one.form and two.form)


def _agreeing(rows: pl.DataFrame, ids: pl.Series, edges: list[Edge]) -> list[Edge]:
    """Leave out pairs that differ in the year or the capital that they were registered with."""
    facts = [name for name in ("founded", "capital_cny") if name in rows.columns]
    if not facts or not edges:
        return edges
    some = ids.is_in([one for edge in edges for one in edge[:2]])
    told = rows.select(facts).filter(some).with_columns(ids.filter(some).alias("id"))
    known = {
        one: [set(values) for values in several]
        for one, *several in told.group_by("id").agg(pl.all().drop_nulls().unique()).iter_rows()
    }
    return [
        (one, other, rule)
        for one, other, rule in edges
        if not any(a and b and not a & b for a, b in zip(known[one], known[other], strict=True))
    ]


def _components(edges: list[Edge]) -> tuple[dict[str, str], list[Edge]]:
    """Give every joined id the id of its company, and the edges that hold.

    A sign that would join two valid codes is wrong, and so may its neighbours be: all weak signs
    of such a group are dropped, which does not depend on their order.
    """
    heads = _union(edges)
    codes: dict[str, set[str]] = {}
    for one, head in heads.items():
        if len(one) == 18:
            codes.setdefault(head, set()).add(one)
    wrong = {head for head, found in codes.items() if len(found) > 1}
    if wrong:
        edges = [edge for edge in edges if edge[2] == "lead_id" or heads[edge[0]] not in wrong]
        heads = _union(edges)
    groups: dict[str, list[str]] = {}
    for one, head in heads.items():
        groups.setdefault(head, []).append(one)
    told = {one for one, _, rule in edges if rule == "lead_id"}
    chosen = {head: _chosen(group, told) for head, group in groups.items()}
    return {one: chosen[head] for one, head in heads.items()}, edges


def _union(edges: list[Edge]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def find(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other, _ in edges:
        parent[find(one)] = find(other)
    return {one: find(one) for one in list(parent)}


def _chosen(group: list[str], told: set[str]) -> str:
    """Choose the id of a company: the user's own, then a code, then the least of the hashes."""
    foreign = [one for one in group if one in told and not _OWN_ID.fullmatch(one)]
    return min(foreign or [one for one in group if len(one) == 18] or group)


def _links(rows: pl.DataFrame, edges: list[Edge], heads: dict[str, str]) -> pl.DataFrame:
    weak = [edge for edge in edges if edge[2] != "lead_id"]
    ends = [(heads[one], rule, end) for one, other, rule in weak for end in (one, other)]
    schema = {"lead_id": pl.String, "rule": pl.String, "id": pl.String}
    table = pl.DataFrame(ends, schema=schema, orient="row").unique(maintain_order=True)
    names = rows.group_by("id").agg(pl.col("name").min())
    return (
        table.join(names, on="id")
        .sort("lead_id", "rule", "name")
        .group_by("lead_id", "rule", maintain_order=True)
        .agg(pl.col("name").str.replace_all("|", "/", literal=True).str.join("|").alias("others"))
    )
