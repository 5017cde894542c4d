"""The HTML page: the same words as plain text, sound markup, an origin for every figure, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

import narrator
from helpers import points, published
from helpers.web_page import Page
from narrator.document.tree import Attached, Block, Cell, Checked, Document, Meta, Paragraph, Row, Section, Table
from narrator.figures.findings import Finding
from narrator.figures.values import Figure, Formula, Gap, Place
from narrator.phrases.phrase import Said, Span
from narrator.phrases.phrasebook import Phrasebook
from narrator.rules.kinds import KINDS
from narrator.tasks import drafting
from narrator.writers import html
from narrator.writers.options import Options

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"
PHRASING = {"span", "mark", "br", "a", "b", "i"}
LIVE = {"a", "button", "input", "select", "summary"}
ONLY_PHRASING = {"p", "span", "mark", "a", "h1", "h2", "h3", "h4", "summary", "title"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "' onfocus='alert(1)",
    "]]> --> <!-- &lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "$title ${style} $$",
]


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(FIXTURE))


@pytest.fixture(scope="module")
def source(document: Document) -> str:
    """Its page."""
    return html.write(document)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    """Its page, read."""
    return Page(source)


def _tokens(texts: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts if text.strip()]


def _changed(tmp_path: Path, *changes: tuple[str, str]) -> Document:
    """The draft of the fixture with changes to its unit file."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    return narrator.draft(narrator.load(tmp_path))


def _line(*spans: Span) -> Paragraph:
    return Paragraph((Said(spans[0].source, None, None, spans),))


def test_the_text_is_that_of_the_text_writer(document: Document, page: Page) -> None:
    """The same lines and cells in the same order, and no other text inside <main>."""
    plain = narrator.render(document, "txt").replace("\t", "\n").split("\n")
    assert _tokens(page.tokens) == _tokens(plain)
    assert "".join(page.by_id["text"].split()) == "".join("".join(plain).split())


def test_the_markup_is_sound(page: Page) -> None:
    """No block inside a paragraph, span or heading; lists hold items; tables hold rows."""
    parents = {"li": {"ol", "ul"}, "tr": {"thead", "tbody"}, "td": {"tr"}, "th": {"tr"}, "caption": {"table"}}
    for element in page.elements:
        if ONLY_PHRASING & set(element.around):
            assert element.tag in PHRASING, element
        if element.tag in parents:
            assert element.around[-1] in parents[element.tag], element
        if element.around and element.around[-1] in ("ol", "ul", "tr", "table", "thead", "tbody"):
            assert element.tag in ("li", "td", "th", "tr", "caption", "thead", "tbody"), element
    [language] = [element.attributes["lang"] for element in page.elements if element.tag == "html"]
    assert language == "zh-CN"
    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_target_exists_and_nothing_comes_from_outside(source: str, page: Page) -> None:
    """Links stay in the page, what is pointed at is there, and no attribute asks for another file."""
    for element in page.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            for target in element.attributes.get(name, "").split():
                assert page.by_id[target].strip()
        href = element.attributes.get("href")
        if href is not None:
            assert href[0] == "#"
            assert href[1:] in page.by_id
        assert not {"src", "action", "data", "style"} & set(element.attributes)
        assert not [name for name in element.attributes if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import|//\w", source)


def test_the_policy_names_what_the_page_holds(page: Page) -> None:
    """Nothing loads but this style and this script, by their hashes."""
    [policy] = [element.attributes["content"] for element in page.elements if "http-equiv" in element.attributes]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for kind in ("style", "script"):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in page.raw[kind]]
        assert rules[f"{kind}-src"] == " ".join(f"'sha256-{value}'" for value in hashes)


def test_every_figure_tells_its_origin(document: Document, page: Page) -> None:
    """Each figure of the text can be focused and says its number, with cell or line, or with its formula."""
    spans = [span for _, line in document.lines() for span in line.spans if isinstance(span.value, Figure)]
    counted = Formula("number", "序号", ())
    wanted = [span.text for span in spans if isinstance(span.value, Figure) and span.value.origin != counted]
    figures = [(element, text) for element, text in page.places if element.attributes["class"].startswith("f")]
    assert [text for _, text in figures] == wanted
    assert len(wanted) > 200
    for element, text in figures:
        assert element.attributes["tabindex"] == "-1"
        told = page.by_id[element.attributes["aria-describedby"].split()[0]]
        digits = re.sub(r"[^\d.]", "", text).rstrip("0").rstrip(".")
        assert digits in told
        assert re.search(r"unit\.yaml 第 \d+ 行| = |的个数", told), told


def test_a_rate_shows_formula_numbers_and_inputs(page: Page) -> None:
    """The key of a rate: numbers, expression, both inputs with their lines; wording and condition."""
    [about] = {element.attributes["aria-describedby"] for element, text in page.places if text == "25.42%"}
    origin, wording = (page.by_id[name] for name in about.split())
    assert "|451.67 − 360.14| ÷ 360.14 × 100 = 25.42%" in origin
    assert "|本年数 − 上年数| ÷ 上年数 × 100" in origin
    assert re.search(r"上年数 360\.14万元：unit\.yaml 第 \d+ 行 收入支出决算总表·收入·总计·上年", origin)
    assert wording.startswith("用语：增减.与上年相比；条件：增加（")


def test_no_folder_leaves_with_the_page(source: str) -> None:
    """A file is named without its folder: a path may hold a person's name."""
    assert str(FIXTURE.parent) not in source
    assert "changji-2024/" not in source


def test_the_page_is_small_and_always_the_same(document: Document, source: str) -> None:
    """The same document gives the same bytes."""
    assert html.write(document, Options()) == source
    assert source.endswith("</html>\n")
    assert len(source.encode()) < 600_000


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_words_of_the_unit_never_become_markup(words: str, tmp_path: Path) -> None:
    """Whatever a unit writes, in a paragraph, a cell or a name, is shown as written."""
    quoted = json.dumps(words, ensure_ascii=False)
    drafted = _changed(
        tmp_path,
        ("  （1）主要负责自治州对口援疆领导小组的日常事务。", f"  {words}"),
        ("三级指标: 陪同援疆省市考察", f"三级指标: {quoted}"),
        ("单位名称: 昌吉回族自治州对口援疆工作领导小组办公室", f"单位名称: {quoted}"),
    )
    drafted = drafted._replace(meta=Meta(unit=words), notes=(Finding("N999", None, words, words),))
    written = html.write(drafted)
    read = Page(written)
    assert _tokens(read.tokens) == _tokens(narrator.render(drafted, "txt").replace("\t", "\n").split("\n"))
    assert [token.strip() for token in read.tokens].count(words) == 4
    assert words in read.by_id["n1"]
    assert sum(element.tag == "script" for element in read.elements) == 1
    assert not [element for element in read.elements if element.tag == "img"]
    assert not [element for element in read.elements if any(name.startswith("on") for name in element.attributes)]


def test_line_breaks_stay_in_a_cell(tmp_path: Path) -> None:
    """A goal written over several lines keeps them; tabs become a space."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("    预期目标: 该项目主要用于"))
    drafted = _changed(tmp_path, (old, '    预期目标: "目标一\\n\\t目标二\\n目标三"'))
    assert "目标一<br>目标二<br>目标三" in html.write(drafted)


def test_gaps_are_marked_and_listed_first(tmp_path: Path) -> None:
    """A missing value is a mark in the text; the list leads to each of its places."""
    drafted = _changed(tmp_path, ("上年: 360.14, ", ""))
    holes = list(drafted.gaps())
    assert holes
    read = Page(html.write(drafted))
    marks = [element for element in read.elements if element.tag == "mark"]
    assert [read.by_id[element.attributes["id"]] for element in marks] == [hole.mark for hole in holes]
    keys = list(dict.fromkeys(hole.gap.key for hole in holes))
    for number, key in enumerate(keys, 1):
        assert key.replace("/", "·") in read.by_id[f"g{number}"]
    links = [
        element.attributes["href"][1:] for element in read.elements if element.tag == "a" and "aside" in element.around
    ]
    assert sorted(links) == sorted(element.attributes["id"] for element in marks)
    tags = [element.tag for element in read.elements]
    assert tags.index("aside") < tags.index("main")


def test_notes_are_listed_and_marked_where_they_have_a_place(document: Document) -> None:
    """A note on an input marks every figure that comes from it; a note without a place is only listed."""
    values = (span.value for _, line in document.lines() for span in line.spans if span.text == "451.67万元")
    figure = next(value for value in values if isinstance(value, Figure))
    assert isinstance(figure.origin, Place)
    notes = (Finding("N998", None, "通盘的提示。"), Finding("N999", figure.origin, "这一项的提示。", "请核对。"))
    read = Page(html.write(document._replace(notes=notes)))
    assert read.by_id["n1"] == "N998 通盘的提示。"
    assert re.fullmatch(r"N999 unit\.yaml 第 \d+ 行 \S+：这一项的提示。请核对。", read.by_id["n2"])
    noted = [text for element, text in read.places if "n2" in element.attributes["aria-describedby"].split()]
    assert "451.67万元" in noted
    assert "25.42%" in noted
    assert "307.71万元" not in noted
    assert not [element for element, _ in read.places if "n1" in element.attributes["aria-describedby"].split()]


def test_the_contents_lead_to_every_heading(document: Document, page: Page) -> None:
    """Parts, sections and sub-sections, nested as in the text."""
    links = [element for element in page.elements if element.tag == "a" and "nav" in element.around]
    headings = [
        (element.attributes["id"], int(element.tag[1]) - 1)
        for element in page.elements
        if re.fullmatch("h[2-4]", element.tag)
    ]
    assert [(link.attributes["href"][1:], link.around.count("ol")) for link in links] == headings
    assert sum(isinstance(section, Section) for section in document.sections) == 4


def _span(document: Document) -> Span:
    return next(document.title.spans)._replace(value=None)


def _grid(document: Document, *, leading: bool) -> Table:
    """A table with a merged head, by hand."""
    literal = _span(document)

    def cell(text: str, rows: int = 1, cols: int = 1, align: str = "left") -> Cell:
        return Cell(_line(literal._replace(text=text)), rows, cols, align)

    head = Row((cell("项目", 2 if leading else 3), cell("决算数", 1, 2)), header=True)
    under = Row((cell("甲"), cell("")), header=True)
    body = Row((cell("合计"), cell("1,234.50", align="right"), cell("0.00", align="right")))
    return Table(
        (_line(literal._replace(text="收入决算表")), _line(literal._replace(text="金额单位：万元"))),
        (head, under, body),
        3,
    )


def test_the_room_behind_a_figure_is_no_text() -> None:
    """Figures of a column stand on their points: what is missing behind them is told to the style, in an attribute."""
    read = Page(html.write(points.document()))
    cells = [element.attributes for element in read.elements if element.tag == "td"]
    assert [attributes.get("data-behind", "") for attributes in cells if attributes.get("class") == "right"][:3] == [
        ".000分",
        ".00",
        "",
    ]
    told = [text for row in zip(*points.COLUMNS, strict=True) for text in ("指标", *row)]
    assert read.tokens[-len(told) :] == told


@pytest.mark.parametrize("placing", ["inline", "separate", "none"])
def test_statements_follow_the_text_where_they_stand_inside(document: Document, placing: str) -> None:
    """The tables with their notes, in the contents as well; a gap of a statement is on the list."""
    literal = _span(document)
    gap = Gap("收入决算表", "收入决算表的单元格")
    statements = (
        Attached("收入决算表", _grid(document, leading=True), wide=True),
        Attached("支出决算表", _grid(document, leading=True), _line(literal._replace(text="本表为空。")), gap=gap),
    )
    read = Page(html.write(document._replace(statements=statements, placing=placing)))
    plain = Page(html.write(document))
    added = read.tokens[len(plain.tokens) :]
    if placing != "inline":
        assert not added
        return
    once = ["收入决算表", "金额单位：万元", "项目", "决算数", "甲", "", "合计", "1,234.50", "0.00"]
    assert added == [*once, *once, "本表为空。"]
    sections = [element for element in read.elements if "statement" in element.attributes.get("class", "")]
    assert [element.attributes["class"] for element in sections] == ["statement wide", "statement"]
    assert f"#{sections[1].attributes['id']}" in [element.attributes.get("href") for element in read.elements]
    assert "收入决算表的单元格" in read.by_id["g1"]


def test_charts_stand_behind_their_paragraphs(document: Document) -> None:
    """Each chart is a picture inside the page, with its words beside it; the text stays the same."""
    source = html.write(document, Options(charts=True, font_dirs=(Path(pylopdf_fonts_zh_cn.__file__).parent,)))
    pictures = re.findall(r'</p>(?:\n<figure>.*</figure>)*\n<figure><img alt="([^"]+)" src="data:image/svg', source)
    read = Page(re.sub(r"<figure>.*?</figure>", "", source))
    assert [picture.split("：")[0].split(" ")[0] for picture in pictures] == ["图1", "图2", "图3", "图4", "图5"]
    assert "451.67万元" in pictures[0]
    assert read.tokens == Page(html.write(document)).tokens


@pytest.mark.parametrize("name", ["changji", "putuo-hostile"])
def test_published_tables_are_whole(name: str, tmp_path: Path) -> None:
    """The nine tables of a workbook: each cell, each figure with its sheet and cell."""
    drafted = narrator.draft(published.unit_of(name, tmp_path))._replace(placing="inline")
    source = html.write(drafted)
    read = Page(source)
    wanted = [
        line.text
        for attached in drafted.statements
        for line in (
            *attached.table.title,
            *(cell.content for row in attached.table.rows for cell in row.cells),
            *([attached.note] if attached.note else []),
        )
    ]
    assert len(wanted) > 300
    plain = narrator.render(drafted, "txt").replace("\t", "\n").split("\n")
    assert _tokens(read.tokens) == _tokens([*plain, *wanted])
    assert re.search(r"\.xlsx [^<>]+![A-Z]+\d+", source)
    assert len(source.encode()) < 900_000


def test_head_rows_have_scopes_and_stay_whole(document: Document) -> None:
    """Leading header rows form the head, unless a cell reaches out of it; an empty cell heads nothing."""
    for leading in (True, False):
        section = document.sections[0]._replace(blocks=(_grid(document, leading=leading),))
        read = Page(html.write(document._replace(sections=(section,))))
        heads = [element for element in read.elements if element.tag == "th"]
        assert [element.attributes["scope"] for element in heads] == ["col", "colgroup", "col"]
        assert all(("thead" in element.around) == leading for element in heads)
        assert [element.attributes.get("class") for element in read.elements if element.tag == "td"][-2:] == [
            "right"
        ] * 2


# The desk -----------------------------------------------------------------------------------------------


def test_a_change_is_marked_as_its_condition_says(document: Document, page: Page) -> None:
    """▲, ▼ and ＝ stand at the change of each phrase that compares with last year, and nowhere else."""
    wanted = []
    for _, line in document.lines():
        for said in line.said:
            kind = KINDS[said.fact.kind] if said.fact else None
            if kind is None or not kind.inputs or not kind.inputs[0].startswith("上年"):
                continue
            sense = kind.senses.get(said.condition or "", 0)
            spans = [span for span in said.spans if span.slot in (*kind.unsigned, *kind.signed)]
            if spans:
                wanted.append(({1: "up", -1: "down", 0: "even"}[sense], spans[0].text))
    marked = [(way, text) for element, text in page.places for way in element.attributes["class"].split()[1:]]
    assert marked == wanted
    assert ("up", "91.53万元") in marked
    assert {"down", "even"} <= set(dict(marked))


def test_the_keys_meet_the_text_once(document: Document, page: Page) -> None:
    """No figure, gap or sentence is a tab stop of its own; whole sentences are what the keys go through."""
    inside = [element for element in page.elements if "main" in element.around]
    stops = [element for element in inside if element.attributes.get("tabindex") == "0" or element.tag in LIVE]
    assert {element.attributes.get("class") for element in stops} == {"scroll"}
    assert all(element.attributes.get("aria-label") or element.attributes.get("aria-labelledby") for element in stops)
    paragraphs = [line.text for line in _paragraphs(document.sections)]
    wanted = [part for text in paragraphs for part in re.findall("[^。]*。|[^。]+", text)]
    begun = sum(element.attributes.get("class") == "s" for element in inside)
    assert begun == len(wanted)


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _paragraphs(block.blocks)
        elif isinstance(block, Paragraph):
            yield block


def test_every_control_has_a_name(page: Page) -> None:
    """A field has a label, a button words or a label of its own; skip links lead to text, list, contents."""
    labelled = {element.attributes.get("for") for element in page.elements if element.tag == "label"}
    for element in page.elements:
        if element.tag in ("input", "select"):
            assert element.attributes["id"] in labelled or element.around[-1] == "label"
        if element.tag == "button":
            assert page.by_id[element.attributes["id"]].strip()
        if element.tag in ("nav", "aside", "header"):
            assert element.attributes["aria-label"]
    skips = [element.attributes["href"] for element in page.elements if element.attributes.get("class") == "skip"]
    assert skips == ["#text", "#open", "#contents"]


def test_what_the_checks_found_is_listed_and_leads_to_its_places(document: Document) -> None:
    """The gravest first, a 疑点 with what was written about it; differences of rounding are folded and mark nothing."""
    values = (span.value for _, line in document.lines() for span in line.spans if span.text == "451.67万元")
    place = next(value.origin for value in values if isinstance(value, Figure))
    assert isinstance(place, Place)
    checked = (
        Checked("错误", Finding("K998", place, "1 ≠ 2", "请改。")),
        Checked("疑点", Finding("K999", None, "翻了一番"), "待确认"),
        Checked("尾差", Finding("K997", place, "差 0.01")),
    )
    source = html.write(document._replace(checked=checked))
    read = Page(source)
    assert re.fullmatch(r"错误 K998 unit\.yaml 第 \d+ 行 \S+：1 ≠ 2请改。", read.by_id["k1"])
    assert read.by_id["k2"] == "疑点（待确认） K999 翻了一番"
    assert "错误 1 处，疑点 1 处，尾差 1 处" in read.by_id["open"]
    assert [folded for folded in ("found", "rounding") if f'<details class="{folded}">' in source] == ["rounding"]
    noted = [element for element, _ in read.places if "k1" in element.attributes["aria-describedby"].split()]
    links = [element.attributes["href"][1:] for element in read.elements if element.tag == "a"]
    assert {element.attributes["id"] for element in noted} >= {link for link in links if link.startswith("m")} != set()
    assert "没有核对过数据" in Page(html.write(document)).by_id["open"]
    assert "错误 0 处，疑点 0 处，尾差 0 处" in Page(html.write(document._replace(checked=()))).by_id["open"]


def _told_to_nobody(lines: Iterable[str]) -> None:
    assert all(isinstance(line, str) for line in lines)


def test_a_page_that_is_drafted_tells_what_the_checks_say(tmp_path: Path) -> None:
    """The command runs every check for a page; a sum that does not hold is on it, with its place."""
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8").replace("451.67", "951.67", 1)
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    made = drafting.make(drafting.Order(tmp_path, form="html"), Phrasebook(), _told_to_nobody)
    told = Page(made.content.decode()).by_id
    assert re.match(r"错误 K\d+ unit\.yaml 第 \d+ 行 ", told["k1"])
    assert "没有核对过数据" not in told["open"]


def test_a_gap_names_the_cell_of_the_form(document: Document, tmp_path: Path) -> None:
    """Where the unit came from a form, a gap tells its sheet and cell."""
    drafted = _changed(tmp_path, ("上年: 360.14, ", ""))
    [key] = {hole.gap.key for hole in drafted.gaps()} & {"收入支出决算总表/收入/总计/上年"}
    placed = drafted._replace(places={key: Place("填报表.xlsx", 7, 4, key, "收支")})
    assert "收支!D7" in Page(html.write(placed)).by_id["open"]
    assert "收支!D7" not in Page(html.write(drafted)).by_id["open"]


# Colours --------------------------------------------------------------------------------------------


def _style(name: str = "page.css") -> str:
    return re.sub(r"/\*.*?\*/", "", (ROOT / "narrator" / "writers" / name).read_text(encoding="utf-8"), flags=re.S)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(dark: bool) -> None:
    """Text on paper, and on every ground that the style gives it, has a contrast of 4.5 or more (WCAG AA)."""
    style = _style()
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", style))
    assert set(re.findall(r"#[0-9a-f]{3,6}\b(?=[;\s])", style)) <= set(colours.values())
    if dark:
        light, colours = colours, dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", _style("dark.css")))
        assert colours.keys() == light.keys()
    grounds = ("paper", "gap", "note", "panel", "head")
    pairs = [("ink", ground) for ground in grounds]
    pairs += [(text, ground) for text in ("link", "more", "less") for ground in ("paper", "panel")]
    for block in re.findall(r"\{([^{}]*)\}", style):
        text = re.search(r"(?:^|[;\s])color: var\(--(\w+)\)", block)
        ground = re.search(r"background: var\(--(\w+)\)", block)
        if text or ground:
            pairs.append((text.group(1) if text else "ink", ground.group(1) if ground else "paper"))
    assert ("paper", "link") in pairs
    for text_colour, ground_colour in pairs:
        assert _contrast(colours[text_colour], colours[ground_colour]) >= 4.5, (text_colour, ground_colour)


def test_print_is_the_official_layout() -> None:
    """A4 with the margins of GB/T 9704, 仿宋 16 pt on 28 pt, page numbers, and nothing around the text."""
    style = _style()
    assert "margin: 37mm 26mm 35mm 28mm" in style
    printed = style[style.index("@media print") :]
    assert "font: 16pt/28pt var(--仿宋)" in printed
    assert re.search(r"\.skip, #tools, \.contents, aside, \.last, #told, #panel \{ display: none; \}", printed)
    assert 'content: "— " counter(page) " —"' in style
