"""The pytest plugin, run as a bureau runs it: in a repository of its own, with a pack of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import packs

pytestmark = pytest.mark.slow  # each test runs pytest in processes of its own

ROOT = Path(__file__).resolve().parents[2]

TEST = """
import narrator

def test_wording(narrative_regression):
    narrative_regression.check("unit", pack="phrasebook/xinjiang/2024")

def test_unit(narrative_regression):
    narrative_regression.check(narrator.load("unit"), pack="phrasebook/xinjiang/2024", basename="unit")

def test_document(narrative_regression):
    narrative_regression.check(narrator.draft(narrator.load("unit")), basename="document")
"""


@pytest.fixture
def bureau(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with a unit, a pack and tests of its wording."""
    shutil.copytree(ROOT / "fixtures" / "changji-2024", pytester.path / "unit")
    packs.copied(pytester.path)
    pytester.makepyfile(test_pack=TEST)
    return pytester


def reword(bureau: pytest.Pytester) -> None:
    file = bureau.path / "phrasebook" / "xinjiang" / "phrases" / "common.yaml"
    text = file.read_text(encoding="utf-8")
    assert "与上年相比，增加" in text
    file.write_text(text.replace("与上年相比，增加", "较上年增加"), encoding="utf-8")


def test_wording_is_kept_compared_and_kept_anew(bureau: pytest.Pytester) -> None:
    """The first run keeps the texts; a change is told by phrase; --force-regen keeps the new text."""
    first = bureau.runpytest_subprocess()
    first.assert_outcomes(failed=3)
    first.stdout.fnmatch_lines(["*File not found in data directory, created:*"])
    kept = {path.name: path.read_bytes() for path in (bureau.path / "test_pack").iterdir()}
    assert sorted(kept) == ["document.txt", "test_wording.txt", "unit.txt"]
    assert kept["unit.txt"] == kept["document.txt"]
    bureau.runpytest_subprocess().assert_outcomes(passed=3)

    reword(bureau)
    changed = bureau.runpytest_subprocess()
    changed.assert_outcomes(passed=1, failed=2)
    output = changed.stdout.str()
    assert "用语变了　增减.与上年相比（增加、持平、两年均为零）：" in output
    assert "如 test_wording 第 " in output
    assert "「收入支出总体〔与→较〕上年〔相比，→〕增加91.53万元" in output
    assert "确认无误后，用 pytest --force-regen 存下现在的文字。" in output
    assert "testing.py" not in output

    regenerated = bureau.runpytest_subprocess("--force-regen")
    regenerated.assert_outcomes(passed=1, failed=2)
    regenerated.stdout.fnmatch_lines(["*--force-regen set, regenerating file*"])
    bureau.runpytest_subprocess().assert_outcomes(passed=3)
    assert "较上年增加" in (bureau.path / "test_pack" / "unit.txt").read_text(encoding="utf-8")


def test_all_is_kept_anew_at_once(bureau: pytest.Pytester) -> None:
    bureau.runpytest_subprocess("--regen-all").assert_outcomes(passed=3)
    bureau.runpytest_subprocess().assert_outcomes(passed=3)


def test_without_pytest_regressions_it_says_what_to_install(bureau: pytest.Pytester) -> None:
    """Only where the fixture is used; other tests are left alone."""
    bureau.makepyfile(test_other="def test_other():\n    pass\n")
    result = bureau.runpytest_subprocess("-p", "no:regressions")
    result.assert_outcomes(passed=1, errors=3)
    assert "没有装。请运行：pip install 'narrator[testing]'" in result.stdout.str()


def test_the_plugin_is_light(pytester: pytest.Pytester) -> None:
    """It is loaded in every run of pytest on the machine, and must bring nothing along."""
    loaded = "sorted(name for name in sys.modules if name.startswith('narrator'))"
    code = f"import sys, narrator.testing; print({loaded}, 'yaml' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout == "['narrator', 'narrator.testing'] False\n"
    assert "narrative_regression" in pytester.runpytest_subprocess("--fixtures").stdout.str()
