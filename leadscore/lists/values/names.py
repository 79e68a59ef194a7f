"""Company names: the parts of one, and the key under which two spellings of a company meet."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from leadscore.lists.values.cell_text import clean_cell
from leadscore.lists.values.name_words import BRANCH_ENDS, NATION, name_pattern, name_words
from leadscore.lists.values.regions import Region, find_region, place_names, split_region
from leadscore.standards.characters import traditional

PLACE_LENGTHS = (4, 3, 2)
"""How many characters the short names of provinces and cities have."""


class NameParts(NamedTuple):
    """What a company name is made of; an absent part is an empty text.

    Attributes
    ----------
    region : str
        The place at the beginning or in brackets, in its short form; several with a comma.
    brand : str
        The part that the owner chose; absent in ``湖北塑胶跑道工程公司``.
    industry : str
        The words for what the company does, with the word for group where there is one.
    form : str
        The legal form as written, such as ``"有限公司"`` or ``"co ltd"``.
    branch : str
        What follows the parent's name, such as ``"常营分公司"``.
    """

    region: str
    brand: str
    industry: str
    form: str
    branch: str


_HAN = re.compile(r"[\u3400-\u9fff]")
_BRACKETED = re.compile(r"[(\[{<《「]([^()\[\]{}<>《》「」]*)[)\]}>》」]")
_HEADLINE = re.compile(r"【[^】]*】")
_PUNCTUATION = re.compile(r"[\s·•.,，。、;；:：'\"’‘“”`!！?？*_~/\\|()\[\]{}<>《》「」【】—–-]+")
_SENTENCE = re.compile(r"[。！？!?;；:：\n=]|岗位|职责|招聘|任职|经验|优先|负责")
# An English name or a stray number behind the legal form.
_TAIL = re.compile(r"(?<=公司)\s*[A-Za-z0-9][A-Za-z0-9\s.,&'()-]*$")
_TOWN = re.compile(r"^[\u4e00-\u9fff]{2,3}?(?:镇|乡|街道)(?=..)")
_OFFICES = ("事务所", "研究所", "诊所", "会所", "经营部", "门市部", "经销部", "批发部", "门诊部")


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Compile what may end a name: any form, a droppable form, a branch, an English form."""
    words = name_words()
    either = "|".join
    english = [form.replace(" ", r"\s?(?:and\s)?") for form in words.english]
    parent, branch = either(words.parents), either((*words.branches, *BRANCH_ENDS))
    return (
        re.compile(rf"(?:{either(words.forms)})$"),
        re.compile(rf"(?:{either(words.dropped)})$"),
        re.compile(rf"(.*?[^分支](?:{parent}))(?!$|股份|有限|集团|责任)(.{{0,30}}(?:{branch}))$"),
        re.compile(rf"(?<=[\w)])\s(?:{either(english)})$"),
    )


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Make the key under which two spellings of one company meet.

    The key keeps the brand and the industry word, drops the legal form, and puts the place, from
    the front or from brackets, behind: ``X科技(北京)有限公司`` and ``北京X科技有限公司`` meet,
    ``上海X科技有限公司`` does not meet them. The word for group stays, for a group is another
    company than its members. A branch keeps its own name behind ``#`` and never meets its parent.
    A name that is nothing but a place and an industry keeps the place in front. Full-width and
    traditional characters, blanks, punctuation and recruiters' notes in brackets make no
    difference.

    Parameters
    ----------
    name : str
        The name as found.

    Returns
    -------
    str
        The key; empty when the name is missing.

    Examples
    --------
    >>> name_key("百度科技（北京）有限公司"), name_key("【急聘】北京市百度科技有限责任公司")
    ('百度科技(北京)', '百度科技(北京)')
    >>> name_key("一指遥(北京)科技发展有限公司常营分公司")
    '一指遥科技发展(北京)#常营分公司'
    >>> name_key("The Example Trading Co., Ltd.")
    'example trading'
    """
    parts, stem = _analyse(name)
    if not stem:
        return ""
    region = f"({parts.region})" if parts.region else ""
    branch = f"#{parts.branch}" if parts.branch else ""
    return f"{stem}{region}{branch}"


def split_name(name: str) -> NameParts:
    """Take a company name apart.

    Parameters
    ----------
    name : str
        The name as found.

    Returns
    -------
    NameParts
        Region, brand, industry, legal form and branch.

    Examples
    --------
    >>> split_name("柳州国联运输集团有限公司")
    NameParts(region='柳州', brand='国联', industry='运输集团', form='集团有限公司', branch='')
    """
    return _analyse(name)[0]


def region_of(name: str) -> Region | None:
    """Return the place that a company name tells: the branch's place where it is a branch.

    Parameters
    ----------
    name : str
        The name as found.

    Returns
    -------
    Region or None
        None when the name begins with no place and has none in brackets.

    Examples
    --------
    >>> region_of("百度科技（北京）有限公司")
    Region(province='北京', city='北京', county=None)
    """
    parts = split_name(name)
    if parts.branch:
        branch = split_region(parts.branch)[0]
        if branch is not None and branch.province is not None:
            return branch
    plain = _prepared(name)
    bare = _BRACKETED.sub("", plain)
    front, rest = split_region(bare) if plain else (None, "")
    if front is not None and front.province and not _is_word(bare, bare, rest):
        return front
    for inner in _BRACKETED.findall(plain):
        place = find_region(inner)
        if place is not None:
            return place
    return place_of(parts.region)


@cache
def place_of(short: str) -> Region | None:
    """Look up the place that the region of a name's parts stands for.

    Parameters
    ----------
    short : str
        As in ``NameParts.region``; of several the first counts.

    Returns
    -------
    Region or None
        None when it is no place of a known province.

    Examples
    --------
    >>> place_of("胶州,青岛")
    Region(province='山东', city='青岛', county='胶州')
    """
    return find_region(short.split(",", maxsplit=1)[0])


def is_company_name(text: str | None) -> bool:
    """Tell whether a text looks like the full name of a company or another organisation.

    Parameters
    ----------
    text : str or None
        One cell.

    Returns
    -------
    bool
        True when it ends in a legal form or an organisation's word and is no sentence. Short
        names and brands are not recognised.

    Examples
    --------
    >>> is_company_name("上海领象信息科技有限公司"), is_company_name("Example Inc.")
    (True, True)
    >>> is_company_name("数据分析师"), is_company_name("有限公司")
    (False, False)
    """
    if text is None or len(text) > 120:
        return False
    plain = _prepared(text)
    if not plain or _SENTENCE.search(plain) or "|" in plain:
        return False
    if not _HAN.search(plain):
        english = _forms()[3]
        return bool(english.search(_english(plain)))
    plain = re.sub(r"\([^()]*\)$", "", plain).rstrip(" .")
    if not 4 <= len(plain) <= 60:
        return False
    match = _forms()[0].search(plain)
    if match is None or match[0].endswith(("部", "处", "所", "厅")) or match[0] == "分店":
        # Departments are named like branches: only the parent's name tells them apart.
        return bool(_forms()[2].match(plain)) or (match is not None and match[0] in _OFFICES)
    return len(plain) - len(match[0]) >= 2


@lru_cache(maxsize=65_536)
def _analyse(name: str) -> tuple[NameParts, str]:
    plain = _prepared(name)
    if not plain:
        return NameParts("", "", "", "", ""), ""
    if not _HAN.search(plain):
        whole = _english(plain)
        short = _forms()[3].sub("", whole)
        return NameParts("", short, "", whole[len(short) :].strip(), ""), short
    plain, places, branch = _open_brackets(plain)
    whole, branch = _split_branch(_squeeze(plain), _squeeze(branch))
    form = _droppable_form(whole)
    stem = whole[: len(whole) - len(form)]
    if stem.endswith(NATION) and len(stem) > 4:
        stem, places = stem[:-2], [*places, Region(None, None, stem[-2:])]
    group = "集团" if "集团" in form or stem.endswith("集团") else ""
    stem = stem.removesuffix("集团") or stem
    front, rest = _front(stem, whole=whole)
    if front is None and not places and form:
        rest, places = _place_behind(rest)
    parts = _named_parts(rest, form)
    if front is not None and not parts.brand and not places:
        # Nothing but a place and an industry: the place is what tells this company from others.
        parts = parts._replace(region=front.place, industry=parts.industry + group)
        written = stem[: len(stem) - len(rest)].removesuffix("市")
        return parts._replace(branch=branch), f"{written}{rest}{group}"
    if front is not None:
        parts = parts._replace(brand=_TOWN.sub("", parts.brand))
    parts = parts._replace(region=_places(front, places), branch=branch)
    return parts._replace(industry=parts.industry + group), f"{rest}{group}"


def _squeeze(name: str) -> str:
    return _PUNCTUATION.sub("", name).casefold()


def _droppable_form(name: str) -> str:
    match = _forms()[1].search(name)
    return match[0] if match and len(match[0]) < len(name) else ""


def _named_parts(stem: str, form: str) -> NameParts:
    match = _forms()[0].search(stem)
    ending = match[0] if match else ""
    brand, industry = _split_industry(stem[: len(stem) - len(ending)])
    if form:
        return NameParts("", brand, industry + ending, form, "")
    return NameParts("", brand, industry, ending, "")


def _places(front: Region | None, bracketed: list[Region]) -> str:
    known = set(front) if front is not None else set()
    others = [p.place for p in bracketed if p.place not in known]
    return ",".join(dict.fromkeys([front.place, *others] if front is not None else others))


def _prepared(name: str) -> str:
    plain = clean_cell(name) or ""
    plain = _HEADLINE.sub(" ", plain).translate(traditional())
    noise = name_pattern("noise")
    plain = _BRACKETED.sub(lambda m: "" if noise.search(m[1]) else m[0], plain)
    plain = name_pattern("cut").sub("", _TAIL.sub("", plain.strip()))
    # A company's headquarters are the company; those of a place or a trade are a part of it.
    head = plain.removesuffix("总部").rstrip(" -")
    return plain if len(head) < 4 or name_pattern("seat").search(head) else head


def _open_brackets(name: str) -> tuple[str, list[Region], str]:
    """Return the name without its brackets, the places in them, and a branch in them."""
    places: list[Region] = []
    branch = ""

    def read(match: re.Match[str]) -> str:
        nonlocal branch
        inner = match[1].strip()
        place = find_region(inner)
        if place is not None and split_region(inner)[1] == "":
            places.append(place)
            return ""
        if name_pattern("nation").fullmatch(inner):
            local = inner.startswith(NATION) or inner in ("China", "PRC")
            places.append(Region(None, None, "中国" if local else inner))
            return ""
        if inner.endswith(("分公司", "支公司", "分店", "支行", "分行", "办事处")):
            branch = inner
            return ""
        if not inner or name_pattern("form").fullmatch(inner):
            return ""
        # Behind the whole name can stand another of its names, or of its group.
        behind = name[: match.start()].endswith("公司") and match.end() == len(name)
        return "" if behind and inner.endswith(("有限公司", "集团", "企业")) else inner

    return _BRACKETED.sub(read, name), places, branch


def _split_branch(name: str, branch: str) -> tuple[str, str]:
    if branch:
        return name, branch
    match = _forms()[2].match(name)
    if match:
        return match[1], match[2]
    for ending in ("分公司", "支公司"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)], ending
    return name, ""


def _front(stem: str, whole: str) -> tuple[Region | None, str]:
    """Take the place off the front of a name, but never the whole name, nor half a street's."""
    for nation in NATION:
        if stem.startswith(nation) and len(stem) > len(nation) + 1:
            return Region(None, None, nation), stem[len(nation) :]
    region, rest = split_region(stem)
    if region is None or len(rest) < 2 or not region.place or _is_word(whole, stem, rest):
        return None, stem
    return region, rest


def _is_word(whole: str, stem: str, rest: str) -> bool:
    """Tell whether what looks like a place in front of a name is a part of another word."""
    if name_pattern("no_place").match(stem):
        return True
    if stem[: len(stem) - len(rest)].endswith(("市", "县", "区", "省", "旗")):
        return False
    return not whole.endswith(("公司", "集团")) and bool(name_pattern("street").match(rest))


def _place_behind(stem: str) -> tuple[str, list[Region]]:
    """Take a place off the end that lost its brackets: it stands behind brand and industry."""
    for length in PLACE_LENGTHS:
        region = place_names()[0].get(stem[-length:])
        if region is not None and region.county is None and all(_split_industry(stem[:-length])):
            return stem[:-length], [region]
    return stem, []


def _split_industry(stem: str) -> tuple[str, str]:
    """Take the longest run of industry words off the end that leaves no lone character."""
    reachable, industries = {len(stem)}, name_words().industries
    for end in range(len(stem), 1, -1):
        if end in reachable:
            starts = range(max(0, end - 10), end - 1)
            reachable.update(start for start in starts if stem[start:end] in industries)
    start = min((place for place in reachable if place != 1), default=len(stem))
    return stem[:start], stem[start:]


def _english(name: str) -> str:
    words = name.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    words = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", words)
    words = re.sub(r"[^\w]+", " ", words).strip()
    return words.removeprefix("the ").strip() or words
