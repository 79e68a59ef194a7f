"""One HTML file with the whole call list in it: read, filtered and re-ranked without a network.

The page loads nothing: its style and script stand in it, a content security policy forbids every
connection, and what was scraped is data that the script writes as text, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from leadscore.reports.page_data import page_data
from leadscore.reports.page_words import page_words
from leadscore.standards.vocabulary import check_language
from leadscore.writing import write_whole

_SCRIPTS = (
    *("scoring.js", "data.js", "tables.js", "list.js", "lead.js", "whatif.js", "sections.js"),
    "page.js",
)
_TAGS = {"en": "en", "zh": "zh-CN"}
# What ends a script, or a line of one, is written as an escape that JSON reads back.
_ESCAPED = "<>&\u2028\u2029"


def write_page(
    path: str | Path,
    ranked: object,
    *,
    card: Any,
    problems: object = None,
    remarks: Sequence[str] | None = None,
    report: str | Mapping[str, str] | None = None,
    trails: object = None,
    funnel: object = None,
    forecast: object = None,
    twin: object = None,
    phrases: Iterable[tuple[str, str]] = (),
    lang: str = "en",
) -> None:
    """Write a call list as one HTML page that works without a network, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Where; ends in ``.html``.
    ranked : table
        What ``rank`` returned, in any kind of table.
    card : Card
        The card that gave the points; sliders on the page change them.
    problems : table, optional
        Those of ``read_list``.
    remarks : sequence of str, optional
        What a person should know about how the files were read.
    report : str or mapping of str to str, optional
        The summary of the import; with a mapping in each language.
    trails : table, optional
        ``lead_id`` and the columns of ``Imported.trail``, for as many leads as shall show theirs.
    funnel, forecast : table, optional
        What ``EventLog.funnel`` and ``EventLog.forecast`` returned.
    twin : table, optional
        ``ranked`` with its evidence in the other language, the same leads in the same order.
    phrases : iterable of (str, str), optional
        Sentences in English and Chinese; a problem or a rule that is one of them follows the
        language of the page.
    lang : {"en", "zh"}
        The language that the page opens with, and of ``ranked``; a switch changes it.

    Raises
    ------
    FileError
        When the file cannot be written; the old one is then still whole.
    ColumnError, ColumnTypeError
        When ``ranked`` lacks a column that the card reads, or ``lead_id``.
    ArgumentError
        When ``lang`` is not known, or ``ranked`` was scored with another card.

    Examples
    --------
    >>> import tempfile
    >>> from leadscore import hrm_card, rank
    >>> from leadscore.samples import make_leads
    >>> path = Path(tempfile.mkdtemp()) / "calls.html"
    >>> write_page(path, rank(make_leads(20)), card=hrm_card())
    >>> path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    True
    """
    check_language(lang)
    data = page_data(
        ranked,
        card=card,
        problems=problems,
        remarks=list(remarks or []),
        report={} if report is None else {lang: report} if isinstance(report, str) else report,
        trails=trails,
        funnel=funnel,
        forecast=forecast,
        twin=twin,
        phrases=phrases,
        lang=lang,
    )
    text = _html(data, lang)
    write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))


def _html(data: dict[str, Any], lang: str) -> str:
    import jinja2  # noqa: PLC0415  only writing a page needs it

    pages = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(_template),
        keep_trailing_newline=True,
    )
    style, script = _template("page.css"), _script()
    return pages.get_template("page.html.j2").render(
        lang_tag=_TAGS[lang],
        words=page_words()[lang],
        policy=(
            f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        style=style,
        script=script,
        data=embed(data),
    )


def embed(data: object) -> str:
    r"""Write data as JSON that nothing in it can break out of.

    Parameters
    ----------
    data : object
        Lists, dicts, text, numbers, None.

    Returns
    -------
    str
        JSON without ``<``, ``>``, ``&``, U+2028 and U+2029.

    Examples
    --------
    >>> embed(["</script>"])
    '["\\u003c/script\\u003e"]'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in _ESCAPED:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def _template(name: str) -> str:
    text = (files("leadscore.reports") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def _script() -> str:
    """Join the scripts into one function, so that they share nothing with anybody else."""
    body = "\n".join(_template(name) for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{body}\n}})();\n'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"sha256-{digest}"
