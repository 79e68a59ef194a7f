"""Company names against truth: one code is one company, and the part that the owner chose."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lists import DATA, PAGE
from oracles import company_names, registrations
from timing import machine, publish, table

from leadscore import Mapping, read_list
from leadscore.lists.importer import row_values
from leadscore.lists.values.names import split_name

FILE = DATA / "cn_registrations_slice" / "registrations.csv"
CODE = "统一社会信用代码"
# What companynameparser got right of the names tried: 6 of 16.
OTHER = 6 / 16


def pairs(groups: Iterable[int]) -> int:
    """Count the pairs within groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in groups)


def joined_by_name() -> list[list[object]]:
    """Join registrations and respelled ones by name alone; judge by the codes not shown.

    No right code stands in the slice twice, so every tenth name is written a second time, as
    another list would spell it.
    """
    truth, names = registrations.codes(FILE), registrations.names(FILE)
    again = [row for row in sorted(truth) if row % 10 == 0]
    with tempfile.TemporaryDirectory() as folder:
        second = Path(folder) / "second.csv"
        with second.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["企业名称"])
            writer.writerows(
                [registrations.respelled(names[row], at)] for at, row in enumerate(again)
            )
        alone = read_list(FILE, Mapping({}, ignored=(CODE,)), kind="polars")
        imported = read_list([FILE, second], Mapping({}, ignored=(CODE,)), kind="polars")
    lead_of = {(source, row): lead for source, row, lead in imported.rows.iter_rows()}
    code_of = {(FILE.name, row): code for row, code in truth.items()}
    code_of |= {("second.csv", at): truth[row] for at, row in enumerate(again, 2)}
    rows = [(lead_of[place], code) for place, code in code_of.items() if lead_of.get(place)]
    joined = pairs(Counter(lead for lead, _ in rows).values())
    same = pairs(Counter(code for _, code in rows).values())
    both = pairs(Counter(rows).values())
    return [
        ["registrations", f"{alone.rows.height:,}"],
        ["companies of them by name alone", f"{alone.leads.height:,}"],
        ["with a right credit code (none twice)", f"{len(truth):,}"],
        ["names written a second time, in six other ways", f"{len(again):,}"],
        ["pairs of rows with one code", f"{same:,}"],
        ["pairs joined by name", f"{joined:,}"],
        ["precision", f"{both / max(joined, 1):.2%}"],
        ["recall", f"{both / max(same, 1):.2%}"],
    ]


def capital() -> list[list[object]]:
    """Account for every shape of registered capital."""
    stated = registrations.capitals(FILE)
    values = row_values(FILE, Mapping({}, ignored=(CODE,)))
    parsed = set(values.drop_nulls("capital_cny")["row"].to_list())
    imported = read_list(FILE, Mapping({}, ignored=(CODE,)), kind="polars")
    told = set(imported.problems.filter(imported.problems["column"] == "注册资金")["row"].to_list())
    shapes = {row: "".join("9" if c.isdigit() else c for c in t) for row, t in stated.items()}
    neither = [stated[row] for row in stated if row not in parsed and row not in told]
    return [
        ["rows that state a capital", f"{len(stated):,}"],
        ["shapes (digits made equal)", len(set(shapes.values()))],
        ["parsed to yuan", f"{len(parsed & stated.keys()):,}"],
        ["in the problems", f"{len(told & stated.keys()):,}"],
        ["in neither", len(neither)],
    ]


def brands() -> tuple[list[list[object]], list[list[object]]]:
    """Compare the brand of 500 names with the one that a person marked."""
    truth = company_names.brands(DATA / "er_companynameparser" / "groundtruth.txt")
    found = [(full, brand, split_name(full).brand) for full, brand in truth]
    right = sum(brand == got for _, brand, got in found)
    wrong = [one for one in found if one[1] != one[2]]
    worst = sorted(wrong, key=lambda one: -abs(len(one[1]) - len(one[2])))[:10]
    share = right / len(found)
    lines = [
        ["names", len(found)],
        ["brand as marked", f"{right} ({share:.1%})"],
        ["companynameparser on names tried by hand", f"6 of 16 ({OTHER:.1%})"],
        ["share right against it", f"{share / OTHER:.2f}x"],
    ]
    return lines, [[full, brand, got] for full, brand, got in worst]


def short_names() -> tuple[list[list[object]], list[list[object]]]:
    """Compare the brand of listed companies with their short names."""
    folder = DATA / "er_cn_company_pairs"
    truth = company_names.shares(folder / "companynameparser_data_company.csv")
    kinds: Counter[str] = Counter()
    apart = []
    for full, short in truth:
        kind = _kind(full, short)
        kinds[kind] += 1
        if kind == "apart":
            apart.append([full, short, split_name(full).brand])
    names = {
        "same": "the brand is the short name",
        "within": "the brand stands in the short name, which adds a place or an industry",
        "longer": "the short name stands in the brand",
        "place": "no brand: the short name begins with the place of the full one",
        "apart": "none of these",
    }
    lines = [["full names with a Chinese short name", f"{len(truth):,}"]]
    lines += [[words, f"{kinds[key] / len(truth):.1%}"] for key, words in names.items()]
    return lines, sorted(apart, key=lambda one: -len(one[2]))[:10]


def _kind(full: str, short: str) -> str:
    parts, short = split_name(full), short.casefold()
    if not parts.brand:
        return "place" if parts.region and short.startswith(parts.region) else "apart"
    if parts.brand == short:
        return "same"
    if parts.brand in short:
        return "within"
    return "longer" if short in parts.brand else "apart"


def main() -> None:
    if not DATA.exists():
        print("skipped: the real lists are not there (shared/data beside the project)")
        return
    (brand, worst), (short, apart) = brands(), short_names()
    names = ["full name", "as marked", "leadscore"]
    parts = [
        machine("polars", how="counts of one run"),
        table(["cn_registrations_slice, joined by name", ""], joined_by_name()),
        table(["cn_registrations_slice, capital", ""], capital()),
        table(["er_companynameparser", ""], brand),
        "The ten worst:\n\n" + table(names, worst),
        table(["er_cn_company_pairs", ""], short),
        "The ten worst:\n\n" + table(["full name", "short name", "leadscore"], apart),
    ]
    publish("company names", "\n\n".join(parts), PAGE)


if __name__ == "__main__":
    main()
