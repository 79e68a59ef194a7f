"""The industry: labels to codes of GB/T 4754-2017, codes to the segments a seller thinks in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import polars as pl

from leadscore.distinct import is_missing, map_distinct
from leadscore.errors import check_choice
from leadscore.standards.characters import traditional
from leadscore.standards.evidence import sentence
from leadscore.standards.industry_codes import (
    classes_under,
    code_name,
    industry_codes,
    read_code,
)
from leadscore.standards.vocabulary import check_language, read_rows, read_toml

COLUMNS = ("industry_codes", "industry_labels", "name")
SEGMENTS = ("high_tech", "fmcg", "manufacturing", "other")
CONFIDENCE = ("hi", "mid", "low")
_SPACED = re.compile(r"\s*([,/|、;()&-])\s*")
_PARTS = re.compile(r"[/、|;&,]| and ")
_SHOWN = 3

Codes = tuple[tuple[str, str], ...]


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(traditional())
    folded = folded.replace("丨", "|").replace("->", "|")
    return " ".join(_SPACED.sub(r"\1", folded).split())


@cache
def _labels() -> dict[str, Codes]:
    rows = read_rows("industry_labels.csv")
    table = {_fold(r["label"]): _paired(r["codes"], r["confidence"]) for r in rows}
    # A division before the section that has its name.
    for code in sorted(industry_codes().values(), key=lambda one: one.code.isalpha()):
        for name in (code.zh, code.en):
            if name:
                table.setdefault(_fold(name), ((code.code, "hi"),))
                table.setdefault(_fold(name).removesuffix("业"), ((code.code, "hi"),))
    return table


@cache
def _words(place: str) -> tuple[re.Pattern[str], dict[str, Codes]]:
    rows = [r for r in read_rows("industry_words.csv") if r["where"] in (place, "both")]
    words = sorted((r["word"] for r in rows), key=len, reverse=True)
    codes = {r["word"]: _paired(r["codes"], "low") for r in rows}
    return re.compile("|".join(map(re.escape, words))), codes


def _paired(codes: str, confidence: str) -> Codes:
    return tuple((code, confidence) for code in codes.split("|") if code)


def is_industry_label(text: str) -> bool:
    """Tell whether a text is a known industry label, a code, or made of known labels.

    Parameters
    ----------
    text : str
        One label, in Chinese or English.

    Returns
    -------
    bool
        True also for labels that say nothing, such as "多元化". Hints by single words do not
        count.

    Examples
    --------
    >>> is_industry_label("计算机软件"), is_industry_label("多元化"), is_industry_label("A轮")
    (True, True, False)
    """
    return _known(_fold(text)) is not None


@lru_cache(maxsize=65_536)
def codes_of(label: str) -> Codes:
    """Find the codes that an industry label may mean.

    Parameters
    ----------
    label : str
        One label as a board or a list writes it, the name of an industry of the standard, or a
        code such as ``"C3921"``.

    Returns
    -------
    tuple of (str, str)
        Codes of GB/T 4754-2017 without section letter, each with its confidence: ``hi`` the
        label names the industry, ``mid`` it names a kind of business that several share, ``low``
        only a word inside it is known. Empty when the label says nothing about the industry.

    Examples
    --------
    >>> codes_of("快速消费品(食品、饮料、化妆品)")[:2], codes_of("互联网/电子商务")
    ((('14', 'hi'), ('15', 'hi')), (('64', 'mid'), ('65', 'mid')))
    >>> codes_of("精密机械设备"), codes_of("不需要融资"), codes_of("C3921")
    ((('34', 'low'), ('35', 'low')), (), (('3921', 'hi'),))
    """
    if is_missing(label):
        return ()
    folded = _fold(label)
    known = _known(folded)
    return _hinted(folded, "label") if known is None else known


def _known(folded: str) -> Codes | None:
    table = _labels()
    if folded in table:
        return table[folded]
    code = read_code(folded)
    # A bare letter is another section in another scheme, and a grade or a stage in most lists.
    if code is not None and len(code) > 1:
        return ((code, "hi"),)
    parts = [
        part.strip()
        for step in folded.split("|")
        for part in ([step] if step in table else _PARTS.split(step))
    ]
    if len(parts) < 2 or not all(part in table for part in parts):
        return None
    return _merged([table[part] for part in parts])


def _hinted(folded: str, place: str) -> Codes:
    """Read the last known word: those before it only say for what ("食品机械" is machinery)."""
    pattern, codes = _words(place)
    found = pattern.findall(folded)
    return codes[found[-1]] if found else ()


def _merged(found: list[Codes]) -> Codes:
    best: dict[str, str] = {}
    for codes in found:
        for code, confidence in codes:
            known = best.get(code, confidence)
            best[code] = min(known, confidence, key=CONFIDENCE.index)
    return tuple(best.items())


@lru_cache(maxsize=65_536)
def codes_for_labels(labels: str) -> str | None:
    """Find the codes for all labels of a company.

    Parameters
    ----------
    labels : str
        Labels with ``|`` between them.

    Returns
    -------
    str or None
        Codes with ``|`` between them, in the order of the labels. Only those of the highest
        confidence count: boards let every company add "互联网/电子商务" to what it is. None: no
        label says anything about the industry.

    Examples
    --------
    >>> codes_for_labels("计算机软件|机械/设备/重工"), codes_for_labels("多元化业务集团公司")
    ('65|34|35', None)
    >>> codes_for_labels("互联网/电子商务|机械/设备/重工")
    '34|35'
    """
    found = _merged([codes_of(label) for label in labels.split("|")])
    best = min((confidence for _, confidence in found), key=CONFIDENCE.index, default="")
    return "|".join(code for code, confidence in found if confidence == best) or None


def codes_of_name(name: str) -> str | None:
    """Find the industry that a company's own name tells.

    Parameters
    ----------
    name : str
        The company's name.

    Returns
    -------
    str or None
        Codes with ``|`` between them; only words that say what a company makes or does count
        ("制药", "机械"), never fashion words ("科技", "集团"). None too where the last word is
        one of trade ("机械贸易"): the name then does not say who makes what.

    Examples
    --------
    >>> codes_of_name("某某精密机械有限公司"), codes_of_name("某某科技有限公司")
    ('34|35', None)
    """
    return "|".join(code for code, _ in _hinted(_fold(name), "name")) or None


def segment_of(code: str, fmcg: str | None = None) -> str:
    """Find the segment of an industry code.

    Parameters
    ----------
    code : str
        A code of GB/T 4754-2017, of any level.
    fmcg : {"core", "wide"}, optional
        What counts as consumer goods; None takes the choice in ``industry_segments.toml``.

    Returns
    -------
    str
        high_tech, fmcg, manufacturing or other; several with ``|`` between them for a coarse code
        whose classes differ and for which the file makes no choice; other for an unknown code.

    Raises
    ------
    ArgumentError
        When ``fmcg`` is neither core nor wide.

    Examples
    --------
    >>> segment_of("3921"), segment_of("35"), segment_of("3581"), segment_of("1411")
    ('high_tech', 'manufacturing', 'high_tech', 'fmcg')
    >>> segment_of("52"), segment_of("2770", fmcg="wide")
    ('fmcg|other', 'fmcg')
    """
    table = read_toml("industry_segments.toml")
    reading = fmcg or table["fmcg_reading"]
    check_choice("fmcg", reading, ("core", "wide"))
    if code in table["coarse"]:
        return str(table["coarse"][code]["segment"])
    found = {_segment_of_class(one, reading) for one in classes_under(code)}
    return "|".join(s for s in SEGMENTS if s in found) or "other"


@cache
def _prefixes(reading: str) -> dict[str, str]:
    """Map code prefixes to segments; the longest that fits a class decides."""
    table = read_toml("industry_segments.toml")
    high, fmcg = table["high_tech"], table["fmcg"]
    found = dict.fromkeys([*high["manufacturing"], *high["services"]], "high_tech")
    found |= dict.fromkeys([*high["manufacturing_no"], *fmcg["core_no"]], "")
    wide = fmcg["wide"] if reading == "wide" else []
    return found | dict.fromkeys([*fmcg["core"], *wide], "fmcg")


@cache
def _segment_of_class(code: str, reading: str) -> str:
    prefixes = _prefixes(reading)
    fitting = [code[:n] for n in range(len(code), 0, -1) if code[:n] in prefixes]
    made = (
        industry_codes()[code].section
        in read_toml("industry_segments.toml")["manufacturing"]["codes"]
    )
    return (prefixes[fitting[0]] if fitting else "") or ("manufacturing" if made else "other")


def classify_industry(leads: pl.DataFrame, *, lang: str = "en") -> pl.DataFrame:
    """Find the segment of each lead.

    Parameters
    ----------
    leads : polars.DataFrame
        With ``industry_codes``, ``industry_labels`` and ``name`` (text or null).
    lang : {"en", "zh"}
        Language of the evidence.

    Returns
    -------
    polars.DataFrame
        ``industry`` and ``industry_why``, same height and order. Codes count before labels, labels
        before the company's name; several segments have ``|`` between them, because a list does
        not say which of a company's industries is the main one. Null: nothing known.

    Raises
    ------
    ArgumentError
        When the language is not known.

    Examples
    --------
    >>> leads = pl.DataFrame({"industry_codes": ["3921", None], "industry_labels": [None, "银行"],
    ...                       "name": [None, None]})
    >>> classify_industry(leads).rows()
    [('high_tech', 'code 3921: Communication equipment'), ('other', 'label "银行": 66 ...')]
    """
    check_language(lang)
    names = leads["name"]
    unlabelled = leads["industry_codes"].is_null() & leads["industry_labels"].is_null()
    # Names are all different, but the word that speaks in them is one of a few.
    words = names.cast(pl.String).str.extract_all(_words("name")[0].pattern).list.last()
    frame = leads.select("industry_codes", "industry_labels").with_columns(
        name=pl.select(pl.when(unlabelled).then(words)).to_series()
    )
    return map_distinct(
        frame,
        list(COLUMNS),
        lambda codes, labels, name: _industry(codes, labels, name, lang),
        {"industry": pl.String, "industry_why": pl.String},
    )


def _industry(
    codes: str | None, labels: str | None, name: str | None, lang: str
) -> tuple[str | None, str | None]:
    own = [code for part in (codes or "").split("|") if (code := read_code(part))]
    key, text = ("label", labels or "") if labels and _agree(own, labels) else ("code", "")
    if not own and labels:
        own = (codes_for_labels(labels) or "").split("|") if codes_for_labels(labels) else []
        key, text = "label", labels
    if not own and name and not labels:
        own = (codes_of_name(name) or "").split("|") if codes_of_name(name) else []
        key, text = "name", name
    if not own:
        return None, None
    found = {part for code in own for part in segment_of(code).split("|")}
    fact = "|".join(segment for segment in SEGMENTS if segment in found)
    shown = ", ".join(f"{code} {code_name(code, lang)}" for code in own[:_SHOWN])
    more = " ..." if len(own) > _SHOWN else ""
    if key == "code":
        shown = ", ".join(f"{code}: {code_name(code, lang)}" for code in own[:_SHOWN])
    labels_text = text.replace("|", "、" if lang == "zh" else ", ")
    return fact, sentence("industry", key, lang, text=labels_text, codes=shown + more)


def _agree(own: list[str], labels: str) -> bool:
    return bool(own) and "|".join(own) == codes_for_labels(labels)
