"""The benchmark measures what it says: the same text on both sides, units that draft, every case printed.

Nothing here is timed: how fast the draft is, ``python benchmarks/run.py`` tells.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import narrator
from narrator.figures.terms import GENERAL
from narrator.phrases.phrasebook import default

RUN = Path(__file__).parents[2] / "benchmarks" / "run.py"
CASES = ("warm draft", "reading the finished text back", "cold narrator draft", "dearest account ÷ cheapest")


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """benchmarks/run.py as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_run", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_run"] = module  # NamedTuple looks its module up
    spec.loader.exec_module(module)
    return module


def test_the_floor_renders_the_very_text_of_the_draft(bench: ModuleType) -> None:
    ours, floor = bench.both_texts()
    assert ours == floor
    assert "部门决算公开说明" in ours


def test_the_floor_has_a_string_for_every_value(bench: ModuleType) -> None:
    """No figure of the draft is baked into the template."""
    document = narrator.draft(narrator.load(bench.FIXTURE))
    floor = bench.floor_of(document)
    values = [span for _, line in document.lines() for span in line.spans if span.value is not None]
    assert list(floor.values.values()) == [span.text for span in values]
    assert floor.template.count("{{") == len(values) > 400


@pytest.mark.parametrize("size", [10, 30, 100])
def test_generated_units_load_and_draft(bench: ModuleType, size: int) -> None:
    """Every account is said once, last year's too."""
    unit = bench.unit_of(size)
    statement = unit.statement(GENERAL)
    items = {code for code in {**statement.accounts, **statement.last_accounts} if len(code) == 7}
    assert len(items) == size
    text = bench.drafted(unit, default().pack(bench.PACK))
    assert all(text.count(f"第{code}项(项)") == 1 for code in items)


@pytest.mark.parametrize(
    ("ms", "floor", "limit", "over"),
    [(30.0, 1.0, 30.0, False), (30.1, 1.0, 30.0, True), (99.0, 1.0, None, False), (99.0, None, 1.0, False)],
    ids=["at-the-limit", "over", "no-limit", "no-floor"],
)
def test_a_row_knows_whether_it_is_over(
    bench: ModuleType, ms: float, floor: float | None, limit: float | None, over: bool
) -> None:
    assert bench.Row("case", ms, floor, limit).over is over


@pytest.mark.slow
def test_the_command_prints_every_case(bench: ModuleType) -> None:
    """Few rounds, and --report: slow machines never fail it. The table shows the very rows."""
    command = [sys.executable, str(RUN), "--rounds", "2", "--report", "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=dict(os.environ), check=False)
    assert done.returncode == 0, done.stderr
    rows = [bench.Row(row["case"], row["ms"], row["floor"], row["limit"]) for row in json.loads(done.stdout)["cases"]]
    table = bench.table(rows, 2)
    assert "medians of 2 interleaved rounds" in table
    for named in ([row.case for row in rows], table.splitlines()):
        for case in CASES:
            assert any(case in line for line in named), case
        assert sum("accounts:" in line for line in named) == 5
