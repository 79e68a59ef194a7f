"""Job titles: is this an HR post, and what does it say about the company's HR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from leadscore.standards.characters import traditional
from leadscore.standards.vocabulary import check_language, read_toml

HR_TYPES = ("A", "B", "C")
"""Customer types by the HR department, the most complete first."""

_FILE = "hr_titles.toml"
_CUTS = re.compile(
    r"[/、,;+|丨·\n\t【】\[\]]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|--+|:(?=[\u4e00-\u9fff])"
)
_BRACKETS = re.compile(r"\([^()]*\)?")
# One cheap look decides most titles; the patterns in the data file need one of these words.
_MAYBE = re.compile(
    r"人事|人力|人资|招聘|招募|猎才|培训|教育训练|训练发展|内训|内部|薪酬|薪资|薪税|绩效|员工|劳动关系|劳资|文化|工会|组织"
    r"|人才|领导力|雇主|考勤|社保|干部|企业大学|hr|od|coe|ssc|cho|c ?& ?b|l ?& ?d|human|people"
    r"|talent|recruit|payroll|compensation|benefit|reward|train|learning|employee|labou?r"
    r"|personnel|organi|workforce|onboard|on-board|sourcer|inclusion|employer|首席"
)


@dataclass(frozen=True, slots=True)
class HrTitle:
    """A job title that was recognised as an HR post.

    Attributes
    ----------
    key : str
        The kind of post, such as ``"director"`` or ``"recruiting"``.
    level : str
        ``head``, ``manager``, ``specialist`` or ``junior``.
    types : str
        The customer types it is evidence of: ``A``, ``B``, ``C``, or several with ``|``.
    merged : bool
        True when the same post does administration too; the type is then ``C``.
    """

    key: str
    level: str
    types: str
    merged: bool

    def label(self, lang: str = "en") -> str:
        """Say the kind of post in words.

        Parameters
        ----------
        lang : {"en", "zh"}
            The language.

        Returns
        -------
        str
            The label of the data file.

        Examples
        --------
        >>> hr_title("HRBP").label("zh")
        '人力资源业务伙伴'
        """
        check_language(lang)
        return str(read_toml(_FILE)["merged"][lang]) if self.merged else _rows()[self.key][lang]


@cache
def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of the title vocabulary, its ``{words}`` filled in.

    Parameters
    ----------
    text : str
        A pattern as ``hr_titles.toml`` has it.

    Returns
    -------
    re.Pattern
        The compiled pattern, for folded text.

    Examples
    --------
    >>> bool(pattern("{b}hr{e}").search("our hr team")), bool(pattern("{b}hr{e}").search("three"))
    (True, False)
    """
    words: dict[str, str] = read_toml(_FILE)["words"]
    for name in ("b", "e", "lax", "strict", "role", "en_role"):
        text = text.replace("{" + name + "}", words[name])
    return re.compile(text)


def fold(text: str) -> str:
    """Fold a scraped text for comparison: NFKC, lower case, simplified, single blanks.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The folded text.

    Examples
    --------
    >>> fold("ＨＲ　經理（上海）")
    'hr 经理(上海)'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(traditional())
    return " ".join(plain.split())


@lru_cache(maxsize=65536)
def hr_title(title: str) -> HrTitle | None:
    """Recognise a job title as an HR post.

    The words must name a post: ``招聘`` before another post is a verb, ``OD`` alone is outsourcing,
    bonuses and training among the perks are no posts, and those who build, sell or teach HR
    things do not work in an HR department. Plain administration is not HR. A title that names
    several posts is one post that does it all: it counts as the least complete of them, and with
    administration among them it is merged (type C).

    Parameters
    ----------
    title : str
        The title as it was found, Chinese or English.

    Returns
    -------
    HrTitle or None
        The post; null when the title is not that of an HR post, or is an agency's.

    Examples
    --------
    >>> hr_title("薪酬绩效主管（急）").types, hr_title("HR Manager").types
    ('A', 'B')
    >>> hr_title("前台兼人事助理").types
    'C'
    >>> hr_title("公司高薪招聘销售"), hr_title("Human Resources Software Engineer")
    (None, None)
    """
    text = fold(title)
    if not _MAYBE.search(text):
        return None
    data = read_toml(_FILE)
    text = pattern(data["hours"]["pattern"]).sub(" ", text)
    text = pattern(data["rank"]["pattern"]).sub(r"\1 of ", text)
    others = [pattern(data[one]["pattern"]) for one in ("agency", "not_hr")]
    outside = _BRACKETS.sub(" ", text).strip()
    parts = [part.strip() for part in _CUTS.split(outside or text.strip("()"))]
    own = (part for part in parts if part and not any(one.search(part) for one in others))
    keys = [key for part in own for key in _post(part)]
    if not keys:
        return None
    rows = _rows()
    merged = bool(pattern(data["merged"]["pattern"]).search(text))
    least = max(keys, key=lambda key: (rows[key]["types"][-1], rows[key]["types"], key))
    types = "C" if merged else str(rows[least]["types"])
    return HrTitle(least, _level(text), types, merged)


def agency_title(title: str) -> bool:
    """Tell whether a title is that of somebody who fills other companies' posts.

    Parameters
    ----------
    title : str
        The title as it was found.

    Returns
    -------
    bool
        True for headhunters, outsourced recruiting and labour dispatch.

    Examples
    --------
    >>> agency_title("高级猎头顾问"), agency_title("招聘经理（猎头渠道）"), agency_title("招聘专员")
    (True, False, False)
    """
    return bool(pattern(read_toml(_FILE)["agency"]["pattern"]).search(fold(title)))


def posting_prefix(titles: Iterable[str]) -> str | None:
    """Find the word that a scraper put before every title of a list.

    One real file has ``招聘`` before all of its titles. What the prefix leaves is the title; the
    importer takes it off before it looks for HR posts.

    Parameters
    ----------
    titles : iterable of str
        The distinct titles of one list.

    Returns
    -------
    str or None
        The prefix, when at least nine in ten of at least twenty titles begin with it (choices of
        this project, in the data file); else null.

    Examples
    --------
    >>> posting_prefix(f"招聘数据分析师{n}" for n in range(30))
    '招聘'
    >>> posting_prefix(["招聘专员", "会计"]) is None
    True
    """
    rules = read_toml(_FILE)["prefix"]
    folded = [fold(title) for title in titles]
    if len(folded) < rules["least_titles"]:
        return None
    for word in sorted(rules["words"], key=len, reverse=True):
        if sum(title.startswith(word) for title in folded) >= rules["share"] * len(folded):
            return str(word)
    return None


FUNCTIONS = ("payroll", "performance", "training", "employee_relations", "recruiting")
"""Posts for one HR function; two different ones in a company make a divided HR department."""


def divided_functions(titles: Iterable[str]) -> tuple[str, ...]:
    """Find the HR functions that a company has separate posts for.

    Parameters
    ----------
    titles : iterable of str
        The titles of separate posts; those that are not HR posts say nothing.

    Returns
    -------
    tuple of str
        The functions in the order of ``FUNCTIONS`` when there are two or more, else empty. Posts
        merged with administration do not count.

    Examples
    --------
    >>> divided_functions(["招聘主管", "培训主管", "人事专员"])
    ('training', 'recruiting')
    >>> divided_functions(["招聘主管", "招聘专员"])
    ()
    """
    posts = [post for title in titles if (post := hr_title(title)) is not None]
    keys = {post.key for post in posts if not post.merged}
    found = tuple(function for function in FUNCTIONS if function in keys)
    return found if len(found) > 1 else ()


def function_label(key: str, lang: str = "en") -> str:
    """Say a kind of HR post in words.

    Parameters
    ----------
    key : str
        A key of ``hr_titles.toml``.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The label.

    Examples
    --------
    >>> function_label("recruiting", "zh")
    '招聘'
    """
    check_language(lang)
    return _rows()[key][lang]


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in read_toml(_FILE)["title"]}


def _post(part: str) -> list[str]:
    for key, row in _rows().items():
        if pattern(row["pattern"]).search(part):
            return [key]
    return []


def _level(text: str) -> str:
    for level, words in read_toml(_FILE)["level"].items():
        if pattern(words).search(text):
            return str(level)
    return "specialist"
