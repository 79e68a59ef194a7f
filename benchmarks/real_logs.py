"""Read four public logs and write what they say into ``docs/funnel.md``.

Run: ``python benchmarks/real_logs.py FOLDER``, where FOLDER holds the folders ``bpi2012``,
``olist_funnel``, ``maven_crm`` and ``helpdesk_events`` with the files as published.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from timing import table

from leadscore.funnel.forecast import best_method
from leadscore.funnel.log import EventLog

PAGE = Path(__file__).resolve().parents[1] / "docs" / "funnel.md"
APPLICATION = {
    "A_SUBMITTED": "submitted",
    "A_PARTLYSUBMITTED": "partly submitted",
    "A_PREACCEPTED": "preaccepted",
    "A_ACCEPTED": "accepted",
    "A_FINALIZED": "finalized",
    "A_APPROVED": "won",
    "A_DECLINED": "lost",
    "A_CANCELLED": "lost",
}


def bpi2012(folder: Path) -> EventLog:
    """Read the loan applications: stages of the application, approved, declined or cancelled."""
    text = gzip.decompress((folder / "BPI_Challenge_2012.xes.gz").read_bytes()).decode("utf-8")
    rows = []
    for number, trace in enumerate(text.split("<trace>")[1:]):
        for event in trace.split("<event>")[1:]:
            name = re.search(r'key="concept:name" value="([^"]+)"', event)
            moment = re.search(r'key="time:timestamp" value="([^"]+)"', event)
            if name and moment and name[1] in APPLICATION:
                rows.append((number, APPLICATION[name[1]], moment[1]))
    events = pd.DataFrame(rows, columns=["lead_id", "stage", "at"])
    # The times carry summer and winter offsets: the bank's own clock is the first 19 characters.
    events["at"] = pd.to_datetime(events["at"].str[:19])
    stages = [name for name in APPLICATION.values() if name not in ("won", "lost")]
    return EventLog(events, process=stages, as_of=events["at"].max().date())


def olist(folder: Path) -> EventLog:
    """Read the marketing leads of a marketplace: first contact and the won deals."""
    names = ["lead_id", "at", "landing_page_id", "origin"]
    leads = pd.read_csv(folder / "olist_marketing_qualified_leads_NOHEADER.csv", names=names)
    deals = pd.read_csv(folder / "olist_closed_deals_dataset.csv")
    won = pd.DataFrame({"lead_id": deals["mql_id"], "stage": "won", "at": deals["won_date"]})
    first = leads[["lead_id", "at"]].assign(stage="contact")
    events = pd.concat([first, won]).assign(at=lambda t: pd.to_datetime(t["at"]))
    return EventLog(
        events, leads[["lead_id", "origin"]], process=["contact"], as_of=events["at"].max().date()
    )


def maven(folder: Path) -> EventLog:
    """Read the opportunities of an invented seller of hardware."""
    deals = pd.read_csv(folder / "sales_pipeline.csv").rename(columns={"opportunity_id": "lead_id"})
    begun = deals.assign(stage="engaging", at=deals["engage_date"], amount=None)
    closed = deals.dropna(subset=["close_date"])
    closed = closed.assign(
        stage=closed["deal_stage"].str.lower(),
        at=closed["close_date"],
        amount=closed["close_value"],
    )
    columns = ["lead_id", "stage", "at", "amount"]
    events = pd.concat([begun[columns], closed[columns]])
    events["amount"] = events["amount"].astype(float)
    last = events["at"].dropna().max()
    return EventLog(events, deals[["lead_id", "product"]], process=["engaging"], as_of=last)


def helpdesk(folder: Path) -> EventLog:
    """Read the tickets of a help desk: the three activities that most tickets pass."""
    events = pd.read_csv(folder / "helpdesk.csv")
    events.columns = ["lead_id", "stage", "at"]
    last = events["at"].max()[:10]
    return EventLog(events, process=["1", "8", "6"], unknown="skip", as_of=last)


def show(frame: pd.DataFrame, columns: list[str]) -> str:
    """Draw some columns of a table in Markdown."""
    rows = [[_cell(value) for value in row] for row in frame[columns].itertuples(index=False)]
    return table([c.replace("_", " ") for c in columns], rows)


def _cell(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value).removesuffix(" 00:00:00")


def odd(log: EventLog) -> str:
    """Name what the checks found, in one line."""
    checks = log.checks()
    found = checks[checks["count"] > 0]
    return "; ".join(
        f"{label}: {n}" for label, n in zip(found["label"], found["count"], strict=True)
    )


def page(folder: Path) -> str:
    """Make the section of the page."""
    stages = [
        "stage",
        "entered",
        "advanced",
        "won",
        "lost",
        "open",
        "so_far",
        "rate",
        "low",
        "high",
    ]
    parts = []
    log = bpi2012(folder / "bpi2012")
    test = log.backtest("15d", days=[10, 20, 40], snapshots=4)
    parts += [
        f"**bpi2012**, {log!r}. Checks: {odd(log)}.",
        show(log.funnel(), stages),
        show(log.durations(), ["stage", "entered", "left", "q25", "q50", "q75", "q90"]),
        "Backtest; the better method is `" + best_method(_polars(test)) + "`:",
        show(test, ["day", "days", "method", "open", "expected", "low", "high", "actual"]),
    ]
    log = olist(folder / "olist_funnel")
    cells = log.cohorts("quarter", ages=[30, 90, 180])
    parts += [
        f"**olist_funnel**, {log!r}. No lead is ever logged as lost. Checks: {odd(log)}.",
        show(cells, ["cohort", "leads", "age", "share", "low", "high", "mature"]),
        "Origins against all others, share won within 90 days:",
        show(
            log.compare("origin", horizon="90d"),
            ["segment", "leads", "won", "share", "low", "high", "p_adjusted", "different"],
        ),
    ]
    log = maven(folder / "maven_crm")
    parts += [
        f"**maven_crm** (invented data), {log!r}. Checks: {odd(log)}.",
        show(log.funnel("product"), ["product", *stages]),
        show(log.forecast([30, 90]), ["days", "open", "expected", "low", "high", "amount"]),
    ]
    log = helpdesk(folder / "helpdesk_events")
    parts += [
        f"**helpdesk_events**, {log!r}. Checks: {odd(log)}. No end is logged: the last row "
        "says only that nothing comes after it.",
        show(log.funnel(skips="strict"), stages),
    ]
    return "\n\n".join(parts)


def _polars(frame: pd.DataFrame) -> Any:
    import polars as pl  # noqa: PLC0415

    return pl.from_pandas(frame)


if __name__ == "__main__":
    text = page(Path(sys.argv[1]))
    print(text)
    start, end = "<!-- real logs -->", "<!-- end real logs -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(start)
    after = rest.partition(end)[2]
    PAGE.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")
