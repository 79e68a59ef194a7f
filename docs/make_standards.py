"""Write ``standards.md`` from the data of the standards: ``python docs/make_standards.py``."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from leadscore.standards.vocabulary import label, read_rows, read_toml

PAGE = Path(__file__).with_name("standards.md")
_INTRO = """# The standards

Seven facts say how good a target a company is. Each is made of columns of the list by the rule below, and its `_why`
column holds the evidence in words. Thresholds, words and codes are data files in `leadscore/standards/data/`; each
names its source and date, and a mark: [1] one source seen, [2] two that agree, [K] general knowledge or a choice of
this project. A file that you change changes the fact."""
_RULES = {
    "size": "The classes of the Chinese size standard of 2017, by headcount (and revenue where the list has it) within "
    "the group of the industry. The standard asks that all indicators of a class hold; a list seldom has revenue, so "
    'by default headcount alone decides (`reading="headcount"`). A band such as 150-500 people, or an unknown '
    "industry, leaves every class that is still possible. `leadscore.standards.size_eu` has the classes of the "
    "European Union.",
    "industry": "Segments of GB/T 4754-2017 codes: first high tech, then fast-moving consumer goods, then section C. "
    "The codes come from the list, from the label of its board, from other classifications (ISIC, NACE, NAICS), or "
    "from words in the label or in the company's name, in this order of trust.",
    "brand": "Known is what stands in a brand list that you give (`BrandLists`), by name key or by product.",
    "contact": "Named: a person's name, and a mobile, a direct line or a personal mailbox. Direct: one of these "
    "without a name, or a name and a switchboard. Switchboard: a company number or a shared mailbox only. None: what "
    "was there cannot be used, such as a masked number (138****5678). No contact data at all is unknown, not none.",
    "hr_type": "The strongest evidence among job titles, the contact's title and the department: titles of strategy "
    "and of expert posts tell type A, a lone manager or specialist type B, administration with HR or a clerk type C. "
    "The vacancies of an agency say nothing about its own department.",
    "hiring": "For HR: an open HR post. Yes: other open posts, not older than {fresh} days. No: known, and none.",
    "etooling": "Products named in the text of posts, the host of the careers page, and what posts say about tools.",
}
_FILES = {
    "size": ("size_nbs_2017.csv", "size_bands.csv", "size_eu_2003.csv"),
    "industry": (
        "industry_codes.csv",
        "industry_labels.csv",
        "industry_schemes.csv",
        "industry_segments.toml",
        "industry_words.csv",
    ),
    "brand": ("brand_words.toml",),
    "contact": ("contact_words.toml",),
    "hr_type": ("hr_titles.toml", "agencies.toml"),
    "hiring": ("hiring.toml",),
    "etooling": ("products.csv", "hosts.csv", "tool_words.toml"),
}


def page() -> str:
    """Return the page's text."""
    parts = [_INTRO]
    for fact, columns in read_toml("facts.toml")["made_from"].items():
        parts += [f"## {label('fact', fact)} {label('fact', fact, 'zh')}: `{fact}`"]
        parts += [_RULES[fact].format(fresh=read_toml("hiring.toml")["fresh_days"])]
        parts += ["Made from " + ", ".join(f"`{one}`" for one in columns) + "."]
        parts += [_values(fact), *_TABLES.get(fact, list)(), _sources(_FILES[fact])]
    return "\n\n".join(parts) + "\n"


def _values(fact: str) -> str:
    keys = [key for key in read_toml("labels.toml")[fact] if key != "not_applicable"]
    rows = ((f"`{key}`", label(fact, key), label(fact, key, "zh")) for key in keys)
    return _table(("value", "meaning", "中文"), rows)


def _size() -> list[str]:
    measures = ("employees", "revenue", "assets")
    rows = [
        (row["en"], row["zh"], *(_cuts(row, one) for one in measures), row["mark"])
        for row in read_rows("size_nbs_2017.csv")
    ]
    heads = ("group", "中文", "people", "revenue, 10,000 yuan", "assets, 10,000 yuan", "mark")
    told = "Small / medium / large begin at these, inclusive; what is below the first is micro:"
    return [told, _table(heads, rows)]


def _cuts(row: dict[str, str], measure: str) -> str:
    cuts = [row[f"{measure}_{size}"] for size in ("small", "medium", "large")]
    return " / ".join(f"{int(cut):,}" for cut in cuts) if cuts[2] else ""


def _hr_type() -> list[str]:
    titles = read_toml("hr_titles.toml")["title"]
    rows = [(one["en"], one["zh"], one["types"].replace("|", " or ") or "none") for one in titles]
    return [_table(("post", "中文", "evidence of type"), rows)]


def _etooling() -> list[str]:
    rows = [
        (one["en"], one["zh"], one["maker"], one["kind"], one["mark"])
        for one in read_rows("products.csv")
    ]
    return [_table(("product", "中文", "maker", "kind", "mark"), rows)]


_TABLES = {"size": _size, "hr_type": _hr_type, "etooling": _etooling}


def _sources(names: Iterable[str]) -> str:
    """List the files behind a fact with what their head says about their source."""
    return "\n".join(f"- `{name}`: {_source(name)}" for name in names)


def _source(name: str) -> str:
    if name.endswith(".toml") and "source" in (table := read_toml(name)):
        return f"{table['source']}. {table['date']}."
    text = (files("leadscore.standards") / "data" / name).read_text(encoding="utf-8")
    heads = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    first = next(number for number, line in enumerate(heads) if line.startswith("source:"))
    told = heads[first].removeprefix("source:").strip()
    for line in heads[first + 1 :]:
        if "date:" in told:
            break
        told += f" {line}"
    return told


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
