"""What is refused at a command line is said in the words of the command line."""

from __future__ import annotations

import pickle
from pathlib import Path

import polars as pl
import pytest
from commands import run

from leadscore.errors import Advice, Argument, ArgumentError
from leadscore.samples import make_leads
from leadscore.shell.spelling import in_shell

NAMES = ("甲乙食品有限公司", "丙丁科技有限公司")
FILES = {
    "ok.csv": f"name,employees\n{NAMES[0]},300\n",
    "tie.csv": f"公司名称,企业名称\n{NAMES[0]},{NAMES[0]}\n{NAMES[1]},其他科技有限公司\n",
    "none.csv": "a,b\nfoo,1\nbar,2\n",
    "map.toml": 'nme = "x"\n',
    "stage.csv": "lead_id,stage,at\na,1,2026-01-01\na,calll,2026-01-05\n",
    "future.csv": "lead_id,stage,at\na,1,2999-01-01\n",
    "both.csv": "lead_id,stage,at,outcome\na,1,2026-01-01,won\na,2,2026-01-05,lost\n",
    "log.csv": "lead_id,stage,at\na,1,2026-01-01\nb,1,2026-01-02\nb,2,2026-01-05\n",
    "sent.csv": "lead_id,stage,at,channel\na,1,2026-01-01,email\n",
    "out.csv": "lead_id,outcome\na,won\na,lost\n",
}
# What was called, what is said, and what Python would say and a shell must not.
CASES = [
    ("rank none.csv", 'Say which one it is: --mapping FILE, with a text file that says: name = "a"',
     "mapping="),
    ("rank tie.csv", 'Choose one: --mapping FILE, with a text file that says: name = "公司名称".',
     "mapping="),
    ("rank ok.csv --mapping map.toml", 'map.toml: "nme" is not a field', "mapping:"),
    ("rank ok.csv --lang de", "--lang de is not known; allowed: en, zh", "lang="),
    ("rank ok.csv --currency XXX", "--currency XXX is not known", "currency="),
    ("rank ok.csv --top 0", "--top must be a whole number from 1 on", "top="),
    ("rank ok.csv -o calls.xls", '"calls.xls" must end in .xlsx, .csv or .parquet.', "="),
    ("card sql leads --dialect oracle", "--dialect oracle is not known", "dialect="),
    ("funnel stage.csv", 'stage "calll" is not known', "unknown="),
    ("funnel future.csv", "Correct the log, or say up to which day it is complete, for example "
     "--as-of 2", "as_of="),
    ("funnel both.csv", "both won and lost, such as \"a\". Correct the log.", "both="),
    ("funnel log.csv --by regio --as-of 2026-02-01", "--by regio is no column", "by="),
    ("funnel log.csv --within 9x --as-of 2026-02-01", "--within 9x is no span", "within="),
    ("forecast log.csv --days 0 --as-of 2026-02-01", "--days 0 must be whole days", "days="),
    ("learn leads.parquet out.csv", "Keep one row per lead, the last one.", ".unique"),
    ("learn leads.parquet won.csv --trust 0", "--trust must be a number above 0", "trust="),
    ("evaluate leads.parquet won.csv --split foo", "--split foo is not known", "split="),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with lists and logs that have something wrong."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    leads = make_leads(4)
    leads.write_parquet("leads.parquet")
    known = pl.DataFrame({"lead_id": leads["lead_id"], "outcome": ["won", "lost"] * 2})
    known.write_csv("won.csv")
    return tmp_path


@pytest.mark.parametrize(("call", "said", "python"), CASES, ids=lambda text: text[:24])
def test_a_shell_is_answered_in_its_own_words(
    folder: Path, call: str, said: str, python: str
) -> None:
    """The options are named as they are typed, and nothing is advised that has no option."""
    told = run(*call.split(), code=2).stderr
    assert said in told
    assert python not in told


def test_remarks_of_a_log_name_the_option(folder: Path) -> None:
    """That the day of the log was not given is told by the name of the option."""
    told = run("funnel", "log.csv").stderr
    assert "--as-of was not given" in told
    assert "so say --as-of when you know it" in told
    assert "--on was not given" in run("due", "sent.csv").stderr
    assert "未指定 --as-of" in run("funnel", "log.csv", "--lang", "zh").stderr


def test_python_is_answered_in_python() -> None:
    """The same message as text is spelled for Python, also after a journey between processes."""
    told = (Argument("split", "x"), " is wrong.", Advice(" Try ", Argument("seed", 1), "."))
    error = ArgumentError(*told)
    assert str(error) == 'split="x" is wrong. Try seed=1.'
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  made here


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("USD", "--currency USD"),
        ("a b", '--currency "a b"'),
        (None, "--currency"),
        ({"name": "公司"}, '--currency FILE, with a text file that says: name = "公司"'),
    ],
)
def test_options_are_spelled(value: object, said: str) -> None:
    """A value with blanks is quoted; what needs a file says what stands in it."""
    assert in_shell([Argument("currency", value)], {"currency": "--currency"}) == said


def test_python_only_advice_is_left_out() -> None:
    """Advice that names no option of the command is not given."""
    told = ["Add the dates", Advice(", or call this()"), Advice(Argument("curve", 1)), "."]
    assert in_shell(told, {"trust": "--trust"}) == "Add the dates."
