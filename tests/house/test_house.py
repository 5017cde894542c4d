"""The house is in order: wording in the phrasebook only, figures in the fixtures only, small modules."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from narrator import load
from narrator.figures.values import Figure
from narrator.phrases.home import EXAMPLES
from narrator.phrases.phrasebook import default

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "narrator").rglob("*.py"))
PHRASEBOOK = [path for path in sorted((ROOT / "phrasebook").rglob("*.yaml")) if not path.name.endswith(EXAMPLES)]


def _strings(path: Path) -> list[str]:
    """The string constants of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def _clauses() -> set[str]:
    """The literal clauses of every pack: runs of at least four Chinese characters with punctuation or verbs."""
    clauses: set[str] = set()
    for pack_id in default().packs():
        for phrase in default().pack(pack_id).phrases.values():
            if not phrase.id.startswith(
                ("增减.", "差异.", "三公.", "绩效.", "采购.", "资产.", "人员.", "机构.", "名词.")
            ):
                continue
            for variant in phrase.distinct():
                words = re.split(r"\{\{.*?\}\}", variant.text)
                clauses |= {
                    word.strip("，。；、,") for word in words if re.search(r"[，：；。]", word.strip("，。；、,"))
                }
    return clauses


def test_no_clause_of_the_text_in_the_code() -> None:
    """No sentence or clause that the phrasebook prints stands in narrator/."""
    clauses = _clauses()
    assert len(clauses) > 30
    direction = re.compile("增长|下降|主要原因是|占本年|比上年|与上年相比，|预决算差异率|包括：")
    for path in MODULES:
        for text in _strings(path):
            assert not direction.search(text), (path, text)
            assert not [clause for clause in clauses if clause in text], (path, text)


def _figures_of_the_fixture() -> set[str]:
    """Every amount of the fixture that is specific enough to be recognised: two decimals and not round."""
    text = (ROOT / "fixtures" / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    amounts = set(re.findall(r"(?<![\d.])\d+\.\d\d(?![\d.])", text))
    return {amount for amount in amounts if not amount.endswith(".00")}


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "phrasebook").rglob("*.yaml"))], ids=lambda path: path.name)
def test_no_figure_of_the_unit_in_code_or_phrasebook(path: Path) -> None:
    """No figure of the fixture is typed into narrator/ or phrasebook/, examples included."""
    figures = _figures_of_the_fixture()
    assert len(figures) > 40
    typed = set(re.findall(r"(?<![\d.])\d+\.\d\d(?![\d.])", path.read_text(encoding="utf-8")))
    assert not typed & figures


def test_phrasebook_has_no_logic() -> None:
    """No tag, comment, attribute or second filter in any phrase file."""
    assert PHRASEBOOK
    for path in PHRASEBOOK:
        text = path.read_text(encoding="utf-8")
        assert "{%" not in text
        for slot in re.findall(r"\{\{.*?\}\}", text):
            assert re.fullmatch(r"\{\{ \w+ \| \w+ \}\}", slot), (path, slot)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_its_idea_and_stays_small(path: Path) -> None:
    """The first line of a module says what it is for; none grows beyond 400 lines."""
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 400


def test_no_float_reaches_a_figure() -> None:
    """Every figure of the fixture is an exact Decimal; a float cannot make one."""
    unit = load(ROOT / "fixtures" / "changji-2024")
    figures = [
        amount
        for statement in unit.statements.values()
        for row in statement.rows.values()
        for amount in (row.last_year, row.initial_budget, row.full_budget, row.actual)
        if isinstance(amount, Figure)
    ]
    assert len(figures) > 40
    assert {type(figure.value).__name__ for figure in figures} == {"Decimal"}


def test_every_cache_says_why_and_is_bounded() -> None:
    """What a process keeps stays small and never grows old: of a function with parameters a bounded number."""
    for path in MODULES:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line, below in pairwise(lines):
            if re.match(r"\s*@(lru_)?cache\b", line):
                assert "  # " in line, (path.name, line)
                assert line.lstrip().startswith("@lru_cache") or "()" in below, (path.name, below)


def test_no_test_imports_a_test() -> None:
    """Tests share ``helpers`` and the fixtures of ``conftest.py``; each stands in the folder of its floor, or here."""
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    assert Path(__file__) in tests
    floors = {path.name for path in (ROOT / "narrator").iterdir() if path.is_dir()} | {"house"}
    assert {path.parent.name for path in tests} <= floors
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        named = [
            name
            for node in tree
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                node.module or "" if isinstance(node, ast.ImportFrom) else "",
                *(each.name for each in node.names),
            )
        ]
        assert not [name for name in named if name.split(".")[-1].startswith("test_")], path
