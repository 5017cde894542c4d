"""The README's usage commands work as pasted (the test command itself is not run from within the tests)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
GROUPS = [block.strip().splitlines() for kind, block in BLOCKS[2:] if kind == "sh"]
PYTHON = [block for kind, block in BLOCKS if kind == "python"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the fixtures, as a newcomer has it after cloning."""
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    return tmp_path


def _environment() -> dict[str, str]:
    """The commands run with the virtual environment active."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def test_readme_has_the_two_commands_and_usage() -> None:
    """Two install commands for a machine with Python only, their Windows twins, then usage."""
    (_, draft), (_, test), (windows, _) = BLOCKS[:3]
    assert draft.count("\n") == test.count("\n") == 1
    assert "-m venv .venv" in draft
    assert draft.endswith("narrator draft fixtures/changji-2024 -o 说明.docx\n")
    assert "-m venv .venv" in test
    assert "-m pytest" in test
    assert windows == "powershell"
    assert len(GROUPS) >= 7


@pytest.mark.parametrize("commands", GROUPS, ids=[f"usage-{number}" for number in range(len(GROUPS))])
def test_usage_commands(commands: list[str], checkout: Path) -> None:
    """The commands of a block, one after the other, each end well and say something.

    What needs more than the README installs (PDF: an extra, a font) stands in a ``text`` block.
    """
    for command in commands:
        program, *arguments = command.split()
        assert program == "narrator"
        result = subprocess.run(
            [sys.executable, "-m", "narrator", *arguments],
            cwd=checkout,
            env=_environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        codes = (0, 1) if arguments[0] in ("audit", "batch", "rollup") else (0,)  # published texts have errors
        assert result.returncode in codes, (command, result.stderr)
        assert result.stdout or re.search("已写入|没有问题|个单位", result.stderr)


@pytest.mark.parametrize("code", PYTHON, ids=[f"python-{number}" for number in range(len(PYTHON))])
def test_python_example(code: str, checkout: Path) -> None:
    """The Python example prints the title and, for the fixture, no gap."""
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=checkout, capture_output=True, encoding="utf-8", check=True
    )
    assert result.stdout == "昌吉回族自治州对口援疆工作领导小组办公室2024年度部门决算公开说明\n"
