"""Reading a PDF back: paragraphs and tables whole again, what belongs to the pages gone, hostile files refused."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from importlib import util
from pathlib import Path

import pytest

import narrator
from helpers import every_format, published
from helpers.plain_pdf import grid, pdf, stream, text
from narrator.document.tree import Document
from narrator.figures.findings import Refused
from narrator.readers import package, paged, prose
from narrator.readers.lines import Cell, Prose
from narrator.readers.pdf_pages import Page
from narrator.readers.pdf_rows import Row
from narrator.readers.ruled import RuledCell
from narrator.writers import docx
from narrator.writers import pdf as written

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the published texts do not stand beside the repository")
SECONDS = 60  # of the clock, on a slow and busy machine; the point is that it ends


def _read(folder: Path, content: bytes) -> Prose:
    path = folder / "说明.pdf"
    path.write_bytes(content)
    return prose.load(path)


def _lines(told: Prose) -> list[tuple[str, Cell | None]]:
    return [(line.text, line.cell) for line in told.lines]


# Our own files ------------------------------------------------------------------------------------------


def _said(told: Prose) -> list[tuple[str, int]]:
    """Each line and each cell with its column, without spaces; Word sets the lines over a statement on one."""
    return [
        ("".join(part.split()), line.cell.column if line.cell else 0)
        for line in told.lines
        for part in ([line.text] if line.cell else line.text.split("\t"))
        if part.strip()
    ]


def _same(document: Document, folder: Path) -> None:
    path = folder / "说明.docx"
    path.write_bytes(docx.write(document))
    lines = _said(prose.load(path))
    assert len(lines) > 90
    assert _said(_read(folder, written.write(document, every_format.OPTIONS._replace(toc=True)))) == lines


@pytest.mark.parametrize("name", every_format.NAMES)
def test_our_own_pdf_says_what_our_word_file_says(name: str, tmp_path: Path) -> None:
    """Paragraphs over lines and pages, tables over pages, page numbers and contents left out; headings by bookmarks."""
    document = every_format.draft(name, tmp_path)
    _same(document, tmp_path)
    told = prose.load(tmp_path / "说明.pdf").lines
    headings = {line.text: line.heading for line in told if line.heading}
    assert headings["第二部分 部门决算情况说明"] == 1
    assert headings["一、收入支出决算总体情况说明"] == 2
    assert [line.page for line in told] == sorted(line.page for line in told)
    assert told[-1].page > 10


@pytest.mark.parametrize("pack", ["guangdong/2023", "shanghai/2024", "sichuan/2023", "zhejiang/2021"])
def test_so_it_is_with_other_wordings(pack: str, tmp_path: Path) -> None:
    document = narrator.draft(narrator.load(published.UNIT_FILE), pack)._replace(placing="inline")
    _same(document, tmp_path)


# Published files ----------------------------------------------------------------------------------------


@needs_corpus
def test_a_published_file_reads_as_a_person_reads_it(tmp_path: Path) -> None:
    told = prose.load(CORPUS / "上海-普陀区财政局2024.pdf")
    texts = [line.text for line in told.lines]
    assert texts[:3] == ["上海市普陀区财政局", "2024年度部门决算", "第一部分 上海市普陀区财政局概况"]
    assert "第三部分上海市普陀区财政局2024年度部门决算情况说明" in texts
    assert "本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%；" in texts
    assert sum("2024年度财政拨款收入支出总计0.3万元。" in line for line in texts) == 1
    assert [line.text for line in told.lines if line.cell and line.cell[:2] == (2, 32)] == [
        "总计", "2,995.39", "总计", "2,995.39",
    ]  # fmt: skip
    assert max(line.cell.table for line in told.lines if line.cell) == 10
    assert told.notes == ()


@needs_corpus
def test_an_official_template_reads_so_as_well(tmp_path: Path) -> None:
    lines = prose.load(CORPUS / "上海-官方部门决算模板2024.pdf").lines
    texts = [line.text for line in lines]
    assert texts[:4] == ["上海市XX局", "2024年度部门决算", "第一部分 上海市XX局概况", "一、主要职能"]
    assert "二、部门决算单位构成（仅有一个单位的部门，本部分内容为“机构设置”）" in texts
    assert not any(line.text.isdecimal() for line in lines if line.cell is None)
    [line] = [line for line in lines if line.text.startswith("上海市XX局2024年度政府采购金额")]
    assert line.text.endswith("服务采购金额XX万元。") and line.cell is None


# Pages by hand ------------------------------------------------------------------------------------------


def _row(words: str, left: float, down: float, right: float = 0, size: float = 10) -> Row:
    return Row(words, left, right or left + len(words) * size, down, size, size)


def _page(number: int, *rows: Row) -> Page:
    return Page(number, 595, 842, rows, (), False, 0, 0)


FULL = "甲" * 43  # from 80 to 510


def _paragraphs(*pages: Page) -> list[str]:
    return [line.text for line in paged.lines(Path("a.pdf"), pages, ())]


def test_rows_are_one_paragraph_where_the_next_piece_had_not_fitted() -> None:
    """An indent, a short row and more air begin a paragraph; over the page it goes on."""
    number = Row("67万元。", 80, 120, 800, 10, 20)
    rows = [
        *(_row(FULL + "甲", 100, 100, 510), _row(FULL, 80, 120), _row("短。", 80, 140)),
        *(_row(FULL, 100, 160, 510), _row(FULL, 80, 180), _row("一、" + FULL, 80, 230, 510), _row(FULL, 80, 250)),
    ]
    assert _paragraphs(_page(1, *rows, _row(FULL + "451.", 80, 790, 505)), _page(2, number._replace(down=90))) == [
        FULL + "甲" + FULL + "短。", FULL * 2, "一、" + FULL * 2, FULL + "451.67万元。",
    ]  # fmt: skip


def test_titles_over_two_rows_are_whole_and_headings_stay_alone() -> None:
    body = [_row(FULL, 80, 300 + 20 * at) for at in range(6)]
    title = [_row("题" * 42, 85, 100), _row("尾部", 285, 120)]
    assert _paragraphs(_page(1, *title, _row("第一部分", 275, 160), *body))[:2] == ["题" * 42 + "尾部", "第一部分"]


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "{}", "第 {} 页", "第{}页 共3页", "{}/3", "－{}－"])
def test_page_numbers_and_running_heads_are_left_out(number: str) -> None:
    """A number that does not count the pages stays, and so does one row that only looks like a head."""
    pages = [
        _page(
            at,
            _row("某某局2024年度部门决算", 200, 40),
            _row(f"第{at}段的字", 100, 100),
            _row("12", 100, 400),
            _row(number.format(at), 280, 800),
        )
        for at in (1, 2, 3)
    ]
    assert _paragraphs(*pages) == ["第1段的字", "12", "第2段的字", "12", "第3段的字", "12"]
    assert _paragraphs(pages[0])[0] == "某某局2024年度部门决算"


def test_a_table_of_contents_is_left_out() -> None:
    """With dotted leaders, or by its entries, which stand again as headings; not what only mentions the word."""
    first, second = "第一部分 概况", "一、收入支出决算总体情况说明"
    body = [_row(first, 100, 500), _row(second, 100, 520), _row("目录以外的字。", 100, 540)]
    for tail in ("", "........3", " …………… 3", "......................"):
        page = _page(1, _row("目 录", 250, 100), _row(first + tail, 100, 120), _row(second + tail, 100, 140))
        assert _paragraphs(page, _page(2, *body)) == [first, second, "目录以外的字。"]


# What is drawn ------------------------------------------------------------------------------------------

TABLE = text("a", 105, 525) + text("1.5", 205, 525) + text("b", 105, 505)
CELLS: list[tuple[str, Cell | None]] = [("a", Cell(1, 1, 1)), ("1.5", Cell(1, 1, 2)), ("b", Cell(1, 2, 1))]
EDGES = [(100.0, 200.0, 300.0), (500.0, 520.0, 540.0)]
RULED = {
    "lines": grid(*EDGES),
    "thin shapes": "".join(f"{x} 500 0.5 40 re " for x in EDGES[0])
    + "".join(f"100 {y} 200 0.5 re " for y in EDGES[1])
    + "f\n",
    "boxes": "".join(f"{x} {y} 100 20 re S\n" for x in EDGES[0][:2] for y in EDGES[1][:2]),
    "moved": f"q 2 0 0 2 50 100 cm {grid([25, 75, 125], [200, 210, 220])} Q\n",
}


@pytest.mark.parametrize("drawn", RULED)
def test_a_ruled_table_is_read_by_its_lines(drawn: str, tmp_path: Path) -> None:
    told = _read(tmp_path, pdf([text("above", 100, 600) + RULED[drawn] + TABLE + text("below", 100, 400)]))
    assert _lines(told) == [("above", None), *CELLS, ("below", None)]
    assert [line.place.key for line in told.lines] == [
        "第 1 页第 1 段", "第 1 页表 1 第 1 行第 1 格", "第 1 页表 1 第 1 行第 2 格", "第 1 页表 1 第 2 行第 1 格",
        "第 1 页第 2 段",
    ]  # fmt: skip


def test_lines_within_a_form_count_and_shades_do_not(tmp_path: Path) -> None:
    form = {5: stream(grid([0, 100, 200], [0, 20, 40]), "/Type /XObject /Subtype /Form /BBox [-1 -1 600 850]")}
    page = pdf(["q 1 0 0 1 100 500 cm /X Do Q\n" + TABLE], resources="/XObject << /X 5 0 R >>", more=form)
    assert _lines(_read(tmp_path, page)) == CELLS
    shades = "1 1 0 rg 100 500 100 20 re f 200 500 100 20 re f 100 520 200 20 re f 0 g\n"
    assert _lines(_read(tmp_path, pdf([shades + TABLE]))) == [("a\t1.5", None), ("b", None)]


@pytest.mark.parametrize(
    ("turn", "at", "further"),
    [
        ((0, 1, -1, 0), (100, 100), (20, 0)),
        ((0, -1, 1, 0), (300, 700), (-20, 0)),
        ((-1, 0, 0, -1), (300, 700), (0, 20)),
    ],
    ids=["left", "right", "over"],
)
def test_turned_pages_are_read_as_they_are_held(
    turn: tuple[int, ...], at: tuple[int, int], further: tuple[int, int], tmp_path: Path
) -> None:
    """A page on its side, whether it says so or its letters are turned; a watermark across it is no text."""
    again = at[0] + further[0] * 3, at[1] + further[1] * 3
    page = text("Total 12.34", *at, turn=turn) + text("next", *again, turn=turn)
    page += text("DRAFT", 200, 300, 60, (0.7, 0.7, -0.7, 0.7))
    for said in ("", "/Rotate 90"):
        told = _read(tmp_path, pdf([page], said))
        assert [line.text for line in told.lines] == ["Total 12.34", "next"]
        assert [(note.code, note.evidence) for note in told.notes] == [
            ("W313", "第 1 页有 5 个字与别的字方向不同（如水印、竖排的字），没有读。")
        ]


@pytest.mark.parametrize("off", [0, 0.3, 1])
def test_letters_drawn_twice_to_look_bold_are_read_once(off: float, tmp_path: Path) -> None:
    """Whole words, or letter by letter; two that are alike and stand beside each other stay two."""
    words = text("Sum 1,122.34", 100, 700) + text("Sum 1,122.34", 100 + off, 700)
    places = (100, 106.7, 113.4, 120.1, 126.8, 130.1)
    letters = [text(letter, at + more, 600) for letter, at in zip("1122.3", places, strict=True) for more in (0, off)]
    assert [line.text for line in _read(tmp_path, pdf([words + "".join(letters)])).lines] == ["Sum 1,122.34", "1122.3"]


def test_a_table_goes_on_over_the_page(tmp_path: Path) -> None:
    """With the same columns and no words between; its headings that stand again are left out."""
    head = text("name", 105, 525) + text("sum", 205, 525)

    def page(first: str, second: str, more: str = "") -> str:
        return head + text(first, 105, 505) + text(second, 205, 505) + grid(*EDGES) + more

    again = [("name", Cell(1, 1, 1)), ("sum", Cell(1, 1, 2)), ("a", Cell(1, 2, 1)), ("1.5", Cell(1, 2, 2))]
    number = "- {} -".format
    pages = [page("a", "1.5", text(number(1), 280, 40)), page("b", "2", text(number(2), 280, 40))]
    assert _lines(_read(tmp_path, pdf(pages))) == [*again, ("b", Cell(1, 3, 1)), ("2", Cell(1, 3, 2))]
    titled = [pages[0], page("b", "2", text("another", 100, 560))]
    assert _lines(_read(tmp_path, pdf(titled)))[4:7] == [
        ("another", None), ("name", Cell(2, 1, 1)), ("sum", Cell(2, 1, 2)),
    ]  # fmt: skip


def test_a_cell_folds_its_rows_where_they_did_not_fit() -> None:
    """Nothing between Chinese characters, the pieces of a number together, two values apart."""

    def cell(*rows: str, width: float = 40) -> str:
        found = tuple(_row(words, 0, 12 * at)._replace(first=10 * len(words)) for at, words in enumerate(rows))
        return paged.cell_text(RuledCell(1, 1, found, width))

    assert cell("决", "算", width=200) == "决算"
    assert cell("1,234", ".56") == "1,234.56"
    assert cell("10", "20", width=200) == "10\n20"
    assert cell("目标：", "完成。", width=200) == "目标：\n完成。"
    assert cell("word", "word") == "word word"


# Files that are refused ---------------------------------------------------------------------------------

ONE = pdf([text("words", 100, 700)])
DAMAGED = ("W306", "文件不完整或已损坏。")
MANY = "".join(text("x" * 1000, 0, 40 * at, 0.5) for at in range(1, 10)) + text("x" * 900, 0, 20, 0.5)
COSTLY = ("W305", "读这个文件要用的内存或时间太多。")
IMAGE = {
    5: stream("\0", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")
}
SELF = "/Resources << /XObject << /X 5 0 R >> /Font << /F 3 0 R >> >>"
WITHIN = {5: stream("/X Do /X Do\n" + text("in", 9, 9), f"/Type /XObject /Subtype /Form /BBox [0 0 600 850] {SELF}")}
PACKER = zlib.compressobj(9)
PACKED = b"".join([*(PACKER.compress(bytes(1_000_000)) for _ in range(1200)), PACKER.flush()])  # 1.2 GB
BOMB = stream(PACKED.decode("latin-1"), "/Filter /FlateDecode")
PICTURE, PICTURED = "q 500 0 0 700 0 0 cm /I Do Q\n", "/XObject << /I 5 0 R >>"


def _locked() -> bytes:
    """A file that asks for a password: it says how it is locked, and its keys fit none that is empty."""
    keys = f"/O <{'00' * 32}> /U <{'00' * 32}>"
    return ONE.replace(
        b"trailer << ", f"trailer << /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 {keys} >> ".encode()
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ("W302", "文件是空的。")),
        (package.ZIP + bytes(40), ("W303", "这不是 PDF 文件。")),
        ("说明".encode(), ("W303", "这不是 PDF 文件。")),
        (b"%PDF-1.7\n", DAMAGED),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF", DAMAGED),
        (ONE[: len(ONE) // 2], DAMAGED),
        (ONE[:-30], DAMAGED),
        (_locked(), ("W304", "文件有打开密码。")),
        (pdf([""] * 501), ("W305", "文件超过 500 页。")),
        (pdf([MANY + text("x" * 300, 0, 9)]), ("W305", "第 1 页超过 10000 字。")),
        (pdf(["0 0 m 10 10 l S\n" * 20_001 + text("x", 9, 9)]), COSTLY),
        (pdf([grid(range(0, 580, 4), range(0, 840, 4)) + text("x", 9, 9)]), COSTLY),
        (pdf([text("x", 9, 9) + "/X Do\n"], resources="/XObject << /X 5 0 R >>", more=WITHIN), COSTLY),
        (pdf([text("x", 9, 9), ""], more={13: BOMB}), COSTLY),
        (ONE.replace(b"/Kids [10 0 R]", b"/Kids [10 0 R 2 0 R]").replace(b"/Count 1", b"/Count 2"), DAMAGED),
        (pdf([PICTURE] * 3, resources=PICTURED, more=IMAGE), ("W307", "这份 PDF 没有文字，像是扫描件。")),
        (pdf([""]), ("W307", "这份 PDF 没有文字，像是扫描件。")),
    ],
    ids=[
        *("empty", "zip", "text", "head", "nothing", "half", "cut", "locked", "pages", "characters", "paths", "grid"),
        *("within itself", "bomb", "tree", "scanned", "blank"),
    ],
)
def test_hostile_files_are_refused_in_time(content: bytes, told: tuple[str, str], tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(Refused) as refused:
        _read(tmp_path, content)
    [finding] = refused.value.findings
    assert (finding.code, finding.evidence) == told
    assert finding.advice
    assert time.monotonic() - start < SECONDS


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    """Pages that are a picture only, or blank."""
    told = _read(tmp_path, pdf([text("words", 100, 700), PICTURE, ""], resources=PICTURED, more=IMAGE))
    assert [line.text for line in told.lines] == ["words"]
    assert [(note.code, note.evidence) for note in told.notes] == [
        ("W311", "第 2、3 页没有文字（空白，或只有图片），没有读。")
    ]


@pytest.mark.slow
def test_a_text_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        _read(tmp_path, pdf([MANY] * 51))
    assert [finding.evidence for finding in refused.value.findings] == ["文件超过 500000 字。"]


def test_letters_of_which_the_font_says_nothing_are_no_text(tmp_path: Path) -> None:
    """They are told one by one; a file of nothing else is refused."""
    about = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    fonts = {
        5: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        6: f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X {about} /DW 1000 >>",
    }

    def file(words: str) -> bytes:
        page = text(words, 100, 700) + "BT /G 12 Tf 1 0 0 1 100 600 Tm <00410042> Tj ET\n"
        return pdf([page], more=fonts).replace(b"/F 3 0 R", b"/F 3 0 R /G 5 0 R")

    told = _read(tmp_path, file("words"))
    assert [line.text for line in told.lines] == ["words", "\ufffd\ufffd"]
    assert [(note.code, note.evidence) for note in told.notes] == [
        ("W312", "第 1 页有 2 个字认不出（字体没有说明是什么字），读作「\ufffd」。")
    ]
    with pytest.raises(Refused) as refused:
        _read(tmp_path, file("a"))
    assert [(finding.code, finding.evidence) for finding in refused.value.findings] == [
        ("W307", "这份 PDF 里的字大多认不出（字体没有说明是什么字）。")
    ]


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "narrator.readers.pdf.find_spec", lambda name: None if name == "pdfplumber" else util.find_spec(name)
    )
    with pytest.raises(Refused) as refused:
        _read(tmp_path, ONE)
    [finding] = refused.value.findings
    assert str(finding).endswith(
        'W310 没有安装 pdfplumber，读不了 PDF 文件。 请运行：pip install "narrator[read-pdf]"；或用原来的 Word 文件。'
    )


def test_what_reads_it_is_imported_beside_us_only(tmp_path: Path) -> None:
    (tmp_path / "说明.pdf").write_bytes(ONE)
    program = (
        "import sys; from pathlib import Path; from narrator.readers import prose; "
        "prose.load(Path(sys.argv[1])); print(*sorted({'pypdfium2', 'pdfplumber', 'lxml'} & set(sys.modules)), 'none')"
    )
    run = [sys.executable, "-c", program, str(tmp_path / "说明.pdf")]
    assert subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout == "none\n"
