"""The styles of the official layout, and finding their like in a Word file of the unit's own.

Source of fonts, sizes and pitches: GB/T 9704-2012 without the red head. Chinese fonts stand in the East
Asian slot, Western digits are Times New Roman. Sizes are half points, distances twips (1/20 pt).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from narrator.writers.docx import consistent
from narrator.writers.docx.styles import (
    BODY,
    CAPTION,
    CELL,
    COMMENT,
    COMMENT_MARK,
    END,
    FIGURE,
    FOOTER,
    GRID,
    HEADINGS,
    NORMAL,
    SMALL_CELL,
    TABLE_CORNER,
    TABLE_NOTE,
    TABLE_TITLE,
    TITLE,
    TOC,
    TOC_HEADING,
)
from narrator.writers.docx.xml import W

if TYPE_CHECKING:
    from lxml.etree import _Element

FANGSONG, HEI, KAI, SONG, XIAOBIAOSONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
WESTERN = "Times New Roman"
# What Word takes where a font is not installed.
ALTERNATIVES = {FANGSONG: "仿宋", HEI: "微软雅黑", KAI: "楷体", SONG: "SimSun", XIAOBIAOSONG: "华文中宋"}


# 28 characters of 16 pt share 156 mm: each stands a quarter point closer. A document grid would say the
# same to Word, but LibreOffice spreads it to 17 characters, and a title's 32 pt to two lines of the grid.
CLOSE = -5


class Style(NamedTuple):
    """A style: its id here, the names it goes by in Word (the stored one first), what it is based on and sets."""

    id: str
    names: tuple[str, ...]
    paragraph: str = ""
    letters: str = ""
    kind: str = "paragraph"
    based: str = NORMAL
    shown: bool = True
    table: str = ""


def _font(east: str, half_points: int, western: str = WESTERN, spacing: int = 0) -> str:
    fonts = (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{western}" w:hAnsi="{western}" w:eastAsia="{east}" w:cs="{western}"/>'
    )
    plain = '<w:b w:val="0"/><w:bCs w:val="0"/>'
    spaced = f'<w:color w:val="auto"/><w:spacing w:val="{spacing}"/>'
    return f'{fonts}{plain}{spaced}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _exact(twips: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{twips}" w:lineRule="exact"/>'


def _indent(characters: int, size: int, side: str = "firstLine") -> str:
    """An indent in hundredths of characters of this size, with its twips for programs that know no characters."""
    return f'<w:ind w:{side}Chars="{characters}" w:{side}="{characters * size // 10}"/>'


_NO_INDENT = '<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/>'
_CENTRED, _LEFT = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_KEPT = "<w:keepNext/><w:keepLines/>"
_LINE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _heading(level: int, font: str, look: str) -> Style:
    return Style(
        HEADINGS[level - 1],
        (f"heading {level}", f"标题 {level}"),
        f'{_KEPT}{_exact(560)}{look}<w:outlineLvl w:val="{level - 1}"/>',
        _font(font, 32, spacing=CLOSE),
    )


STYLES = (
    Style(
        NORMAL,
        ("Normal", "正文"),
        f'<w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{_exact(560)}<w:jc w:val="both"/>',
        _font(FANGSONG, 32, spacing=CLOSE),
        based="",
    ),
    Style(BODY, ("Normal Indent", "正文缩进"), _indent(200, 32)),
    Style(TITLE, ("Title", "标题"), f"{_KEPT}{_exact(640, 0, 560)}{_NO_INDENT}{_CENTRED}", _font(XIAOBIAOSONG, 44)),
    _heading(1, HEI, f"{_NO_INDENT}{_CENTRED}"),
    _heading(2, HEI, _indent(200, 32)),
    _heading(3, KAI, _indent(200, 32)),
    Style(TOC_HEADING, ("TOC Heading", "TOC 标题"), f"{_KEPT}{_exact(560)}{_NO_INDENT}{_CENTRED}", _font(HEI, 32)),
    *(
        Style(TOC[level], (f"toc {level + 1}", f"目录 {level + 1}"), _exact(560) + _indent(100 * level, 32, "left"))
        for level in range(len(TOC))
    ),
    Style(
        GRID,
        ("Table Grid", "网格型"),
        kind="table",
        based="TableNormal",
        table=f"<w:tblBorders>{_BORDERS}</w:tblBorders>",
    ),
    Style(CELL, ("表格文字",), f"{_OFF_GRID}{_LINE}{_NO_INDENT}{_LEFT}", _font(FANGSONG, 21)),
    Style(SMALL_CELL, ("表格文字（小）",), letters=_font(FANGSONG, 18), based=CELL),
    Style(TABLE_TITLE, ("表题",), f"{_KEPT}{_exact(560)}{_NO_INDENT}{_CENTRED}", _font(HEI, 32)),
    Style(TABLE_CORNER, ("表头附注",), f"<w:keepNext/>{_OFF_GRID}{_LINE}{_NO_INDENT}{_LEFT}", _font(FANGSONG, 21)),
    Style(TABLE_NOTE, ("表注",), f"{_OFF_GRID}{_LINE}{_NO_INDENT}{_LEFT}", _font(FANGSONG, 21)),
    Style(FIGURE, ("图",), f"<w:keepNext/>{_OFF_GRID}{_LINE}{_NO_INDENT}{_CENTRED}", _font(FANGSONG, 21)),
    Style(CAPTION, ("caption", "题注"), f"{_exact(560)}{_NO_INDENT}{_CENTRED}", _font(FANGSONG, 28)),
    Style(COMMENT, ("annotation text", "批注文字"), f"{_OFF_GRID}{_LINE}{_NO_INDENT}{_LEFT}", _font(SONG, 21)),
    Style(
        COMMENT_MARK,
        ("annotation reference", "批注引用"),
        letters='<w:sz w:val="21"/><w:szCs w:val="21"/>',
        kind="character",
        based="DefaultParagraphFont",
        shown=False,
    ),
    Style(FOOTER, ("footer", "页脚"), f"{_OFF_GRID}{_LINE}{_NO_INDENT}", _font(SONG, 28, SONG)),
    Style(END, ("表后分隔",), f"{_OFF_GRID}{_exact(20)}{_NO_INDENT}", _font(FANGSONG, 2), shown=False),
)
# What every file of styles has, and no text of ours names.
_BASICS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
_DEFAULTS = (
    f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(FANGSONG, 32)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
)


def _xml(style: Style, ids: dict[str, str]) -> str:
    based = ids.get(style.based, style.based)
    default = ' w:default="1"' if style.id == NORMAL else ""
    return (
        f'<w:style w:type="{style.kind}"{default} w:styleId="{ids[style.id]}">'
        + f'<w:name w:val="{style.names[0]}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + ("<w:qFormat/>" if style.shown else "")
        + (f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else "")
        + (f"<w:rPr>{style.letters}</w:rPr>" if style.letters else "")
        + (f"<w:tblPr>{style.table}</w:tblPr>" if style.table else "")
        + "</w:style>"
    )


def official(root: _Element) -> dict[str, str]:
    """Put the official styles in place of all that this file of styles holds; their ids by our names."""
    for child in root:
        root.remove(child)
    ids = {style.id: style.id for style in STYLES}
    _append(root, _DEFAULTS + _BASICS + "".join(_xml(style, ids) for style in STYLES))
    return ids


def adopted(root: _Element, lists: Collection[str] = ()) -> dict[str, str]:
    """The ids, by our names, of the styles in somebody else's file; what it lacks is added to it from ours.

    A style is found by its name in English or Chinese, whatever its id. Automatic numbering is taken off those
    that our text has, and those under them: our headings carry their numbers as text. Other styles keep it where
    its list is among ``lists``.
    """
    theirs = {key: style_id for style in root.iter(f"{{{W}}}style") for key, style_id in _keys(style)}
    taken, names = set(theirs.values()), {consistent.said(style, "name") for style in root.iter(f"{{{W}}}style")}
    ids: dict[str, str] = {}
    added: list[Style] = []
    for style in STYLES:
        found = next(
            (theirs[style.kind, _folded(name)] for name in style.names if (style.kind, _folded(name)) in theirs), ""
        )
        ids[style.id] = found or _free(style.id, taken)
        if not found:  # where they call a style of another kind so, ours takes another name
            added.append(style._replace(names=(_free(style.names[0], names),)))
    consistent.unlisted(root, lists)
    styles = {style.get(f"{{{W}}}styleId", ""): style for style in root.iterchildren(f"{{{W}}}style")}
    for used in ids.values():
        style_id = used
        while (one := styles.pop(style_id, None)) is not None:
            consistent.unlisted(one, None)
            style_id = consistent.said(one, "basedOn")
    basics = {"DefaultParagraphFont": ("character", "defaultparagraphfont"), "TableNormal": ("table", "normaltable")}
    based = {**ids, **{ours: theirs.get(key, "") for ours, key in basics.items()}}
    _append(root, "".join(_xml(style, based) for style in added))
    return ids


def letters(root: _Element, style_id: str) -> int:
    """The size of a style's letters in half points, its own or that of a style that it is based on; else Word's 20."""
    styles = {style.get(f"{{{W}}}styleId", ""): style for style in root.iterchildren(f"{{{W}}}style")}
    while (style := styles.pop(style_id, None)) is not None:
        size = style.find(f"{{{W}}}rPr/{{{W}}}sz")
        if size is not None and (given := size.get(f"{{{W}}}val", "")).isdecimal():
            return max(int(given), 1)
        style_id = consistent.said(style, "basedOn")
    return 20


def _keys(style: _Element) -> Iterator[tuple[tuple[str, str], str]]:
    """Under which kind and names a style goes, with its id."""
    kind, style_id = style.get(f"{{{W}}}type", "paragraph"), style.get(f"{{{W}}}styleId", "")
    for tag in ("name", "aliases"):
        named = style.find(f"{{{W}}}{tag}")
        if named is not None and style_id:
            for name in named.get(f"{{{W}}}val", "").split(","):
                yield (kind, _folded(name)), style_id


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _append(root: _Element, styles: str) -> None:
    from lxml import etree

    root.extend(etree.fromstring(f'<w:styles xmlns:w="{W}">{styles}</w:styles>'))
