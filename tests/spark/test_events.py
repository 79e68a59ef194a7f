"""Funnel, durations and curves of a log on Spark are those of `EventLog`."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from engines import from_spark, spark_table
from polars.testing import assert_frame_equal

from leadscore import spark
from leadscore.errors import ArgumentError, ColumnError, ColumnTypeError, ListError
from leadscore.funnel.log import EventLog
from leadscore.samples import make_log

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
SAMPLE = make_log(3000, seed=3)
DAY = SAMPLE.as_of
LEADS = pl.DataFrame(
    {
        "lead_id": SAMPLE.events["lead_id"].unique(maintain_order=True),
    }
).with_columns(
    size=pl.Series(["small", "large", None])[pl.int_range(3000, eager=True) % 3].head(3000),
    seats=(pl.int_range(pl.len()) % 4).cast(pl.Int64),
)


@pytest.fixture(scope="module")
def session(session: Any) -> Any:
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.shuffle.partitions", "3")
    session.conf.set("spark.sql.adaptive.enabled", "false")
    return session


def alike(found: Any, expected: pl.DataFrame) -> None:
    """Counts and words are equal, estimates to 1e-12."""
    table = from_spark(found)
    assert table.columns == expected.columns
    assert_frame_equal(table, expected, check_dtypes=False, rel_tol=0, abs_tol=1e-12)


@pytest.mark.parametrize("by", [None, "size", ["seats", "size"]])
def test_same_numbers(session: Any, by: Any) -> None:
    """All questions whose counts add up give the numbers of `EventLog`, by segments too."""
    local = EventLog(SAMPLE.events, LEADS, as_of=DAY)
    log = spark.SparkLog(
        spark_table(session, SAMPLE.events), spark_table(session, LEADS), as_of=DAY
    )
    assert log.stages == local.stages
    assert from_spark(log.counts(by)).cast({"days": pl.Int64}).rows() == local.counts(by).rows()
    alike(log.funnel(by, lang="zh"), local.funnel(by, lang="zh"))
    alike(log.durations(by), local.durations(by))
    alike(log.incidence(by=by), local.incidence(by=by))


def test_rules_windows_periods_and_stages(session: Any) -> None:
    """Rules, a window, another start, a period and stages as outcomes give the same as well."""
    local = EventLog(SAMPLE.events, as_of=DAY)
    log = spark.SparkLog(spark_table(session, SAMPLE.events), as_of=DAY)
    rules: dict[str, Any] = {"skips": "strict", "entry": "last", "backs": "reset", "start": 2}
    alike(log.funnel(within="60d", **rules), local.funnel(within="60d", **rules))
    alike(log.durations(shares=[0.5], **rules), local.durations(shares=[0.5], **rules))
    stage = local.stages[4]
    period = (DAY.replace(month=1, day=1), DAY)
    alike(
        log.incidence([stage, "lost"], period=period, level=0.9, start=2),
        local.incidence([stage, "lost"], period=period, level=0.9, start=2),
    )


def test_faults_of_a_log_are_told_in_its_own_words(session: Any) -> None:
    """What is wrong with events in a partition is raised here, as `EventLog` raises it."""
    events = pl.DataFrame(
        {
            "lead_id": ["a", "a", "a", "b"],
            "stage": [1, 2, 2, 1],
            "at": ["2026-01-01", "2026-02-01", "2026-02-02", "2026-01-05"],
            "outcome": [None, "won", "lost", None],
        }
    )
    frame = spark_table(session, events)
    log = spark.SparkLog(frame, as_of="2026-03-01")
    with pytest.raises(ListError, match='1 lead is both won and lost, such as "a"'):
        log.funnel()
    alike(
        spark.SparkLog(frame, as_of="2026-03-01", both="last").funnel(),
        EventLog(events, as_of="2026-03-01", both="last").funnel(),
    )
    strange = spark_table(session, events.with_columns(stage=pl.lit("lunch")))
    with pytest.raises(ListError, match='Column "stage"'):
        spark.SparkLog(strange, as_of="2026-03-01").funnel()
    with pytest.raises(ListError, match="no event on or before as_of=2020-01-01"):
        spark.SparkLog(frame, as_of="2020-01-01", both="last").funnel()
    # The leads of a partition may all come after the last day: the others are counted.
    early = spark.SparkLog(frame, as_of="2026-01-03")
    alike(early.funnel(), EventLog(events, as_of="2026-01-03").funnel())


def test_what_partitions_cannot_settle_is_refused(session: Any) -> None:
    """Dates that may be read in two ways, zones in part, repeated leads, unknown columns."""

    def log(events: pl.DataFrame, **more: Any) -> Any:
        return spark.SparkLog(spark_table(session, events), as_of="2026-03-01", **more)

    events = pl.DataFrame({"lead_id": ["a", "b"], "stage": [1, 1], "at": ["13/01/2026"] * 2})
    with pytest.raises(ArgumentError, match=r"2 dates such as 03/04/2026. Say day_first=True"):
        log(events)
    assert from_spark(log(events, day_first=True).funnel())["entered"][0] == 2
    zones = events.with_columns(at=pl.Series(["2026-01-01T08:00Z", "2026-01-01 08:00"]))
    with pytest.raises(ListError, match="1 times have a zone and 1 have none"):
        log(zones)
    with pytest.raises(ArgumentError, match="leads: leads stand in the table more than once: a"):
        log(zones[:1], leads=spark_table(session, pl.DataFrame({"lead_id": ["a", "a"]})))
    with pytest.raises(ArgumentError, match='by="size" is no column of the leads; they have: none'):
        log(zones[:1]).funnel(by="size")
    with pytest.raises(ColumnError, match=r'"at" is missing'):
        log(events.drop("at"))
    with pytest.raises(ColumnTypeError, match=r"a DataFrame was given"):
        spark.SparkLog(events, as_of="2026-03-01")
