"""The command line: what it prints and writes, and that every error is one clean message."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from commands import run
from typer.testing import CliRunner

from leadscore.cards.card import hrm_card
from leadscore.cli import app
from leadscore.samples import make_directory, make_english, make_vacancies
from leadscore.shell.display import plain

FIVE_FAULTS = """
[card]
name = "broken"
grades = { A = 50, B = 70 }

[[attribute]]
name = "size"
unknown = "nine"
bins = [{ in = ["large"], points = 2.5 }]
otherwise = 0

[[attribute]]
name = "hiring"
unknown = 5
bins = [{ in = ["hr"], point = 14, points = 14 }]
otherwise = 0

[[gate]]
name = "closed"
when = { column = "status" }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two small lists, which is also the current one."""
    make_vacancies(300, 1).write(tmp_path / "jobs.csv")
    make_directory(60, 1).write(tmp_path / "directory.xlsx")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_demo_prints_ten_companies_and_writes_a_workbook(folder: Path) -> None:
    """The demo shows ten companies with score, range, grade, reasons, question; and a workbook."""
    out = run("demo").stdout
    for heading in ("Company", "Score", "Range", "Grade", "Why", "Ask next"):
        assert heading in out
    assert len(re.findall(r"^ +(?:10|[1-9])  \S", out, re.MULTILINE)) == 10
    assert "Written: leadscore-demo.xlsx" in out
    assert "leadscore rank LIST.csv -o calls.xlsx" in out
    assert (folder / "leadscore-demo.xlsx").stat().st_size > 20_000


def test_demo_in_chinese(folder: Path) -> None:
    """With --lang zh headings and sentences are Chinese."""
    out = run("demo", "--lang", "zh", "-o", "演示.xlsx").stdout
    assert "下一步要问" in out
    assert "已写入：演示.xlsx" in out


def test_rank_makes_one_list_of_several_files(folder: Path) -> None:
    """Two lists become one call list whose workbook has one row per company."""
    result = run("rank", "jobs.csv", "directory.xlsx", "-o", "calls.xlsx", "--as-of", "2026-11-20")
    counted = re.search(r"of 2 files gave (\d+) companies", result.stdout)
    assert counted
    rows = openpyxl.load_workbook(folder / "calls.xlsx", read_only=True).worksheets[0].max_row
    assert rows == int(counted[1]) + 1
    assert "Remark:" in result.stderr
    assert "Remark:" not in result.stdout


@pytest.mark.parametrize("ending", ["parquet", "csv", "xlsx"])
def test_import_then_rank_is_rank(folder: Path, ending: str) -> None:
    """Leads imported to a file rank as the raw lists do, whatever the file's format."""
    lists = ("jobs.csv", "directory.xlsx")
    run("rank", *lists, "-o", "straight.parquet", "--as-of", "2026-11-20")
    run("import", *lists, "-o", f"leads.{ending}", "--as-of", "2026-11-20")
    run("rank", f"leads.{ending}", "-o", "later.parquet", "--as-of", "2026-11-20")
    straight, later = (pl.read_parquet(f"{name}.parquet") for name in ("straight", "later"))
    assert straight.equals(later)


def test_import_writes_problems_and_mapping_beside(folder: Path) -> None:
    """Problems get a file of their own, and the saved mapping reads the list again alike."""
    run("import", "jobs.csv", "-o", "leads.csv", "--save-mapping", "jobs.toml")
    assert pl.read_csv("leads.csv", infer_schema=False)["lead_id"].is_unique().all()
    assert 'name = "公司名称"' in Path("jobs.toml").read_text(encoding="utf-8")
    first = Path("leads.csv").read_bytes()
    run("import", "jobs.csv", "-o", "leads.csv", "--mapping", "jobs.toml")
    assert Path("leads.csv").read_bytes() == first


def test_problems_have_a_file_of_their_own(folder: Path) -> None:
    """Next to a CSV stands what was not understood."""
    out = run("import", "directory.xlsx", "-o", "leads.csv").stdout
    assert "Written: leads.problems.csv" in out
    assert pl.read_csv("leads.problems.csv")["problem"].null_count() == 0


def test_rank_by_region_and_top(folder: Path) -> None:
    """With --by and --top each region has its own short list."""
    out = run("rank", "jobs.csv", "--by", "region", "--top", "2", "-o", "calls.csv").stdout
    assert "Region" in out
    calls = pl.read_csv("calls.csv", infer_schema=False)
    assert calls.group_by("region").len()["len"].max() <= 2  # type: ignore[operator]
    assert set(calls["position"]) == {"1", "2"}


def test_facts_in_a_file_are_kept(folder: Path) -> None:
    """A fact that a person put right in the file counts, and is not worked out again."""
    run("rank", "jobs.csv", "-o", "calls.csv")
    calls = pl.read_csv("calls.csv", infer_schema=False)
    corrected = calls.with_columns(size=pl.lit("large"), etooling=pl.lit("point"))
    corrected.write_csv("calls.csv")
    result = run("rank", "calls.csv", "-o", "again.parquet")
    assert "The facts are taken from the file as they are" in result.stderr
    assert set(pl.read_parquet("again.parquet")["size"]) == {"large"}


def test_explain_adds_up(folder: Path) -> None:
    """Explain prints every attribute, the sum and the evidence of the lead that a name means."""
    name = make_vacancies(300, 1).truth["name"][5]
    out = run("explain", "jobs.csv", "--lead", name).stdout
    for one in hrm_card().attributes:
        assert one.label.en in out
    numbers = re.findall(r"^ (?!Score).*?\s(\d+)\s+(\d+)\s+(\d+)(?:\s|$)", out, re.MULTILINE)
    total = re.search(r"^ Score\s+(\d+)\s+(\d+)\s+(\d+)", out, re.MULTILINE)
    assert total
    points = [sum(int(row[at]) for row in numbers) for at in range(3)]
    assert points == [int(one) for one in total.groups()]


def test_english_list_with_currency(folder: Path) -> None:
    """An English list ranks as well."""
    make_english(80, 1).write("en.csv")
    out = run("rank", "en.csv", "--currency", "USD").stdout
    assert "companies ranked" in out


def test_card_show_and_check(folder: Path) -> None:
    """The shipped card is shown as a table or as TOML, and has nothing to remark."""
    assert "Company size" in run("card", "show").stdout
    assert "企业规模" in run("card", "show", "--lang", "zh").stdout
    text = run("card", "show", "--toml").stdout
    Path("my.toml").write_text(text, encoding="utf-8")
    assert "my.toml: nothing to remark." in run("card", "check", "my.toml").stdout


def test_card_sql_prints_a_query(folder: Path) -> None:
    """The card as SQL names the table; a dialect that is not known is refused with the nearest."""
    done = CliRunner().invoke(app, ["card", "sql", "my leads", "--dialect", "postgres"])
    assert done.exit_code == 0
    assert '"my leads"' in done.output
    done = CliRunner().invoke(app, ["card", "sql", "leads", "--dialect", "postgre"])
    assert done.exit_code == 2
    assert 'Did you mean "postgres"?' in done.output


def test_card_cases_writes_what_the_scorer_says(folder: Path) -> None:
    """The cases in the file are the cases of the card; a workbook is refused."""
    done = CliRunner().invoke(app, ["card", "cases", "-o", str(folder / "cases.parquet")])
    assert done.exit_code == 0, done.output
    assert pl.read_parquet(folder / "cases.parquet").equals(hrm_card().cases(kind="polars"))
    done = CliRunner().invoke(app, ["card", "cases", "-o", str(folder / "cases.xlsx")])
    assert done.exit_code == 2
    assert "must end in .csv or .parquet" in done.output


def test_card_check_finds(folder: Path) -> None:
    """A grade that no lead can reach is said, and the exit code is 1."""
    text = hrm_card().to_toml().replace("A = 70", "A = 700")
    Path("my.toml").write_text(text, encoding="utf-8")
    out = run("card", "check", "my.toml", code=1).stdout
    assert "grade A" in out
    assert "my.toml: 1 remark." in out


@pytest.mark.parametrize("command", ["check", "show"])
def test_card_with_five_faults_names_all_five(folder: Path, command: str) -> None:
    """A faulty card is told with every fault in one message."""
    Path("broken.toml").write_text(FIVE_FAULTS, encoding="utf-8")
    error = run("card", command, "broken.toml", code=2).stderr
    assert error.count("\n  - ") == 5
    assert "5 faults" in error
    for word in ("grades", "unknown", "points", "point", "closed"):
        assert word in error


def test_no_such_file_offers_the_nearest(folder: Path) -> None:
    """A mistyped file name is told with the one that is there."""
    error = run("rank", "job.csv", code=2).stderr
    assert 'No such file: "job.csv". Did you mean "jobs.csv"?' in error


def test_empty_file_is_told(folder: Path) -> None:
    """A file without a byte is said to be empty."""
    Path("empty.csv").write_bytes(b"")
    assert "empty" in run("rank", "empty.csv", code=2).stderr


def test_html_page_is_told(folder: Path) -> None:
    """A web page named .csv is said to be a web page."""
    Path("page.csv").write_text("<!DOCTYPE html><html><body>Log in</body></html>", encoding="utf-8")
    assert "HTML" in run("rank", "page.csv", code=2).stderr


def test_parquet_without_leads_is_told(folder: Path) -> None:
    """A Parquet file that is no file of leads is told with how to make one."""
    pl.DataFrame({"a": [1]}).write_parquet("a.parquet")
    error = run("rank", "a.parquet", code=2).stderr
    assert "it needs the columns lead_id, name_key, source_rows" in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lang", "eng"), '--lang eng is not known; allowed: en, zh. Did you mean "en"?'),
        (("-o", "calls.xls"), "must end in .xlsx, .csv or .parquet"),
        (("-o", "none/calls.csv"), 'there is no folder "none"'),
        (("-o", "jobs.csv"), 'The output "jobs.csv" is one of the files to read'),
        (("--by", "regoin"), 'Column "regoin" is missing. Did you mean "region"?'),
        (("--as-of", "tomorrow"), "tomorrow"),
        (("--top", "0"), "top must be a whole number from 1 on, found 0."),
        (("--card", "no.toml"), 'Cannot read the card "no.toml": no such file'),
        (("--brands", "brand.csv"), 'No such file: "brand.csv"'),
        (("--topp", "3"), "No such option"),
    ],
)
def test_mistyped_options_are_told(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    """A wrong option or value is one clean message with exit code 2, and nothing is written."""
    before = sorted(one.name for one in folder.iterdir())
    error = run("rank", "jobs.csv", *arguments, code=2).stderr
    assert said in " ".join(error.split())
    assert sorted(one.name for one in folder.iterdir()) == before


def test_unwritable_output_leaves_the_old_file_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk refuses, the message says so, and the old file is as it was."""
    Path("calls.csv").write_text("old", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", refuse)
    error = run("rank", "jobs.csv", "-o", "calls.csv", code=2).stderr
    assert 'Cannot write "calls.csv": No space left on device. Nothing was changed there.' in error
    assert Path("calls.csv").read_text(encoding="utf-8") == "old"


def test_unknown_lead_is_told(folder: Path) -> None:
    """A name that nobody has, and one that many have, are told apart."""
    error = run("explain", "jobs.csv", "--lead", "x", code=2).stderr
    assert 'No company has the id or name "x"' in error
    error = run("explain", "jobs.csv", "--lead", "有限公司", code=2).stderr
    assert 'companies have "有限公司" in their name' in error


def test_remarks_of_a_card_are_remarks(folder: Path) -> None:
    """A gate without its column is a remark on standard error, not a warning with a line number."""
    text = hrm_card().to_toml().replace('column = "status"', 'column = "standing"')
    Path("my.toml").write_text(text, encoding="utf-8")
    result = run("rank", "jobs.csv", "--card", "my.toml")
    assert 'Remark: Card "hrm": gate "closed" never closes' in result.stderr
    assert "CardWarning" not in result.stderr


def test_scraped_names_cannot_steer_the_terminal(folder: Path) -> None:
    """Markup and control characters in a name are printed, not obeyed."""
    name = "[red]某某\x1b[31m\u202e科技有限公司"
    Path("evil.csv").write_text(f"公司名称,公司规模\n{name},500-999人\n", encoding="utf-8")
    out = run("rank", "evil.csv").stdout
    assert "[red]某某" in out
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    assert plain(name).plain == "[red]某某 [31m 科技有限公司"


@pytest.mark.parametrize(
    "command", ["demo", "import", "rank", "explain", "card show", "card check"]
)
def test_help_has_examples(command: str) -> None:
    """Every command's help shows how it is called, one example in a line."""
    out = run(*command.split(), "--help").stdout
    assert "Examples:" in out
    assert re.search(rf"^ +leadscore {command} ?\S*", out, re.MULTILINE)


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_terminals_without_unicode_get_no_traceback(folder: Path, encoding: str) -> None:
    """On an ASCII or cp936 terminal characters may be replaced, but nothing fails."""
    paths = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    found = {"PYTHONIOENCODING": encoding, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    environment = {**os.environ, **found}
    result = subprocess.run(
        [sys.executable, "-m", "leadscore", "rank", "jobs.csv", "--lang", "zh"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert b"Traceback" not in result.stderr
    result.stdout.decode(encoding)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_imported_workbook_tells_what_went_wrong(folder: Path, lang: str) -> None:
    """Problems stand beside their rows, counted by kind; merged rows stand beside one another."""
    run("import", "jobs.csv", "directory.xlsx", "-o", "leads.xlsx", "--lang", lang)
    book = openpyxl.load_workbook(folder / "leads.xlsx")
    names = {
        "en": ["leads", "Problems", "Merged rows", "Rows before merging"],
        "zh": ["leads", "问题", "合并记录", "合并前的原始行"],
    }
    assert book.sheetnames == names[lang]
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] in ("File", "文件"))
    said = [str(row[0]) for row in rows[:head]]
    total = next(line for line in said if "by kind" in line or "按类别" in line)
    assert f"{len(rows) - head - 1:,}" in total
    assert "企业名称" in rows[head]
    place = rows[head].index("企业名称")
    assert all(row[place] for row in rows[head + 1 :] if row[0] == "directory.xlsx" and row[2])
    merged = list(book.worksheets[3].iter_rows(values_only=True))
    assert len({row[0] for row in merged[1:]}) < len(merged) - 1


def test_lists_in_an_archive_are_imported(folder: Path) -> None:
    """An archive, or one list in it, is a list."""
    with zipfile.ZipFile("lists.zip", "w") as archive:
        archive.write("jobs.csv")
        archive.write("directory.xlsx")
    assert "of 2 files gave" in run("import", "lists.zip", "-o", "leads.parquet").stdout
    assert (
        "of lists.zip/jobs.csv gave"
        in run("import", "lists.zip/jobs.csv", "-o", "a.parquet").stdout
    )
    run("import", "lists.zip/job.csv", "-o", "a.parquet", code=2)


def test_a_preview_shows_rows_and_writes_nothing(folder: Path) -> None:
    """Columns, rows before and rows after are printed; a mapping can be saved to be edited."""
    before = sorted(one.name for one in folder.iterdir())
    out = run("import", "jobs.csv", "directory.xlsx", "--preview").stdout
    assert "公司名称" in out
    assert "企业名称" in out
    assert "employees_low" in out
    assert sorted(one.name for one in folder.iterdir()) == before
    run("import", "jobs.csv", "--preview", "--save-mapping", "jobs.toml", "--lang", "zh")
    assert 'name = "公司名称"' in Path("jobs.toml").read_text(encoding="utf-8")
    assert not Path("leads.parquet").exists()
