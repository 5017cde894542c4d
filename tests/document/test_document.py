"""The whole 说明 of the fixture: its text as a snapshot, its sentences, its origins, its gaps."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

import narrator
from narrator.document.tree import Cell, Document, Paragraph, Section, Table
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(FIXTURE))


def one_sentence_a_line(document: Document) -> str:
    """The document's text, one sentence or table cell a line."""
    lines = []
    for headings, line in document.lines():
        indent = "  " * len(headings)
        lines += [indent + sentence.text.strip().replace("\n", " ") for sentence in line.sentences()]
    return "\n".join(lines) + "\n"


def test_whole_text(document: Document, file_regression: FileRegressionFixture) -> None:
    """The wording of the whole draft; read each changed line before regenerating."""
    file_regression.check(one_sentence_a_line(document), extension=".txt", encoding="utf-8", newline="\n")


def test_same_as_the_published_text(document: Document, tmp_path: Path) -> None:
    """Token by token the same as the published 说明, where that is at hand; else its length is asserted."""
    out = tmp_path / "out.txt"
    out.write_text(narrator.render(document, "txt"), encoding="utf-8")
    check = SHARED / "checks" / "same_as_seed.py"
    if check.is_file():
        result = subprocess.run([sys.executable, check, out], capture_output=True, text=True, check=False)
        assert (result.returncode, result.stdout) == (0, "same: 377 tokens\n")
    tokens = [token for token in out.read_text(encoding="utf-8").replace("\t", "\n").split("\n") if token.strip()]
    assert len(tokens) == 377


def test_nothing_is_open_or_unproven(document: Document) -> None:
    """The fixture fills every gap, and every wording that it uses is in evidence."""
    assert list(document.gaps()) == []
    assert document.notes == ()


def _values(document: Document) -> Iterator[tuple[str, Value]]:
    for _, line in document.lines():
        for span in line.spans:
            if span.value is not None:
                yield span.text, span.value


def _places(value: Value) -> Iterator[Place]:
    if isinstance(value, Figure):
        if isinstance(value.origin, Place):
            yield value.origin
        else:
            for _, figure in value.origin.inputs:
                yield from _places(figure)
    elif isinstance(value, Text) and value.origin:
        yield value.origin
    elif isinstance(value, Names):
        for name in value.names:
            yield from _places(name)


def test_every_printed_value_leads_back_to_its_characters(document: Document) -> None:
    """Each figure and text of the draft has places in the unit file where just that value stands."""
    source = (FIXTURE / "unit.yaml").read_text(encoding="utf-8").splitlines()
    seen = 0
    for text, value in _values(document):
        if isinstance(value, Figure) and isinstance(value.origin, Place):
            place = value.origin
            assert source[place.line - 1][place.column - 1 :].startswith(f"{value.value:f}")
            assert str(value.value) in text
            seen += 1
        for place in _places(value):
            assert Path(place.file) == FIXTURE / "unit.yaml"
            assert place.key
    assert seen > 130


def test_every_derived_figure_states_a_formula_that_gives_it(document: Document) -> None:
    """The formula with its numbers, computed by Python, is the printed figure (half up, two decimals)."""
    checked = 0
    for _, value in _values(document):
        if not isinstance(value, Figure) or not isinstance(value.origin, Formula):
            continue
        expression = value.origin.with_numbers().replace("−", "-").replace("×", "*").replace("÷", "/")
        if value.origin.rule in ("number", "count"):
            continue
        bars = itertools.cycle(("abs(", ")"))
        expression = "".join(next(bars) if char == "|" else char for char in expression)
        assert abs(Decimal(str(eval(expression))) - value.value) <= Decimal("0.005"), expression
        checked += 1
    assert checked > 60


def test_every_literal_names_phrase_and_line(document: Document) -> None:
    """A literal's place points at the line of the phrasebook where its words stand."""
    root = ROOT / "phrasebook"
    for _, line in document.lines():
        for span in line.spans:
            if span.value is None:
                text = (root / span.source.place.file).read_text(encoding="utf-8").splitlines()
                assert span.text.strip() in text[span.source.place.line - 1]


def test_numbers_of_parts_sections_and_items(document: Document) -> None:
    """Four parts, two and twelve sections, sub-sections and items, all numbered."""
    headings = [section.heading.text for section in document.sections]
    assert [heading[:4] for heading in headings] == ["第一部分", "第二部分", "第三部分", "第四部分"]
    second = [block for block in document.sections[1].blocks if isinstance(block, Section)]
    assert [section.heading.text.split("、")[0] for section in second] == [*"一二三四五六七八九十", "十一", "十二"]
    general = [block for block in second[4].blocks if isinstance(block, Section)]
    assert [section.heading.text[:3] for section in general] == ["（一）", "（二）", "（三）"]
    items = [block.text for block in general[2].blocks if isinstance(block, Paragraph)]
    assert [item.split(".")[0] for item in items] == [str(number) for number in range(1, 9)]
    glossary = [block.text for block in document.sections[2].blocks if isinstance(block, Paragraph)]
    assert len(glossary) == 14
    assert glossary[-1].startswith("十四、")


def test_tables_fill_their_grid(document: Document) -> None:
    """Every grid cell of both self-evaluation tables is covered exactly once."""
    tables = [block for block in _blocks(document.sections) if isinstance(block, Table)]
    assert [(table.columns, len(table.rows)) for table in tables] == [(8, 16), (14, 22)]
    for table in tables:
        grid: dict[tuple[int, int], Cell] = {}
        for y, row in enumerate(table.rows):
            x = 0
            for cell in row.cells:
                while (y, x) in grid:
                    x += 1
                for spot in itertools.product(range(y, y + cell.rows), range(x, x + cell.cols)):
                    assert spot not in grid
                    grid[spot] = cell
        assert len(grid) == table.columns * len(table.rows)


def _blocks(sections: tuple[Section, ...]) -> Iterator[object]:
    for section in sections:
        for block in section.blocks:
            yield block
            if isinstance(block, Section):
                yield from _blocks((block,))


def test_gaps_stand_in_place_and_in_the_list(tmp_path: Path) -> None:
    """A missing figure, reason, text and list each leave a mark and an entry; the rest is drafted."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("本年收入合计: 307.71", "本年收入合计:"),
        ("    收入支出总体: 本年昌吉州产业援疆研究项目资金较上年增加\n", ""),
        ("  成效: ", "  成效:\n  # "),
        ("科室: [综合业务科, 产业援疆科, 项目科]", "科室:"),
        ("公用经费合计: {上年: 7.15, 决算: 8.96}", "公用经费合计: {决算: 8.96}"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "unit.yaml"
    file.write_text(text, encoding="utf-8")
    document = narrator.draft(narrator.load(file))
    assert [(hole.gap.of, hole.gap.key) for hole in document.gaps()] == [
        ("text", "科室"),
        ("figure", "收入支出决算总表/收入/本年收入合计/决算"),
        ("reason", "主要原因/与上年相比/收入支出总体"),
        ("figure", "收入支出决算总表/收入/本年收入合计/决算"),
        *[("figure", "收入支出决算总表/收入/本年收入合计/决算")] * 6,
        ("figure", "一般公共预算财政拨款基本支出决算表/公用经费合计/上年"),
        ("text", "预算绩效/成效"),
    ]
    holes = list(document.gaps())
    assert holes[2].headings == ("第二部分 部门决算情况说明", "一、收入支出决算总体情况说明")
    assert holes[2].sentence == (
        "收入支出总体与上年相比，增加91.53万元，增长25.42%，主要原因是：【待填：收入支出总体与上年相比的主要原因】。"
    )
    drafted = narrator.render(document, "txt")
    assert "无下属预算单位，【待填：科室】。" in drafted
    assert "本年收入【待填：收入支出决算总表·收入·本年收入合计·决算】，其中：" in drafted
    assert (
        "（事业单位）公用经费支出8.96万元，【待填：一般公共预算财政拨款基本支出决算表·公用经费合计·上年】，"
        "主要原因是：本年更新、维护补充办公用品，导致公用经费较上年增加。"
    ) in drafted
    assert isinstance(holes[0].gap, Gap)
