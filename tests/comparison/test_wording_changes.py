"""What a change of wording did: found line by line, laid at the phrase that made it, counted over many units."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import narrator
from helpers.wording_units import EXAMPLES
from narrator.comparison import sentences, wording
from narrator.comparison.aligning import Piece, aligned, pieces
from narrator.comparison.tally import Same, Tally
from narrator.comparison.wording import WordingChange
from narrator.document.tree import Block, Cell, Document, Paragraph, Row, Section, Table
from narrator.figures.values import Place, Text
from narrator.phrases.phrase import Said, Source, Span
from narrator.readers.lines import ProseLine
from narrator.writers import wording as told
from narrator.writers import wording_page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
UP, FROM_YEAR, OWN = "增减.与上年相比", "增减.比上年", "单位.职能"
NOWHERE = Place("", 0, 0)


def read(text: str) -> list[ProseLine]:
    """A snapshot as it is read."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return [ProseLine(line, Place("a.txt", number, 0)) for number, line in lines]


def changed(old: str, document: Document) -> list[WordingChange]:
    return list(wording.changes(read(old), document))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The invented units, drafted."""
    folder: Path = tmp_path_factory.mktemp("units")
    for name, example in EXAMPLES.items():
        (folder / f"{name}.yaml").write_text(example.text(), encoding="utf-8")
    return {name: narrator.draft(narrator.load(folder / f"{name}.yaml")) for name in EXAMPLES}


@pytest.fixture(scope="module")
def archive(documents: dict[str, Document]) -> Document:
    """An ordinary unit."""
    return documents["archive"]


# The text -----------------------------------------------------------------------------------------


def one(*words: str) -> Paragraph:
    """A paragraph; each piece of text a phrase of its own."""
    said = ((Source(f"p{number}", ("",), NOWHERE), text) for number, text in enumerate(words))
    return Paragraph(tuple(Said(source, "", None, (Span(text, source),)) for source, text in said))


def document(*blocks: Block, title: str = "题") -> Document:
    return Document("a", one(title), (Section(1, one("部分"), blocks),))


def test_a_line_a_sentence_and_a_line_a_row() -> None:
    """Headings, sentences, rows; what breaks a line inside, and the space around, is not kept."""
    row = Row((Cell(one(" 一\n二 ")), Cell(one("")), Cell(one("甲。乙。"))))
    table = Table((one("表"),), (row,), 3)
    inside = Section(2, one("节"), (one("一句。二", "句。", "\n三", "\u2028句\t"), table, one(" ", "\n")))
    assert sentences.text(document(inside)) == (
        "题\n部分\n  节\n    一句。\n    二句。\n    三 句\n    表\n    | 一 二 |  | 甲。乙。 |\n"
    )


def test_every_word_of_a_text_is_there(archive: Document) -> None:
    """Nothing but the breaks, bars and indents is added or lost."""
    everything = "".join(line.text for _, line in archive.lines())
    assert re.sub(r"[\s|]", "", sentences.text(archive)) == re.sub(r"[\s|]", "", everything)
    assert all(line.strip() for line in sentences.text(archive).splitlines())


# Aligning -----------------------------------------------------------------------------------------

WORDS = st.text("甲乙丙，。-12.万元 ", max_size=12)


@given(WORDS, WORDS)
def test_the_pieces_of_a_line_give_both(before: str, after: str) -> None:
    """Joined, they are what stood there and what stands there; equal lines have no piece that differs."""
    found = pieces(before, after)
    assert "".join(piece.before for piece in found) == before
    assert "".join(piece.after for piece in found) == after
    assert any(piece.before != piece.after for piece in found) == (before != after)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_every_line_is_aligned_once_and_in_order(old: list[str], new: list[str]) -> None:
    pairs = list(aligned(old, new))
    assert [one for one, _ in pairs if one is not None] == list(range(len(old)))
    assert [other for _, other in pairs if other is not None] == list(range(len(new)))
    assert not [pair for pair in pairs if pair == (None, None)]


# Changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_text_has_no_change(name: str, documents: dict[str, Document]) -> None:
    """However it is indented, and whatever blank lines stand between."""
    text = sentences.text(documents[name])
    assert changed(text, documents[name]) == []
    assert changed("\n\n".join(line.strip() for line in text.splitlines()), documents[name]) == []


def edits(found: list[WordingChange]) -> list[tuple[list[str], tuple[str, ...], str, str]]:
    """What the changes say: phrases, slots, old and new words of each edit."""
    return [
        ([source.phrase for source in edit.sources], edit.slots, *edit.piece) for item in found for edit in item.edits
    ]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # the phrase's own words: in its middle, before a value, after it
        ("收入支出总体与上年相比，增加", "收入支出总体较上年相比，增加", [([UP], (), "较", "与")]),
        ("8.33%，主要原因是：本年新增", "8.33%，原因是：本年新增", [([UP], (), "", "主要")]),
        ("8.33%，主要原因是：本年新增", "8.33%，主要原因是系：本年新增", [([UP], (), "系", "")]),
        ("增加40.00万元，增长8.33%", "增加额40.00万元，增长8.33%", [([UP], (), "额", "")]),
        # figures, with the sign that makes them
        ("增长8.33%", "增长8.34%", [([UP], ("增减率",), "8.34", "8.33")]),
        ("增长8.33%", "增长-8.33%", [([UP], ("增减率",), "-8.33", "8.33")]),
        # the same figure in another format is wording
        ("增长8.33%", "增长8.3300%", [([UP], (), "8.3300", "8.33")]),
        ("增加40.00万元，", "增加40.00 万元，", [([UP], (), " ", "")]),
        # the unit's own words
        ("本年新增馆藏档案数字化任务。", "本年新增数字化任务。", [([UP], ("原因",), "", "馆藏档案")]),
        # both in one sentence
        (
            "，增加40.00万元，增长8.33%",
            "，减少40.00万元，下降7.69%",
            [([UP], (), "减少", "增加"), ([UP], (), "下降", "增长"), ([UP], ("增减率",), "7.69", "8.33")],
        ),
        # words between two phrases may belong to either
        ("收入支出总体与上年相比", "收入支出总体情况与上年相比", [(["总体.主语", UP], (), "情况", "")]),
    ],
    ids=range(11),
)
def test_the_phrase_at_work(
    now: str,
    before: str,
    expected: list[tuple[list[str], tuple[str, ...], str, str]],
    archive: Document,
) -> None:
    """An edit of the first sentence that says 与上年相比, laid at its phrase: as words, or as a value."""
    text = sentences.text(archive)
    sentence = next(line for line in text.splitlines() if "收入支出总体与上年相比" in line)
    assert sentence.count(now) == 1
    earlier = sentence.replace(now, before).strip()
    [found] = changed(text.replace(sentence, earlier, 1), archive)
    assert edits([found]) == expected
    assert (found.before, found.after) == (earlier, sentence.strip())
    assert text.splitlines()[found.line - 1] == sentence


def test_lines_that_come_and_go() -> None:
    """A new line names its phrases and the line before it; a line that is gone names none."""
    now = document(one("甲句。"), one("乙", "句。"), one("丙句。"))
    added, removed = changed("题\n部分\n甲句。\n丙句。\n完全不同的旧话\n", now)
    assert (added.line, added.before, added.after) == (3, "", "乙句。")
    assert edits([added]) == [(["p0", "p1"], (), "", "乙句。")]
    assert (removed.line, removed.before, removed.after) == (5, "完全不同的旧话", "")
    assert edits([removed]) == [([], (), "完全不同的旧话", "")]


def test_a_row_is_compared_cell_by_cell() -> None:
    """An edit of a cell is laid at the phrase of the cell, not at its neighbours."""
    cells = [one("甲"), Paragraph(one("x").said[:0]), one("乙")]
    now = document(Table((), (Row(tuple(map(Cell, cells))),), 3))
    assert edits(changed("题\n部分\n| 甲 |  | 丁 |\n", now)) == [(["p0"], (), "丁", "乙")]
    assert edits(changed("题\n部分\n| 甲 | 5 | 乙 |\n", now)) == [([], (), " 5 ", "  ")]


def test_words_of_the_unit_are_no_wording() -> None:
    """What stands whole in the unit file changes without a phrase."""
    source = Source(OWN, ("",), NOWHERE)
    own = Paragraph((Said(source, "", None, (Span("管档案。", source, "原文", value=Text("管档案。", NOWHERE)),)),))
    assert edits(changed("题\n部分\n管资料。\n", document(own))) == [([OWN], ("原文",), "资料", "档案")]


# One phrase changed -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drafted(archive: Document) -> Callable[[], Document]:
    """The document behind a call: Hypothesis prints what it passes."""
    return lambda: archive


def reworded(document: Document, change: Callable[[Span], Span]) -> Document:
    """The document with each span put through ``change``."""

    def line(words: Paragraph) -> Paragraph:
        return Paragraph(tuple(said._replace(spans=tuple(map(change, said.spans))) for said in words.said))

    def block(item: Block) -> Block:
        if isinstance(item, Section):
            return item._replace(heading=line(item.heading), blocks=tuple(map(block, item.blocks)))
        if isinstance(item, Table):
            rows = (
                row._replace(cells=tuple(cell._replace(content=line(cell.content)) for cell in row.cells))
                for row in item.rows
            )
            return item._replace(title=tuple(map(line, item.title)), rows=tuple(rows))
        return line(item)

    parts = tuple(section for part in document.sections if isinstance(section := block(part), Section))
    return document._replace(title=line(document.title), sections=parts)


def literals(document: Document) -> set[tuple[Source, str]]:
    """The literals that a document prints."""
    return {
        (span.source, span.text)
        for _, line in document.lines()
        for span in line.spans
        if span.value is None and "。" not in span.text[:-1] and span.text.strip("。 \n")
    }


@settings(max_examples=150, deadline=None)
@given(number=st.integers(0, 500), words=st.text("夔龘靐齉爨麤", min_size=1, max_size=6))
def test_a_change_of_a_literal_is_laid_at_its_phrase(number: int, words: str, drafted: Callable[[], Document]) -> None:
    """And at no other: whatever stood there before, nothing but this phrase is told, nor any value."""
    archive = drafted()
    found = sorted(literals(archive))
    source, text = found[number % len(found)]
    new = words + ("。" if text.endswith("。") else "")
    now = reworded(archive, lambda span: span._replace(text=new) if span[:2] == (text, source) else span)
    tally = Tally()
    assert tally.add("a", changed(sentences.text(archive), now))
    assert {(group.kind, group.sources) for group in tally.groups()} == {("reworded", (source,))}


# Many units ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tally(documents: dict[str, Document]) -> Tally:
    """Two phrases reworded in all units, one figure and one sentence changed in one of them."""
    counted = Tally()
    for name, document in documents.items():
        old = sentences.text(document).replace("与上年相比，增加", "较上年增加").replace("比上年增加", "比去年增加")
        if name == "archive":
            old = f"{old.replace('本年收入合计500.00', '本年收入合计499.00')}没有了的<一句>\n"
        counted.add(name, changed(old, document))
    return counted


def test_groups_are_told_biggest_first_values_last(tally: Tally) -> None:
    """A phrase with how many sentences of how many units; a change of words once, whatever its figures."""
    groups = tally.groups()
    assert [group.kind for group in groups][:2] == ["reworded", "reworded"]
    assert {group.kind for group in groups} == {"reworded", "removed", "values"}
    kinds = [group.kind == "values" for group in groups]
    assert kinds == sorted(kinds)
    counts = [group.sentences for group in groups if group.kind != "values"]
    assert counts == sorted(counts, reverse=True)
    by_phrase = {group.sources[0].phrase: group for group in groups if group.kind == "reworded"}
    assert {UP, FROM_YEAR} <= {*by_phrase}
    [same] = next(group for group in groups if group.sources and group.sources[0].phrase == UP).same
    assert same.words == (Piece("较", "与"), Piece("", "相比，"))
    assert sum(same.units.values()) == same.sentences > Same.kept == len(same.examples)
    assert (tally.units, tally.changed) == (len(EXAMPLES), len(EXAMPLES) - 1)


def test_a_value_that_changed_as_well_makes_a_change_of_words_doubtful(archive: Document) -> None:
    """Where another condition holds, the words change with the figures: the report says that it may be so."""
    old = sentences.text(archive).replace("增加40.00万元，增长8.33%", "减少40.00万元，下降7.69%", 1)
    counted = Tally()
    counted.add("a", changed(old, archive))
    text = told.plain(told.write(counted))
    assert "其中 1 句的数值或自填文字也变了，可能只是换了条件。" in text
    assert counted.lines == {"reworded": 1, "added": 0, "removed": 0, "values": 0}


def test_the_lines_for_a_terminal(tally: Tally) -> None:
    """Phrase, extent, place, words, an example; the same in colour without the marks."""
    text = told.plain(told.write(tally))
    [title] = [line for line in text.splitlines() if line.startswith(f"用语变了　{UP}（增加、持平、两年均为零）：")]
    assert re.fullmatch(r".*：\d+ 句，\d+ 个单位", title)
    assert "  见 xinjiang/phrases/common.yaml:" in text
    assert "  〔较→与〕 … 〔→相比，〕　" in text
    assert re.search("「.*〔较→与〕上年〔→相比，〕增加.*」", text)
    assert "〔没有了的<一句>→〕" in text
    assert "〔499.00→500.00〕" in text
    assert re.search(rf"\n比了 {len(EXAMPLES)} 个单位，{len(EXAMPLES) - 1} 个与快照不同：用语变了 \d+ 句，", text)
    coloured = [told.styled(line, marks=False) for line in told.write(tally)]
    without = "\n".join("".join(words for words, _ in line) for line in coloured)
    assert without == re.sub("〔(.*?)→(.*?)〕", r"\1\2", text)
    assert {part for line in coloured for part in line} >= {("较", "red strike"), ("相比，", "green bold")}


def test_many_changes_of_one_phrase_are_cut_short_and_said_so() -> None:
    """On a terminal; the page has them all."""
    counted = Tally()
    for number in range(20):
        words = chr(ord("甲") + number)
        counted.add(f"u{number}", changed(f"题\n部分\n旧{words}句。\n", document(one("新句。"))))
    assert "……其余 12 种从略，--html 全部列出。" in told.plain(told.write(counted))
    assert wording_page.write(counted).count("<h3 ") == 20


def test_the_page(tally: Tally) -> None:
    """Stand-alone, with one script of its own; every group, its units, its words in colour; nothing unescaped."""
    page = wording_page.write(tally)
    assert not re.search(r"<script [^>]*src|<link|https?:|url\(|@import", page)
    assert page.count("<script>") == 1
    assert "<del>较</del><ins>与</ins>" in page
    assert "<del>没有了的&lt;一句&gt;</del>" in page
    assert page.count("<h2>") == len(tally.groups()) == page.count('<details class="group"')
    for group in tally.groups():
        assert f">{html.escape(told.title(group))}</a>" in page
    text = html.unescape(re.sub("<[^>]+>", "", page))
    assert {unit for unit in EXAMPLES if unit not in text} == {"new"}  # it has no last year to compare
    assert text.count("……其余 ") == sum(same.sentences > Same.kept for group in tally.groups() for same in group.same)


def test_a_unit_that_cannot_be_read_is_named() -> None:
    """On the page and on the screen, with what is wrong: silence would look like no change."""
    counted = Tally()
    counted.add("a", [])
    counted.failed["乙<局>"] = ("unit.yaml:3:1：U201 缺少这一项。", "unit.yaml:4:1：U203 「x」不是数字。")
    page = wording_page.write(counted)
    assert "有 1 个单位读不了，没有比：乙&lt;局&gt;。" in page
    assert "<li>unit.yaml:4:1：U203 「x」不是数字。</li>" in page
    assert told.plain(told.write(counted)).endswith("有 1 个单位读不了，没有比：乙<局>。")


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("降低5.00%", "下降5.00%", ["降低→下降", "5.00%"]),
        ("没有变化", "持平", ["没有变化→持平"]),
        ("与上年相比，", "较上年相比，", ["与→较", "上年相比，"]),
        ("其他收入12.5万元", "经营收入12.5万元", ["其他收入→经营收入", "12.5万元"]),
        ("共1,307.71万元", "共 1307.71 万元", ["共", "→ ", "1,307.71→1307.71", "→ ", "万元"]),
    ],
)
def test_words_and_numbers_are_cut_as_wholes(before: str, after: str, cut: list[str]) -> None:
    """「下降低」 is nobody's word: what differs is 降低 and 下降."""
    found = pieces(before, after)
    assert [one.before if one.before == one.after else f"{one.before}→{one.after}" for one in found] == cut


def test_a_page_without_a_change_says_so() -> None:
    counted = Tally()
    counted.add("a", [])
    page = wording_page.write(counted)
    assert "1 个单位的文字与快照相同。" in page
    assert "<table>" not in page
