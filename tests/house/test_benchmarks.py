"""The benchmark measures what it says: the same content on all sides, units that draft, figures that are judged.

No time is judged here: how fast the program is, ``python benchmarks/run.py`` tells.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import narrator
from narrator.figures.terms import GENERAL

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
FIXTURE = ROOT / "fixtures" / "changji-2024"
sys.path.insert(0, str(BENCHMARKS))
generated: Any = importlib.import_module("generated")
instructions: Any = importlib.import_module("instructions")
material: Any = importlib.import_module("material")
parts: Any = importlib.import_module("parts")
processes: Any = importlib.import_module("processes")
report: Any = importlib.import_module("report")
rivals: Any = importlib.import_module("rivals")
worker: Any = importlib.import_module("worker")

YAML = "PyYAML's loader in C on the files of the phrasebook"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """benchmarks/run.py."""
    command = [sys.executable, str(BENCHMARKS / "run.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=dict(os.environ), check=False)


# What is compared -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The material of a run."""
    folder = tmp_path_factory.mktemp("material")
    material.main(folder)
    material.growing(folder)
    return folder


def test_the_floor_renders_the_very_text_of_the_draft_with_a_string_for_every_value() -> None:
    document = narrator.draft(narrator.load(FIXTURE))
    template, values = material.text_template(document)
    text = rivals.rendered(template, values)()
    assert text == narrator.render(document)
    assert "部门决算公开说明" in text
    printed = [span.text for _, line in document.lines() for span in line.spans if span.value is not None]
    assert list(values.values()) == printed
    assert template.count("{{") == len(printed) > 400


@pytest.mark.slow
def test_the_workbooks_of_the_material_give_the_same_text(made: Path) -> None:
    expected = json.loads((made / "text.json").read_text(encoding="utf-8"))["text"]
    assert narrator.render(narrator.draft(narrator.load(made / "workbooks"))) == expected


@pytest.mark.slow
def test_the_rivals_make_the_same_word_file(made: Path) -> None:
    """The usual script from the workbooks, docxtpl from ready-made texts, python-docx from the content."""
    from docx import Document

    books = [str(made / "workbooks" / f"{year}.xlsx") for year in ("2024", "2023")]
    script = str(BENCHMARKS / "usual_script.py")
    subprocess.run([sys.executable, script, *books, str(made / "usual.docx"), str(made / "1.docx")], check=True)
    (made / "2.docx").write_bytes(rivals.RIVALS["docxtpl, values from YAML"](made)())
    (made / "3.docx").write_bytes(rivals.RIVALS["python-docx, content given"](made)())
    expected = _words(Document(str(made / "ours.docx")))
    assert len(expected) > 500
    for name in ("1", "2", "3"):
        assert _words(Document(str(made / f"{name}.docx"))) == expected
    with zipfile.ZipFile(made / "usual.docx") as template:
        assert template.read(material.WORD_TEXT).count(b"| amount }}") > 80


def _words(document: Any) -> list[str]:
    rows = [row.cells for table in document.tables for row in table.rows]
    return [line.text for line in document.paragraphs] + [cell.text for cells in rows for cell in cells]


@pytest.mark.slow
@pytest.mark.parametrize("size", [10, 100])
def test_every_generated_account_is_said_once(made: Path, size: int) -> None:
    """Those of last year, too."""
    unit = narrator.load(made / f"accounts-{size}")
    statement = unit.statement(GENERAL)
    items = {code for code in {*(statement.accounts or ()), *(statement.last_accounts or ())} if len(code) == 7}
    assert len(items) == size
    text = narrator.render(narrator.draft(unit))
    assert all(text.count(f"第{code}项(项)") == 1 for code in items)


def test_generated_units_differ_in_name_and_amounts(tmp_path: Path) -> None:
    fixture = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    texts = set()
    for number in (0, 1, 999):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "unit.yaml").write_text(generated.varied(fixture, number), encoding="utf-8")
        text = narrator.render(narrator.draft(narrator.load(folder)))
        texts.add(text)
        assert f"{91.90 + number / 100:.2f}" in text
    assert len(texts) == 3


# How it is judged -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "at_least", "verdict"),
    [
        (4.0, False, "GOAL"),
        (10.0, False, "OK"),
        (10.1, False, "OVER"),
        (15.1, False, "FAILED"),
        (25.0, True, "GOAL"),
        (10.0, True, "OK"),
        (9.9, True, "OVER"),
        (6.6, True, "FAILED"),
        (None, False, "NONE"),
    ],
)
def test_a_value_is_judged_by_limit_and_goal(value: float | None, at_least: bool, verdict: str) -> None:
    figure = report.Figure("name", "a", 10, goal=20 if at_least else 5, at_least=at_least)
    assert figure.verdict(value).name == verdict


@pytest.mark.parametrize(("at_least", "values"), [(False, (10, 15, 16, 40, 41)), (True, (10, 7, 6, 2.5, 2.4))])
def test_a_limit_that_is_not_met_is_told_and_what_was_reached_is_kept(at_least: bool, values: list[float]) -> None:
    """It is never ok: over its limit, beyond 1.5 × that unmet, and it fails where what was reached is lost again."""
    figure = report.Figure("name", "a", 10, at_least=at_least, unmet=5 if at_least else 20)
    assert [figure.verdict(value).name for value in values] == ["OK", "OVER", "UNMET", "UNMET", "FAILED"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "more", "verdict", "code"),
    [
        (0.6, (), "over 1.5 × its limit", 1),
        (0.6, ("--report",), "over 1.5 × its limit", 0),
        (0.8, (), "over its limit", 0),
        (1, (), "ok", 0),
    ],
)
def test_only_what_is_far_beyond_its_limit_fails(
    tmp_path: Path, limit: float, more: tuple[str, ...], verdict: str, code: int
) -> None:
    """A case against itself is 1, whatever the machine."""
    limits = tmp_path / "limits.toml"
    limits.write_text(
        f'[[figure]]\nname = "one"\nover = "{YAML}"\nunder = "{YAML}"\nlimit = {limit}\n', encoding="utf-8"
    )
    done = run("packs", "--rounds", "1", "--limits", limits, *more)
    assert (done.returncode, done.stderr) == (code, "")
    head, one = done.stdout.splitlines()[:2]
    assert head.split() == ["figure", "value", "limit", "goal", "verdict"]
    assert one.split(maxsplit=4) == ["one", "1", "≤", f"{limit:g}", verdict]


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    for arguments, words in (
        (("--rounds", "0"), "--rounds must be at least 1"),
        (("nonsense",), "no part is called nonsense"),
        (("--against", tmp_path), "is no checkout of narrator"),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert words in done.stderr


def test_instructions_need_a_tool_that_counts_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("--instructions")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("no instructions counted: neither perf (with instructions:u) nor valgrind works here\n")


@pytest.mark.parametrize(
    "counted",
    ["12345,,instructions:u,99,100.00,,", "==1== I refs:      12,345", "==1== I   refs:      12,345\n==1== "],
)
def test_what_the_tools_say_is_understood(counted: str) -> None:
    (found,) = instructions.COUNTED.findall(counted)
    assert "".join(found).replace(",", "") == "12345"


# What runs --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_case_is_not_there_where_a_tree_lacks_what_it_imports(made: Path, tmp_path: Path) -> None:
    """The public ones of such a tree are measured all the same."""
    other = tmp_path / "other"
    for name in ("narrator", "phrasebook"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    (other / "narrator" / "checks" / "catalogue.py").unlink()
    with processes.Worker((*processes.WORKER, str(made)), processes.Tree(other, tmp_path)) as worker:
        assert worker.cost("load", 1).ms > 0
        with pytest.raises(processes.Missing, match="catalogue"):
            worker.cost("workbooks, plain: read, both years checked", 1)


@pytest.mark.slow
@pytest.mark.parametrize("chosen", [("cold",), ("calls", "workbooks", "packs", "pdf", "--against", ROOT)])
def test_every_case_is_measured_and_every_figure_has_a_value(chosen: tuple[str | Path, ...]) -> None:
    """One round; RosaeNLG may be missing, and the peak of memory where the system does not tell it."""
    done = run(*chosen, "--rounds", "1", "--report", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    missing = {case["case"] for case in told["cases"] if case["missing"]}
    assert missing <= {"RosaeNLG, values given"}
    assert all(case["least"] > 0 for case in told["cases"] if case["case"] not in missing)
    figures = [figure for figure in told["figures"] if sys.platform != "win32" or figure["of"] == "least"]
    assert len(figures) > 3
    for figure in figures:
        assert figure["value"] > 0
        assert figure["verdict"] != "not measured"
        assert ("--against" in chosen) is (figure["other"] is not None)


def test_every_figure_is_made_of_cases() -> None:
    """A name that nothing bears would never be measured, and never fail."""
    tree = processes.Tree(ROOT, ROOT)
    one = parts.Run({report.THIS: tree}, ROOT, 1)
    names = {name.case for name in (*dict(parts.cold_sides(one)), *parts.growth_sides(one))}
    names |= set(worker.WORKS)
    promised = report.figures()
    assert len(promised) > 10
    assert [figure.name for figure in promised if not {figure.over, figure.under or figure.over} <= names] == []


@pytest.mark.slow
def test_every_figure_of_a_batch_has_a_value() -> None:
    """One round of few units; where there is no Dask, or no peak of memory, what needs it is not told."""
    command = [sys.executable, str(BENCHMARKS / "batch.py"), "--number", "20", "--rounds", "1", "--report", "--json"]
    done = subprocess.run([*command, "--dask"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    values = {figure["name"]: figure["value"] for figure in told["figures"]}
    promised = report.figures(BENCHMARKS / "batch.toml")
    if sys.platform == "linux":
        assert [*values] == [figure.name for figure in promised]
        assert all(value is not None and value > 0 for value in values.values())
    assert len(values) > 5
