"""HR posts in two real lists, against rows read by hand."""

from __future__ import annotations

from lists import AS_OF, DATA, PAGE
from oracles.hr_posts import HR_ROWS, MERGED
from timing import machine, publish, table

from leadscore import qualify, read_list
from leadscore.lists.importer import row_values


def district() -> list[list[object]]:
    """Count the HR posts of one district that are found, missed and made up."""
    path = DATA / "51job_2019_fengxian_xlsx" / "qianchengwuyou.xlsx"
    rows = row_values(path, as_of=AS_OF)
    found = set(rows.filter(rows["hr_post"])["row"].to_list())
    imported = read_list(path, as_of=AS_OF, kind="polars")
    lead_of = dict(imported.rows.select("row", "lead_id").iter_rows())
    types = dict(qualify(imported.leads).select("lead_id", "hr_type").iter_rows())
    companies = {lead_of[row] for row in HR_ROWS}
    hiring = imported.leads.filter(imported.leads["hr_vacancies"] > 0)["lead_id"].to_list()
    agencies = set(imported.leads.filter(imported.leads["agency"])["lead_id"].to_list())
    only = {lead_of[row] for row in MERGED} - {lead_of[row] for row in HR_ROWS - MERGED}
    return [
        ["HR posts, by hand", len(HR_ROWS), f"at {len(companies)} companies"],
        ["found of them", len(HR_ROWS & found), f"{len(HR_ROWS & found) / len(HR_ROWS):.1%}"],
        ["found and false", len(found - HR_ROWS), f"{len(found - HR_ROWS) / len(found):.1%}"],
        [
            "companies said to hire for HR",
            len(hiring),
            f"{len(companies & set(hiring))} of the {len(companies)}",
        ],
        [
            "companies all of whose HR posts are merged with administration",
            len(only),
            f"{sum(types[lead] == 'C' for lead in only)} of them are type C, "
            f"{len(only & agencies)} post for other companies",
        ],
    ]


def prefixed() -> list[list[object]]:
    """Count what a word in front of every title makes of the companies."""
    path = next((DATA / "liepin_2019_named_zhilian").glob("*.csv"))
    imported = read_list(path, kind="polars")
    hiring = imported.leads.filter(imported.leads["hr_vacancies"] > 0)
    titles = set("|".join(hiring["hr_titles"].to_list()).split("|"))
    plain = [title for title in titles if not _names_hr(title)]
    return [
        ["companies of the list whose titles all begin with 招聘", imported.leads.height, ""],
        ["companies said to hire for HR", hiring.height, f"{len(titles)} titles"],
        ["titles among them without an HR word behind the 招聘", len(plain), ""],
    ]


def _names_hr(title: str) -> bool:
    words = ("HR", "人力", "人事", "员工关系", "薪酬", "绩效", "组织发展")
    return any(word in title for word in words)


def main() -> None:
    if not DATA.exists():
        print("skipped: the real lists are not there (shared/data beside the project)")
        return
    text = "\n\n".join(
        [
            machine("polars", how="counts of one run"),
            table(["51job_2019_fengxian_xlsx", "count", ""], district()),
            table(["liepin_2019_named_zhilian", "count", ""], prefixed()),
        ]
    )
    publish("hr posts", text, PAGE)


if __name__ == "__main__":
    main()
