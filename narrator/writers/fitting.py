"""Which option each format takes, as a table: what a format does not take is refused or told, never just left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from narrator.figures.findings import Finding


class Use(NamedTuple):
    """Of one option: the formats that act on it, and what those say that have no need of it.

    A format in neither refuses the option; ``why`` is what the option does, ``way`` how it is had all the same.
    """

    takes: Collection[str]
    why: str
    way: str
    told: Mapping[str, str] = {}


_WORD = "请用 -o 说明.docx，或去掉这个选项。"
_NAMED = "里只有字体的名字，不嵌入字体；加图表（--charts）"
USES: Mapping[str, Use] = {
    "--toc": Use(
        ("docx", "pdf"),
        "目录写在 Word 和 PDF 里",
        "请用 -o 说明.docx 或 说明.pdf，或去掉这个选项。",
        {"html": "网页在屏幕上总有目录，不加也一样；打印时不印目录，没有页码"},
    ),
    "--trace": Use(
        ("docx",),
        "批注只能写在 Word 里",
        "请用 -o 说明.docx 或 说明.html（网页总能看到出处），或用 narrator explain；不要批注就去掉这个选项。",
        {"html": "网页上总能看到每个数的出处和公式，不加也一样", "json": "JSON 里总有每个数的出处，不加也一样"},
    ),
    "--charts": Use(
        ("docx", "html", "pdf"),
        "图表画在 Word、网页和 PDF 里",
        "请用 -o 说明.docx、说明.html 或 说明.pdf，或去掉这个选项。",
    ),
    "--reference-doc": Use(("docx",), "模板只用于 Word", _WORD),
    "--font-dir": Use(
        ("pdf",),
        "字体用于 PDF 和图表",
        "请用 -o 说明.pdf，或去掉这个选项。",
        {"docx": f"Word {_NAMED}、目录（--toc）时才用到它", "html": f"网页{_NAMED}时才用到它"},
    ),
    "--bom": Use(("txt", "md"), "BOM 只加在写成文件的 txt、md 开头", "请用 -o 说明.txt 或 说明.md，或去掉这个选项。"),
    "--last-text": Use(
        ("html",),
        "上年说明只在网页上逐句对照",
        "请用 -o 说明.html，或去掉这个选项。",
    ),
    "--statements inline": Use(
        ("docx", "html", "pdf"),
        "",
        "",
        {
            **dict.fromkeys(("txt", "md"), "这种格式里不附九张报表，docx、html、pdf 里才附"),
            "json": "JSON 里总有九张报表，不加也一样",
        },
    ),
    "--statements separate": Use(
        ("docx",), "另存的附表（.docx、.xlsx）与 Word 一起生成", "请用 -o 说明.docx，或改用 --statements inline、none。"
    ),
    "--statements none": Use(
        ("docx", "html", "pdf", "txt", "md"), "", "", {"json": "JSON 里总有九张报表，这个选项只作用于别的格式"}
    ),
}


def refused(asked: Collection[str], form: str) -> Iterator[Finding]:
    """A finding (W117) for each option asked for, a key of ``USES``, that a file of this format cannot have."""
    for option in asked:
        use = USES[option]
        if form not in use.takes and form not in use.told:
            yield Finding("W117", None, f"{form} 不能加 {option}：{use.why}。", use.way)


def told(asked: Collection[str], form: str) -> Iterator[str]:
    """What is said of each option that this format has no need of, as a note."""
    for option in asked:
        if form in (use := USES[option]).told:
            yield f"提示 {option} 没有用上：{use.told[form]}。"
