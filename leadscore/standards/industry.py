"""The industry: labels and names to codes of GB/T 4754-2017."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import polars as pl

from leadscore.distinct import is_missing, map_distinct
from leadscore.standards.characters import traditional
from leadscore.standards.evidence import sentence
from leadscore.standards.industry_codes import (
    code_name,
    industry_codes,
    read_code,
)
from leadscore.standards.segments import SEGMENTS, segment_of
from leadscore.standards.vocabulary import check_language, read_rows

COLUMNS = ("industry_codes", "industry_labels", "name")
CONFIDENCE = ("hi", "mid", "low")
_SPACED = re.compile(r"\s*([,/|、;()&-])\s*")
# Boards join labels with these; which of the first two joins and which belongs to a label differs.
_CUTS = (("|", "、", ";", ",", "/", "&", " and "), ("、", "|", ";", ",", "/", "&", " and "))
_BRACKETS = re.compile(r"\([^()]*\)?")
# What a label may end in without saying more: 行业 and the number of its level in a scheme.
_ENDING = re.compile(r"(?<=[\u4e00-\u9fff])(?:ii+|(?:相关)?(?:行业|产业|业))$")
_HEADING = re.compile(r"(?:所属|公司|主营)?(?:行业|领域)(?:领域|类别|/融资)?:")
_CODED = re.compile(r"(?=[a-t\d])([a-t]?)(\d{2,4})?[ .:、-]*(?=[\u4e00-\u9fff])")
_SHOWN = 3

Codes = tuple[tuple[str, str], ...]


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(traditional())
    folded = folded.replace("\\/", "/").replace("丨", "|").replace("->", "|")
    plain = " ".join(_SPACED.sub(r"\1", folded).split())
    # Scrapers leave the page's own heading before the label.
    heading = _HEADING.match(plain)
    return plain[heading.end() :].strip() if heading else plain


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
def _words(place: str) -> tuple[re.Pattern[str], dict[str, tuple[Codes, str]]]:
    places = (place, "both", "serves", "makes") if place == "label" else (place, "both")
    rows = [r for r in read_rows("industry_words.csv") if r["where"] in places]
    words = sorted((r["word"] for r in rows), key=len, reverse=True)
    codes = {r["word"]: (_paired(r["codes"], "low"), r["where"]) for r in rows}
    # A Latin word counts where a word begins: "media" is not in "intermediate".
    starts = (rf"\b{re.escape(word)}" if word.isascii() else word for word in words)
    return re.compile("|".join(starts)), codes


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
    return _guessed(folded) if known is None else known


def _known(folded: str) -> Codes | None:
    whole = _entry(folded)
    if whole is not None:
        return whole
    for cuts in _CUTS:
        parts = [_entry(part) for part in _parts(folded, cuts)]
        known = [part for part in parts if part is not None]
        if 1 < len(parts) == len(known):
            return _merged(known)
    return None


def _entry(folded: str) -> Codes | None:
    """Look up one label: as it stands, without its ending, or as a code with or without a name."""
    table = _labels()
    for text in (folded, _ENDING.sub("", folded)):
        if text in table:
            return table[text]
    code = read_code(folded)
    # A bare letter is another section in another scheme, and a grade or a stage in most lists.
    if code is not None and len(code) > 1:
        return ((code, "hi"),)
    return _coded(folded)


def _coded(folded: str) -> Codes | None:
    """Read a code or a section with the name behind it, such as "C39 计算机制造业"."""
    start = _CODED.match(folded)
    if start is None:
        return None
    letter, digits = start[1], start[2] or ""
    named = _labels().get(folded[start.end() :])
    code = read_code(letter + digits)
    if code is None or (named is None and not (letter and digits)):
        return None
    if not digits:
        return named if not named or _sections(named) == {code} else None
    # The numbers of other editions mean something else: there the name decides.
    agrees = not named or any(code.startswith(c) or c.startswith(code) for c, _ in named)
    return ((code, "hi"),) if agrees else named


def _sections(codes: Codes | None) -> set[str]:
    return {industry_codes()[code].section for code, _ in codes or ()}


def _parts(folded: str, cuts: tuple[str, ...]) -> list[str]:
    """Cut a joined label into labels; what is a label as it stands is not cut."""
    parts = [folded]
    for cut in cuts:
        parts = [
            piece.strip()
            for part in parts
            for piece in ([part] if part in _labels() else part.split(cut))
        ]
    return [part for part in parts if part]


def _guessed(folded: str) -> Codes:
    """Read a label that is not known by the parts of it that are."""
    outside = _BRACKETS.sub("", folded).strip()
    known = _known(outside) if outside != folded else None
    if known is not None:
        return known
    parts = _parts(outside or folded.strip("()"), _CUTS[-1])
    if len(parts) < 2:
        return _hinted(folded, "label")
    found = [(part, _entry(part)) for part in parts]
    every = [_hinted(part, "label") if own is None else own for part, own in found]
    # With a part that is not known, all that is read is a guess.
    guessed = tuple((code, "low") for code, _ in _merged(every))
    return guessed or _hinted(folded, "label")


def _hinted(folded: str, place: str) -> Codes:
    """Read the last known word: those before it only say for what ("食品机械" is machinery)."""
    pattern, codes = _words(place)
    kept: Codes = ()
    for word in pattern.findall(folded):
        own, where = codes[word]
        # Who serves makers makes nothing; a maker of something known needs no other word for it.
        made = tuple(one for one in kept if _sections((one,)) == {"C"})
        if where == "serves":
            kept = tuple(one for one in kept if one not in made)
        else:
            kept = (made or own) if where == "makes" else own
    return kept


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
        confidence count: boards let every company add "互联网/电子商务" to what it is. A section
        beside one of its divisions says nothing more and is left out. None: no label says
        anything about the industry.

    Examples
    --------
    >>> codes_for_labels("计算机软件|机械/设备/重工"), codes_for_labels("多元化业务集团公司")
    ('65|34|35', None)
    >>> codes_for_labels("互联网/电子商务|机械/设备/重工"), codes_for_labels("制造业|化工")
    ('34|35', '26')
    """
    found = _merged([codes_of(label) for label in labels.split("|")])
    best = min((confidence for _, confidence in found), key=CONFIDENCE.index, default="")
    codes = [code for code, confidence in found if confidence == best]
    finer = {industry_codes()[code].section for code in codes if code.isdigit()}
    return "|".join(code for code in codes if code not in finer) or None


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
