"""A long self-evaluation table is read back whole from a PDF, wherever its pages break."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from helpers import every_format
from helpers.word_trees import cell, document, line
from narrator.document.tables import placed
from narrator.document.tree import Document, Row, Table
from narrator.readers import prose
from narrator.writers import docx, pdf

INDICATORS = 24
FILLERS = range(24)  # lines of text before the table: with each its pages break elsewhere


def rows(*, tied: bool) -> Iterator[Row]:
    """A self-evaluation table: funds in few columns, then indicators in six, with merged 一级 and 二级指标."""
    yield Row((cell("项目名称", cols=2), cell("援疆工作经费项目", cols=4)))
    for number in range(5):
        label = (cell("项目资金（万元）", rows=5, cols=2),) if number == 0 else ()
        yield Row((*label, cell(f"资金来源{number}", cols=2), cell(f"{number}00.00", cols=2, align="right")))
    yield Row((cell("预期目标", cols=3), cell("实际完成情况", cols=3)))
    yield Row((cell("目标甲。" * 30, cols=3), cell("完成乙。" * 30, cols=3)))
    beside = cell("年度绩效指标完成情况", rows=INDICATORS + tied)
    heads = [cell(name) for name in ("一级指标", "二级指标", "三级指标", "目标值", "得分")]
    yield Row((beside if tied else cell(""), *heads), header=True)
    for number in range(INDICATORS):
        outer = (cell(f"产出指标{number // 6}", rows=6),) if number % 6 == 0 else ()
        inner = (cell(f"数量指标{number // 2}", rows=2),) if number % 2 == 0 else ()
        own = (cell(f"争取对口支援项目第{number}项的进度"), cell(f">={number}个"), cell(f"{number}.5"))
        yield Row((*(() if tied or number else (beside,)), *outer, *inner, *own))
    yield Row((cell("总分", cols=5), cell("100.00")))


def made(fillers: int, *, tied: bool) -> Document:
    text = [line("在前面的一行文字。") for _ in range(fillers)]
    table = Table((line("项目支出绩效自评表"), line("（2024年度）")), tuple(rows(tied=tied)), 6)
    return document(*text, table, line("表后的一段。"))


def due(*, tied: bool) -> list[tuple[int, int, str]]:
    """Each cell that says something: its row and column from 1, its words."""
    cells = placed(tuple(rows(tied=tied)))
    return [(row + 1, column + 1, one.content.text) for row, column, one in cells if one.content.text]


def read(path: Path) -> list[tuple[int, int, str]]:
    """The cells of a file as one table, as ``due`` has them; Word repeats headings only where a table begins."""
    found: list[tuple[int, int, str]] = []
    height = 0
    cells = ((one.cell, one.text) for one in prose.load(path).lines if one.cell is not None and one.text)
    for _, group in groupby(cells, key=lambda pair: pair[0].table):
        own = [(height + at.row, at.column, text) for at, text in group]
        found += own
        height = max(row for row, _, _ in own)
    return found


@pytest.mark.parametrize("tied", [True, False])
def test_our_pdf_is_read_back_wherever_its_pages_break(tied: bool, tmp_path: Path) -> None:
    """Each page with indicators has their headings, and a label that stands beside these; none is blank."""
    path = tmp_path / "说明.pdf"
    for fillers in FILLERS:
        path.write_bytes(pdf.write(made(fillers, tied=tied), every_format.OPTIONS))
        assert read(path) == due(tied=tied), fillers
        assert prose.load(path).lines[-1].text == "表后的一段。"
        with pypdfium2.PdfDocument(path) as opened:
            pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in opened]
        for number, words in enumerate(pages, 1):
            said = words.replace(f"—{number}—", "")
            assert said, "a blank page"
            assert not said.endswith(("（2024年度）", "得分")), "headings without what they head"
            if "争取" in said:
                assert "三级指标" in said
                assert not tied or "年度绩效指标" in said


@pytest.mark.office
@pytest.mark.slow
def test_the_pdf_that_office_makes_of_word_is_read_back(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        told = "not installed: soffice (LibreOffice)"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    files = {tmp_path / f"{fillers}-{tied}.docx": tied for fillers in FILLERS for tied in (True, False)}
    for path, tied in files.items():
        path.write_bytes(docx.write(made(int(path.stem.split("-")[0]), tied=tied), every_format.OPTIONS))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    for path, tied in files.items():
        words = [text for _, _, text in due(tied=tied)]
        assert [text for _, _, text in read(path)] == words, path.name
        assert [text for _, _, text in read(path.with_suffix(".pdf"))] == words, path.name
