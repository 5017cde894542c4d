"""docs/bureau, the repository of a bureau: copied and run as its people would, then with a changed phrase."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from helpers import packs
from helpers.running import as_process

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

ROOT = Path(__file__).resolve().parents[2]
BUREAU = ROOT / "docs" / "bureau"
PACK = "phrasebook/某市/2024"


@pytest.fixture
def bureau(pytester: pytest.Pytester) -> pytest.Pytester:
    """A copy of the repository as the working folder."""
    shutil.copytree(BUREAU, pytester.path, dirs_exist_ok=True)
    return pytester


def test_it_is_clean_and_passes(bureau: pytest.Pytester) -> None:
    """Lint finds nothing, its own tests pass, and nothing is written."""
    assert as_process(bureau.path, "phrases", "lint", PACK).stderr == "没有问题。\n"
    before = sorted(path for path in (bureau.path / "tests").rglob("*.txt"))
    bureau.runpytest_subprocess().assert_outcomes(passed=2)
    assert sorted(path for path in (bureau.path / "tests").rglob("*.txt")) == before


def test_a_changed_phrase_is_told_by_phrase_and_kept_anew(bureau: pytest.Pytester) -> None:
    """The readme's four steps: change wording and example, lint, see what changed, keep it."""
    for name in ("own.yaml", "own.examples.yaml"):
        file = bureau.path / PACK / "phrases" / name
        text = file.read_text(encoding="utf-8")
        assert "比上年增加" in text
        file.write_text(text.replace("比上年增加", "较上年增加"), encoding="utf-8")
    assert as_process(bureau.path, "phrases", "lint", PACK).returncode == 0
    changed = bureau.runpytest_subprocess()
    changed.assert_outcomes(passed=1, failed=1)
    output = changed.stdout.str()
    assert "用语变了　增减.与上年相比（增加）：" in output
    assert "如 archives 第 " in output
    assert "〔比→较〕上年增加" in output
    assert "确认无误后，用 pytest --force-regen 存下现在的文字。" in output
    bureau.runpytest_subprocess("--force-regen").assert_outcomes(passed=1, failed=1)
    bureau.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_broken_phrase_fails_its_lint(bureau: pytest.Pytester) -> None:
    packs.edit(bureau.path / PACK / "phrases" / "own.yaml", "    over: 支出总计\n", "    over: 支出总额\n")
    result = bureau.runpytest_subprocess("-k", "clean")
    result.assert_outcomes(failed=1)
    assert "是不是「支出总计」？" in result.stdout.str()


def test_the_readme_is_right(bureau: pytest.Pytester) -> None:
    """Its commands run, and its table names every file that people write."""
    text = (BUREAU / "README.md").read_text(encoding="utf-8")
    commands = [line for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S) for line in block.splitlines()]
    assert [line for line in commands if not line.startswith(("narrator ", "pytest", "pip install "))] == []
    for line in commands:
        if line.startswith("narrator"):
            assert as_process(bureau.path, *shlex.split(line)[1:]).returncode == 0, line
    named = re.findall(r"^\| `([^`]+)` \|", text, re.M)
    files = [path.relative_to(BUREAU).as_posix() for path in BUREAU.rglob("*") if path.is_file()]
    tracked = [file for file in files if "__pycache__" not in file and ".pytest_cache" not in file]
    assert [file for file in tracked if file != "README.md" and not file.startswith(tuple(named))] == []
    assert [name for name in named if not (BUREAU / name).exists()] == []
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (BUREAU / link).exists(), link


def test_its_unit_is_complete_and_invented(bureau: pytest.Pytester) -> None:
    """No gap is left open, and no figure of the fixture is used."""
    arguments = ("draft", "units/某市档案馆", "--pack", PACK, "-o", "说明.txt", "--final")
    assert as_process(bureau.path, *arguments).returncode == 0
    seed = (ROOT / "fixtures" / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    figures = {figure for figure in re.findall(r"\d+\.\d\d", seed) if not figure.endswith(("0", "5"))}
    unit = (BUREAU / "units" / "某市档案馆" / "unit.yaml").read_text(encoding="utf-8")
    assert len(figures) > 20
    assert not figures & set(re.findall(r"\d+\.\d\d", unit))
