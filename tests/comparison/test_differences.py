"""What a person changed in a finished file: found sentence by sentence, and told with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

import narrator
from narrator.comparison.differences import Difference, differences
from narrator.document.tree import Attached, Cell, Document, Row, Section, Table
from narrator.figures.findings import Refused
from narrator.readers import prose
from narrator.readers.lines import ProseLine
from narrator.writers import changes
from narrator.writers import docx as word_writer
from narrator.writers.options import Options

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"
CHANGE = "收入支出总体与上年相比，增加91.53万元，增长25.42%，主要原因是：本年昌吉州产业援疆研究项目资金较上年增加。"


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(FIXTURE))


def _typed(path: Path, document: Document, edit: Callable[[str], str] = lambda text: text) -> tuple[ProseLine, ...]:
    """The draft as a Word file that python-docx makes, each text edited, read back."""
    file = docx.Document()
    file.add_paragraph(edit(document.title.text))

    def put(section: Section) -> None:
        file.add_heading(edit(section.heading.text), section.level)
        for block in section.blocks:
            if isinstance(block, Section):
                put(block)
            elif isinstance(block, Table):
                for line in block.title:
                    file.add_paragraph(edit(line.text))
                grid = file.add_table(len(block.rows), max(len(row.cells) for row in block.rows))
                for number, row in enumerate(block.rows):
                    for column, cell in enumerate(row.cells):
                        grid.rows[number].cells[column].text = edit(cell.content.text)
            else:
                for text in edit(block.text).split("\n"):
                    file.add_paragraph(text)

    for section in document.sections:
        put(section)
    file.save(str(path))
    return prose.load(path).lines


@pytest.mark.parametrize("placing", ["inline", "separate"])
def test_our_own_word_file_has_no_differences(placing: str, document: Document, tmp_path: Path) -> None:
    """With and without the nine statements, with contents and comments, the file says what the tree says."""
    written = document._replace(placing=placing)
    path = tmp_path / "说明.docx"
    path.write_bytes(word_writer.write(written, Options(toc=True, trace=True)))
    reading = prose.load(path)
    assert reading.comments
    assert differences(written, reading.lines) == []


@pytest.mark.parametrize("form", ["txt", "md", "docx"])
def test_an_untouched_file_has_no_differences(form: str, document: Document, tmp_path: Path) -> None:
    """Word, plain text and Markdown give the same sentences back as the tree has."""
    path = tmp_path / f"说明.{form}"
    if form == "docx":
        told = _typed(path, document)
    else:
        path.write_text(narrator.render(document, form), encoding="utf-8")
        told = prose.load(path).lines
    assert differences(document, told) == []
    assert list(changes.write([])) == ["与草稿相同。"]


def test_a_changed_number_names_the_figure(document: Document, tmp_path: Path) -> None:
    """A digit that was changed: the sentence, its place and headings, and where the draft's number is from."""
    told = _typed(tmp_path / "说明.docx", document, lambda text: text.replace("增加91.53万元", "增加91.35万元"))
    [found] = differences(document, told)
    assert (found.kind, found.before) == ("changed", CHANGE)
    assert found.after == CHANGE.replace("91.53", "91.35")
    assert found.headings == ("第二部分 部门决算情况说明", "一、收入支出决算总体情况说明")
    assert found.place is not None
    assert found.place.key.startswith("第 ")
    assert [span.text for span in found.touched] == ["91.53万元"]
    text = "\n".join(changes.write([found]))
    assert "〔91.53→91.35〕万元" in text
    assert "草稿的数 91.53万元；|451.67 − 360.14| = 91.53万元" in text
    assert text.endswith("共 1 处不同：改 1 句。")


def test_changed_words_of_the_unit_name_their_line(document: Document, tmp_path: Path) -> None:
    """A reason that was reworded in the file would be lost with the next draft; its line is named."""
    told = _typed(tmp_path / "说明.docx", document, lambda text: text.replace("研究项目资金较上年", "研究资金比上年"))
    [found] = differences(document, told)
    text = "\n".join(changes.write([found]))
    assert "〔项目→〕资金〔较→比〕上年" in text
    assert "单位原文，见 unit.yaml 第 " in text


def test_added_and_removed_sentences(document: Document, tmp_path: Path) -> None:
    """A sentence more in a paragraph, a paragraph more, a heading gone: each is told where it stands."""

    def edit(text: str) -> str:
        if text == CHANGE:
            return f"{text}另有一句。\n新的一段"
        return "" if text == "十二、其他需说明的事项" else text

    found = differences(document, _typed(tmp_path / "说明.docx", document, edit))
    assert [(item.kind, item.before or item.after) for item in found] == [
        ("added", "另有一句。"),
        ("added", "新的一段"),
        ("removed", "十二、其他需说明的事项"),
    ]
    assert found[0].headings[-1] == "一、收入支出决算总体情况说明"
    assert found[2].place is None
    lines = list(changes.write(found))
    assert any(line.startswith("  增 第 ") and line.endswith("「另有一句。」") for line in lines)
    assert "  删：「十二、其他需说明的事项」" in lines
    assert lines[-2:] == ["", "共 3 处不同：增 2 句，删 1 句。"]


def test_a_cell_that_was_changed(document: Document, tmp_path: Path) -> None:
    """In a table, the cell is named by table, row and cell."""
    told = _typed(tmp_path / "说明.docx", document, lambda text: "91.00%" if text == "52.72%" else text)
    [found] = differences(document, told)
    assert (found.before, found.after) == ("52.72%", "91.00%")
    assert found.place is not None
    assert found.place.key == "表 1 第 6 行第 6 格"
    assert [span.text for span in found.touched] == ["52.72%"]


def test_spaces_alone_make_no_difference(document: Document, tmp_path: Path) -> None:
    """Indents and line breaks that a program adds are not told."""
    told = _typed(tmp_path / "说明.docx", document, lambda text: f"　　{text} " if text.strip() else text)
    assert differences(document, told) == []


def test_a_gap_that_was_filled_in_the_file(tmp_path: Path) -> None:
    """What was typed over a gap belongs into the unit file; the key is named."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    (tmp_path / "unit.yaml").write_text(text.replace("上年: 360.14, ", "", 1), encoding="utf-8")
    document = narrator.draft(narrator.load(tmp_path))
    hole = next(document.gaps())
    told = _typed(tmp_path / "说明.docx", document, lambda text: text.replace(hole.mark, "增加91.53万元"))
    found = differences(document, told)
    assert found
    assert any(span.value == hole.gap for item in found for span in item.touched)
    assert f"草稿这里待填：{hole.gap.key}。" in "\n".join(changes.write(found))


def test_another_document_is_refused(document: Document, tmp_path: Path) -> None:
    """Not one sentence in common: most likely the wrong file."""
    for words, evidence in (("会议纪要。", "没有一句与草稿相同"), ("", "文件里没有文字")):
        file = docx.Document()
        file.add_paragraph(words)
        file.save(str(tmp_path / "a.docx"))
        with pytest.raises(Refused) as refused:
            differences(document, prose.load(tmp_path / "a.docx").lines)
        [finding] = refused.value.findings
        assert finding.code == "D101"
        assert evidence in finding.evidence


def test_statements_inside_the_document_are_compared(document: Document, tmp_path: Path) -> None:
    """The nine statements count where they stand inside, and only there."""
    line = document.title
    table = Table((line,), (Row((Cell(line), Cell(line))),), 2)
    inside = document._replace(statements=(Attached("收入决算表", table, line),), placing="inline")
    told = _typed(tmp_path / "说明.docx", document)
    assert differences(document._replace(statements=inside.statements, placing="separate"), told) == []
    missing = differences(inside, told)
    assert [(item.kind, item.headings) for item in missing] == [("removed", ("收入决算表",))] * 4
    again = [ProseLine(line.text, told[-1].place)] * 4
    assert differences(inside, [*told, *again]) == []


def test_the_pieces_give_both_sentences(document: Document, tmp_path: Path) -> None:
    """Joined, the pieces of a change are what the draft says and what the file says."""
    told = _typed(
        tmp_path / "说明.docx",
        document,
        lambda text: text.replace("较上年增加。", "比上年有所增加。").replace("451.67", "1,451.67"),
    )
    found: list[Difference] = differences(document, told)
    assert len(found) > 2
    for item in found:
        assert item.kind == "changed"
        assert "".join(piece.before for piece in item.pieces) == item.before
        assert "".join(piece.after for piece in item.pieces) == item.after
