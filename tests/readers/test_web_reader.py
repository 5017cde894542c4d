"""Reading a web page back: what a person sees of its document, tables on their grid, hostile pages refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import narrator
from helpers import every_format
from narrator.document.tree import Document
from narrator.figures.findings import Refused
from narrator.readers import package, prose, web
from narrator.readers.lines import Prose
from narrator.writers import docx, html

SECONDS = 30  # of the clock, on a slow and busy machine; the point is that it ends


def _page(tmp_path: Path, body: str | bytes, name: str = "说明.html") -> Prose:
    path = tmp_path / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return prose.load(path)


def _texts(tmp_path: Path, body: str | bytes) -> list[str]:
    return [line.text for line in _page(tmp_path, body).lines]


def test_blocks_are_lines_and_breaks_end_them(tmp_path: Path) -> None:
    """Inline marks join; the source's own line breaks are no breaks; a heading has its level."""
    page = "<h2>一、<b>总体</b>情况</h2><div>收<span>入\n  总计</span><p>451<b>.67</b>\n万元。<br>二</div>三"
    page += "<pre>四\n五</pre>"
    lines = _page(tmp_path, page).lines
    assert [(line.text, line.heading, line.place.key) for line in lines] == [
        ("一、总体情况", 2, "第 1 段"), ("收入总计", 0, "第 2 段"), ("451.67 万元。", 0, "第 3 段"),
        ("二", 0, "第 4 段"), ("三", 0, "第 5 段"), ("四", 0, "第 6 段"), ("五", 0, "第 7 段"),
    ]  # fmt: skip


def test_what_nobody_sees_is_left_out(tmp_path: Path) -> None:
    """Scripts, styles, comments, hidden elements, menus and buttons; and all around the one main part of a page."""
    unseen = (
        "<script>if (a < b) {}</script><style>p {}</style><!-- 批注 --><template>样</template><nav>目录</nav>"
        "<p hidden>藏</p><p style='color: red; DISPLAY : none'>藏</p><button>打印</button><select><option>甲</select>"
        "<table><tr><td>一</td><td style='visibility:hidden'>二</td><td>三</td></tr></table>"
    )
    assert _texts(tmp_path, f"<title>题</title><body>正文{unseen}末") == ["正文", "一", "三", "末"]
    assert _texts(tmp_path, f"<body>网站{unseen}<main><p>正文</main><footer>版权") == ["正文"]
    assert _texts(tmp_path, "<main>甲</main><main>乙</main>") == ["甲", "乙"]


def test_contents_and_the_feet_of_pages_are_left_out(tmp_path: Path) -> None:
    """By the entries, which stand again, or by their page numbers; a list that does not stand again is text."""
    body = "<p>第一部分 概况<p>一、职能<p>文字。<div title=footer><p>- 1 -</div>"
    read = ["第一部分 概况", "一、职能", "文字。"]
    assert _texts(tmp_path, f"<p>目 录<p>第一部分 概况<p>一、职能<p>二、机构{body}") == read
    assert _texts(tmp_path, f"<p>目录<p>第一部分概况……1<p>一、职能 .... 2{body}") == read
    assert _texts(tmp_path, f"<p>目录<p>一份名单{body}") == ["一份名单", *read]


def test_cells_stand_on_the_grid(tmp_path: Path) -> None:
    """Cells that span rows and columns keep their place, others go around them; their blocks are lines of a cell."""
    page = (
        "<table><caption><div>表一</div>单位：万元</caption><thead><tr><th rowspan=2>项目<th colspan='2'>金额"
        "<tr><td><td>上年</thead><tr><td><p>一</p><p>二<br>三</p></td><td rowspan=0>竖<td colspan=x>乙</tr>"
        "<tr><td>丙<td>丁</tr></table><p>段</p><table><td>戊<td>己</table>"
    )
    lines = _page(tmp_path, page).lines
    assert [(line.text, line.cell) for line in lines] == [
        ("表一", None), ("单位：万元", None), ("项目", (1, 1, 1)), ("金额", (1, 1, 2)), ("上年", (1, 2, 3)),
        ("一\n二\n三", (1, 3, 1)), ("竖", (1, 3, 2)), ("乙", (1, 3, 3)), ("丙", (1, 4, 1)), ("丁", (1, 4, 3)),
        ("段", None), ("戊", (2, 1, 1)), ("己", (2, 1, 2)),
    ]  # fmt: skip
    assert [line.place.key for line in lines][3:5] == ["表 1 第 1 行第 2 格", "表 1 第 2 行第 2 格"]


def test_a_table_that_lays_out_a_page_is_no_table(tmp_path: Path) -> None:
    """One that holds another table, has a single cell, or says so."""
    page = "<table><tr><td>左<td><p>文</p><table><tr><td>甲<td>乙</table></table><table><td>框</table>"
    page += "<table role=presentation><td>丙<td>丁</table>"
    assert [(line.text, line.cell) for line in _page(tmp_path, page).lines] == [
        ("左", None), ("文", None), ("甲", (1, 1, 1)), ("乙", (1, 1, 2)), ("框", None), ("丙", None), ("丁", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "gb18030"),
        ("<meta charset='GB2312'>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gb18030"),
        ("<meta charset=big5>", "big5"),
        ("<meta charset=rot13>", "utf-8"),
        ("<meta charset=gbk>", "utf-16"),
        ("<?xml version='1.0' encoding='UTF-8'?>", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, head: str, encoding: str) -> None:
    """By the mark at the beginning, by what the page says where that is known, else as the text is."""
    assert _texts(tmp_path, f"{head}<p>收入\u3000支出</p>".encode(encoding)) == ["收入\u3000支出"]


def test_markdown_holds_tables_in_pipes_and_in_html(tmp_path: Path) -> None:
    """Each cell on its grid, at its line of the source."""
    text = (
        "## 二、收入\n\n| 项目 | 金额 |\n|---|--:|\n| 甲\\|乙 | 1.00 |\n段\n\n"
        "<table>\n<tr><td rowspan=2>丙</td><td>丁</td></tr>\n<tr><td>戊</td></tr>\n</table>\n\na | b\n- | -\nc | d\n"
    )
    lines = _page(tmp_path, text, "说明.md").lines
    assert [(line.text, line.cell, line.place.line, line.heading) for line in lines] == [
        ("二、收入", None, 1, 2), ("项目", (1, 1, 1), 3, 0), ("金额", (1, 1, 2), 3, 0), ("甲|乙", (1, 2, 1), 5, 0),
        ("1.00", (1, 2, 2), 5, 0), ("段", None, 6, 0), ("丙", (2, 1, 1), 9, 0), ("丁", (2, 1, 2), 9, 0),
        ("戊", (2, 2, 2), 10, 0), ("a", (3, 1, 1), 13, 0), ("b", (3, 1, 2), 13, 0), ("c", (3, 2, 1), 15, 0),
        ("d", (3, 2, 2), 15, 0),
    ]  # fmt: skip
    assert lines[8].place.key == "第 10 行第 1 格"


@pytest.fixture(scope="module", params=every_format.NAMES)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    return every_format.draft(request.param, tmp_path_factory.mktemp("unit"))


def test_our_own_page_says_what_our_other_files_say(document: Document, tmp_path: Path) -> None:
    """The same lines as Word, cells in the same columns; the same as plain text and Markdown, statements aside."""

    def read(name: str, content: bytes) -> Prose:
        (tmp_path / name).write_bytes(content)
        return prose.load(tmp_path / name)

    def said(told: Prose, *, columns: bool) -> list[tuple[str, int]]:
        """Word parts a table before a row of headings, and sets the lines over a statement on one, behind tabs."""
        lines = [(" ".join(line.text.split(" ")), line) for line in told.lines]
        return [
            (" ".join(part.split()), line.cell.column if line.cell and columns else 0)
            for text, line in lines
            for part in ([text] if line.cell else text.strip("\t").split("\t"))
        ]

    page = read("a.html", html.write(document).encode())
    assert len(page.lines) > 90
    assert said(page, columns=True) == said(read("a.docx", docx.write(document)), columns=True)
    document = document._replace(placing="none")
    page = read("a.html", html.write(document).encode())
    for form in ("txt", "md"):
        assert said(page, columns=False) == said(
            read(f"a.{form}", narrator.render(document, form).encode()), columns=False
        )


NESTED = ("W305", "网页的标签一层套一层，嵌套得太深，或有一段过长。")
COSTLY = ("W305", "读这个文件要用的内存或时间太多。")
LONG = ("W305", "文件超过 200000 段。")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ("W302", "文件是空的。")),
        (b"<p>\xff\xff\xff</p>", ("W303", "这不是文本文件。")),
        (b"<div>" * 230, NESTED),
        (b"<div>" * 900_000, NESTED),
        (b"<table><tr><td>" * 300_000, NESTED),
        (b"<p>" + b"a" * 20_000_000, NESTED),
        (b"<p>a" * 200_001, LONG),
        (b"<table>" + b"<tr><td>a" * 200_001, LONG),
        (b"<b>" * 1_000_001, ("W305", "HTML 标签超过 1000000 个。")),
        (("<table>" + "<tr><td rowspan=65534 colspan=1000>甲" * 2000).encode(), COSTLY),
        (("<table>" + "<td colspan=99999999>甲" * 20_000).encode(), COSTLY),
        (bytes(1024) * (web.MAX_BYTES // 1024 + 1), ("W302", "文件超过 32 MB。")),
        (b"%PDF-1.7", ("W303", "这是 PDF 文件，只是改了扩展名。")),
        (package.ZIP, ("W303", "这是压缩包或 Office 文件，只是改了扩展名。")),
    ],
    ids=[
        "empty",
        "bytes",
        "deep",
        "very deep",
        "tables",
        "word",
        "lines",
        "cells",
        "tags",
        "spans",
        "wide",
        "large",
        "pdf",
        "zip",
    ],
)
def test_hostile_pages_are_refused_in_time(content: bytes, told: tuple[str, str], tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(Refused) as refused:
        _page(tmp_path, content)
    [finding] = refused.value.findings
    assert (finding.code, finding.evidence) == told
    assert finding.advice
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 400_000,
        "<" * 900_000,
        '<a b="' * 400_000,
        "&" * 1_000_000,
        f"<img src='data:image/png;base64,{'A' * 20_000_000}'>",
    ],
    ids=["comments", "signs", "attributes", "entities", "picture"],
)
def test_odd_pages_are_read_in_time(page: str, tmp_path: Path) -> None:
    """Whatever stands before it, the text is there, unless the page never ends what it began."""
    start = time.monotonic()
    lines = _page(tmp_path, f"<p>正文</p>{page}").lines
    assert lines[0].text == "正文"
    assert time.monotonic() - start < SECONDS


def test_nothing_is_fetched_or_opened(tmp_path: Path) -> None:
    """A document type, an entity or a frame leads nowhere."""
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    entity = f'<!DOCTYPE html [<!ENTITY a SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    page = f"{entity}<p>正文&a;</p><iframe src=secret.txt>"
    assert "秘密" not in "".join(_texts(tmp_path, page))
    assert _texts(tmp_path, page)[-1].startswith("正文")
