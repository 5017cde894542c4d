"""Writers: the same sentences and cells in every format, read back by independent readers."""

from __future__ import annotations

import html
import html.parser
import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import narrator
from narrator.cli import drafting
from narrator.document.tree import Document
from narrator.writers import FORMATS, files

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(FIXTURE))


def _tokens(text: str) -> list[str]:
    return [" ".join(token.split()) for token in text.replace("\t", "\n").split("\n") if token.strip()]


class _Page(html.parser.HTMLParser):
    """Collects the text of each heading, paragraph and table cell, and the spans of the cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []
        self.cells: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new block begins a new token; a cell notes its extent."""
        if tag in ("h1", "h2", "h3", "h4", "p", "td", "th", "caption", "br"):
            self.tokens.append("")
        if tag in ("td", "th"):
            spans = dict(attrs)
            self.cells.append((int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1)))

    def handle_data(self, data: str) -> None:
        """Words belong to the block that is open."""
        if self.tokens:
            self.tokens[-1] += data


def test_text_has_a_line_a_paragraph_and_tabs_between_cells(document: Document) -> None:
    """Paragraphs and rows are lines; no line break or tab comes from inside a cell."""
    text = narrator.render(document, "txt")
    assert text.endswith("》\n")
    rows = [line for line in text.splitlines() if "\t" in line]
    assert len(rows) == 16 + 22
    assert "部门资金（万元）\t资金来源\t年初预算数\t全年预算数\t全年执行数\t分值权重\t执行率\t得分" in rows
    assert text.count("部门资金（万元）") == 1


def test_markdown_is_the_same_text(document: Document) -> None:
    """A CommonMark reader finds the same tokens, and cells as wide as the tables."""
    page = _Page()
    page.feed(MarkdownIt("commonmark", {"html": True}).render(narrator.render(document, "md")))
    assert _tokens("\n".join(page.tokens)) == _tokens(narrator.render(document, "txt"))
    assert (5, 1) in page.cells
    assert (12, 1) in page.cells
    assert (1, 12) in page.cells


@pytest.mark.parametrize(
    "words",
    [
        "*不是强调* _也不是_ `代码` [链接](x) <b>粗</b> & | ~~删~~ \\",
        "# 不是标题",
        "- 不是列表",
        "+ 不是列表",
        "1. 不是列表",
        "2) 不是列表",
        "> 不是引文",
        "=== 不是标题线",
        "------",
        "职能&lt;一&gt;&copy;",
        "<!-- 不是注释 -->",
    ],
    ids=lambda words: "case",
)
def test_markdown_prints_the_units_words_as_they_are(words: str, tmp_path: Path) -> None:
    """Whatever a unit writes, Markdown shows it as written, in paragraphs and in table cells."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    text = text.replace("  （1）主要负责自治州对口援疆领导小组的日常事务。", f"  {words}")
    text = text.replace("三级指标: 陪同援疆省市考察", f"三级指标: {json.dumps(words, ensure_ascii=False)}")
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    drafted = narrator.draft(narrator.load(tmp_path))
    page = _Page()
    page.feed(MarkdownIt("commonmark", {"html": True}).render(narrator.render(drafted, "md")))
    assert [token.strip() for token in page.tokens].count(words) == 2


def test_line_breaks_and_tabs_in_a_cell_become_one_space(tmp_path: Path) -> None:
    """A goal written over several lines is one cell."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    start = text.index("    预期目标: 该项目主要用于")
    end = text.index("\n", start)
    text = text[:start] + '    预期目标: "目标一\\n\\t目标二\\n目标三"' + text[end:]
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    drafted = narrator.draft(narrator.load(tmp_path))
    assert "\n目标一 目标二 目标三\t截至" in narrator.render(drafted, "txt")
    assert "目标一<br>目标二<br>目标三" in narrator.render(drafted, "md")


def test_json_holds_the_whole_tree(document: Document) -> None:
    """Every sentence, span, value and origin is in the JSON, and joins to the text."""
    tree = json.loads(narrator.render(document, "json"))
    assert set(tree) == {"pack", "cover", "title", "sections", "gaps", "notes", "statements", "reading"}
    assert [statement["term"] for statement in tree["statements"]][:2] == ["收入支出决算总表", "收入决算表"]
    overview = tree["sections"][1]["blocks"][0]
    assert overview["section"]["text"] == "一、收入支出决算总体情况说明"
    change = overview["blocks"][2]["paragraph"]
    said = [said for sentence in change["sentences"] for said in sentence]
    assert "".join(span["text"] for phrase in said for span in phrase["spans"]) == change["text"]
    subject, clause = said
    assert subject["phrase"] == "总体.主语"
    assert (clause["phrase"], clause["fact"], clause["kind"]) == ("增减.与上年相比", "收入支出总体增减", "Change")
    assert (clause["condition"], clause["place"]["file"]) == ("up", "xinjiang/phrases/common.yaml")
    rate = next(span for span in clause["spans"] if span.get("slot") == "增减率")
    assert rate["text"] == "25.42%"
    assert rate["value"]["figure"] == "25.42"
    assert rate["value"]["unit"] == "%"
    origin = rate["value"]["origin"]
    assert origin["with_numbers"] == "|451.67 − 360.14| ÷ 360.14 × 100"
    assert origin["inputs"]["上年数"]["origin"]["key"] == "收入支出决算总表/收入/总计/上年"
    assert origin["inputs"]["上年数"]["origin"]["line"] > 1


@pytest.mark.parametrize("form", ["md", "json", "html"])
def test_a_stamp_tells_an_edited_file_from_an_untouched_one(form: str, document: Document) -> None:
    """The stamp fits what was written, and no longer fits when a character changed."""
    written = narrator.write(document, form)
    stamped = files.stamped(form, written)
    assert files.untouched(form, stamped)
    assert not files.untouched(form, stamped.replace(b"451.67", b"451.68", 1))
    assert files.untouched(form, written) == (form == "docx")  # Word brings its own
    if form == "json":
        assert json.loads(stamped)["stamp"]


def test_the_command_line_offers_every_writer() -> None:
    assert set(FORMATS) == set(drafting.draft.params[2].type.choices)  # type: ignore[attr-defined]


def test_text_has_no_room_for_a_stamp(document: Document) -> None:
    """Plain text is published as it is; it is never taken for untouched."""
    text = narrator.write(document, "txt")
    assert files.stamped("txt", text) == text
    assert not files.untouched("txt", text)
