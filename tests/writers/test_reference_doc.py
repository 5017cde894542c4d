"""A Word file from anywhere as --reference-doc: its look is taken, nothing that runs, loads, links or asks."""

from __future__ import annotations

import random
import re
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx2python import docx2python
from lxml import etree

from helpers import templates
from helpers import word_trees as trees
from helpers.templates import SPACES, field, planted, with_page, words
from helpers.word_package import check
from helpers.word_trees import W, line
from narrator import cli
from narrator.figures.findings import Refused
from narrator.writers.docx import left_out, untouched, write
from narrator.writers.options import Options

pytestmark = pytest.mark.slow  # each test writes a document and reads it again

# What no file of ours may hold, wherever it comes from. Every snippet below names "evil".
FORBIDDEN = re.compile(
    rb"evil|TargetMode|\bDDE|INCLUDE|MACROBUTTON|HYPERLINK|IMPORT|LINK |<w:(pict|object|control|altChunk|customXml)\b"
    rb"|<w:sdt|fldSimple|imagedata|<!DOCTYPE|<!ENTITY|attachedTemplate|numPicBullet|svgBlip|hlinkClick|r:link"
)
IMAGE = b"\x89PNG\r\n\x1a\nevil"


def drawing(blip: str, inside: str = "", uri: str = "http://schemas.openxmlformats.org/drawingml/2006/picture") -> str:
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="360000" cy="180000"/>'
        f'<wp:docPr id="7" name="logo">{inside}</wp:docPr><a:graphic><a:graphicData uri="{uri}">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="7" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:prstGeom prst='rect'/>"
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def within(run: str) -> str:
    return f"<w:p {SPACES}>{run}</w:p>"


VML = '<v:shape><v:imagedata src="http://evil/x.png" o:href="http://evil/y.png"/></v:shape>'
OLE = '<w:r><w:object><v:shape/><o:OLEObject Type="Link" ProgID="evil" r:id="rIdEvil1"/></w:object></w:r>'
NESTED = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r>'
    f'{field(" PAGE ")}<w:r><w:instrText> evil </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
OPEN = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO evil</w:instrText></w:r>'
SPLIT = OPEN.replace("DDEAUTO", "DD</w:instrText></w:r><w:r><w:instrText>EAUTO") + (
    '<w:r><w:fldChar w:fldCharType="separate"/><w:t>evil</w:t><w:fldChar w:fldCharType="end"/></w:r>'
)
OUT = (("image", "http://evil/x.png", True),)
# By name: what stands in a paragraph, the relationships that it needs, what the message calls it.
SNIPPETS: dict[str, tuple[str, templates.Relations, str]] = {
    **{
        code: (field(f' {code} "http://evil/x" \\d ', "evil" if code != "HYPERLINK" else "字"), (), name)
        for code, name in {
            **{code: f"域 {code}" for code in ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK")},
            **{code: f"域 {code}" for code in ("MACROBUTTON", "AUTOTEXT", "DATABASE", "QUOTE", "IF", "REF", "EMBED")},
            "HYPERLINK": "超链接",
        }.items()
    },
    "small letters": (field(" ddeauto evil "), (), "域 DDEAUTO"),
    "field in pieces": (SPLIT, (), "域 DDEAUTO"),
    "field without end": (OPEN, (), "没有写完的域"),
    "field in a field": (NESTED, (), "域 DDE"),
    "simple field": (
        '<w:fldSimple w:instr=" DDEAUTO evil "><w:r><w:t>evil</w:t></w:r></w:fldSimple>',
        (),
        "域 DDEAUTO",
    ),
    "page number with more": (field(r' PAGE \# "evil" '), (), "域 PAGE 的格式"),
    "field by other words": (field(" 域evil "), (), "域"),
    "form field": (
        OPEN.replace("/>", "><w:ffData><w:entryMacro w:val='evil'/></w:ffData></w:fldChar>", 1),
        (),
        "没有写完的域",
    ),
    "vml": (f"<w:r><w:pict>{VML}</w:pict></w:r>", (), "VML 图形"),
    "vml in the choice of it": (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='v'><w:pict>{VML}</w:pict></mc:Choice>"
        f"<mc:Fallback><w:pict>{VML}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        (),
        "VML 图形",
    ),
    "ole": (OLE, (("oleObject", "embeddings/o.bin", False),), "嵌入对象"),
    "linked ole": (OLE, (("oleObject", "file:///c:/evil.xls", True),), "嵌入对象"),
    "activex": (
        '<w:r><w:control w:name="evil" r:id="rIdEvil1"/></w:r>',
        (("control", "a.bin", False),),
        "ActiveX 控件",
    ),
    "chunk": ('<w:altChunk r:id="rIdEvil1"/>', (("aFChunk", "evil.html", False),), "嵌入的文件"),
    "custom xml": ('<w:customXml w:uri="evil" w:element="a"><w:r><w:t>字</w:t></w:r></w:customXml>', (), "自定义 XML"),
    "bound control": (
        "<w:sdt><w:sdtPr><w:dataBinding w:xpath='evil'/></w:sdtPr><w:sdtContent><w:r><w:t>字</w:t></w:r></w:sdtContent>"
        "</w:sdt>",
        (),
        "与自定义 XML 的绑定",
    ),
    "link": (
        '<w:hyperlink r:id="rIdEvil1"><w:r><w:t>字</w:t></w:r></w:hyperlink>',
        (("hyperlink", "http://evil/", True),),
        "超链接",
    ),
    "linked picture": (drawing('<a:blip r:link="rIdEvil1"/>'), OUT, "图片"),
    "picture outside": (drawing('<a:blip r:embed="rIdEvil1"/>'), OUT, "图片"),
    "no picture": (drawing('<a:blip r:embed="rIdEvil1"/>'), (("image", "media/evil.png", False),), "图片"),
    "chart": (
        '<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="evil"/><a:graphic>'
        '<a:graphicData uri="http://evil/"><c:chart r:id="rIdEvil1"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>",
        (("chart", "charts/evil.xml", False),),
        "chart",
    ),
    "unknown": ('<x:evil xmlns:x="http://evil/">evil</x:evil>', (), "evil"),
}
EXTRA = {
    "word/media/evil.png": IMAGE,
    "word/embeddings/o.bin": b"evil",
    "word/a.bin": b"evil",
    "word/evil.html": b"<html>evil</html>",
    "word/charts/evil.xml": b"<evil/>",
}
PARTS = {
    "header1": "页眉",
    "footer1": "页脚",
    "styles": "样式",
    "numbering": "编号",
    "theme/theme1": "主题",
    "settings": "设置",
    "document": "正文",
}


def used(tmp_path: Path, template: bytes) -> tuple[bytes, str]:
    """A file in this layout, and what was told."""
    path = tmp_path / "单位模板.docx"
    path.write_bytes(template)
    options = Options(reference=path)
    told = left_out(options)
    assert len(told) <= 1
    assert all(finding.code == "W218" for finding in told)
    return write(trees.document(line("正文")), options), "".join(map(str, told))


def is_clean(content: bytes) -> None:
    """Valid, free of what is forbidden, and open to two readers that are not ours."""
    check(content)
    for name, part in trees.parts(content).items():
        assert FORBIDDEN.search(part) is None, (name, FORBIDDEN.search(part))
    assert docx.Document(BytesIO(content)).paragraphs[-1].text == "正文"
    with docx2python(BytesIO(content)) as read:
        assert "正文" in read.text
    assert untouched(content)


# Hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", SNIPPETS)
def test_what_is_planted_is_left_out_and_told(case: str, tmp_path: Path) -> None:
    snippet, relations, name = SNIPPETS[case]
    template = planted(templates.letterhead(), "word/header1.xml", within(snippet), relations, EXTRA)
    content, told = used(tmp_path, template)
    is_clean(content)
    assert (
        f"页眉：{name}" in told or f"页眉：其他内容（{name}" in told or f"页眉：不是嵌入的 PNG、JPEG 的{name}" in told
    )


@pytest.mark.parametrize("part", PARTS)
def test_what_is_planted_in_any_part_is_left_out(part: str, tmp_path: Path) -> None:
    """In a header or footer all of it is told; elsewhere, where no text is taken, what leads out or is active."""
    template = templates.letterhead()
    for snippet, relations, _ in SNIPPETS.values():
        template = planted(template, f"word/{part}.xml", within(snippet), relations, EXTRA)
    content, told = used(tmp_path, template)
    is_clean(content)
    for what in ("超链接", "ActiveX 控件", "嵌入对象（OLE）", "嵌入的文件", "外部链接"):
        assert f"{PARTS[part]}：{what}" in told
    if part in ("header1", "footer1"):
        assert f"{PARTS[part]}：域 DDEAUTO" in told


def test_text_that_is_linked_stays_as_text(tmp_path: Path) -> None:
    for case in ("HYPERLINK", "custom xml", "bound control", "link"):
        snippet, relations, _ = SNIPPETS[case]
        content, _ = used(tmp_path, planted(with_page(words("页脚")), "word/footer1.xml", within(snippet), relations))
        assert "字" in docx.Document(BytesIO(content)).sections[0].footer.paragraphs[-1].text


FOUND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
PICTURE = (
    f'<w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="{W[1:-1]}"><v:imagedata src="http://evil/"/></w:pict>'
)
ELSEWHERE = {
    "bullet": ("numbering", f'<w:numPicBullet w:numPicBulletId="0">{PICTURE}</w:numPicBullet>', (), "图片项目符号"),
    "template": (
        "settings",
        '<w:attachedTemplate r:id="rIdEvil1"/>',
        (("attachedTemplate", "http://evil/", True),),
        "附加模板",
    ),
    "hidden text": (
        "styles",
        '<w:style w:type="character" w:styleId="H"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>',
        (),
        "隐藏文字",
    ),
    "theme": ("theme/theme1", "", OUT, "主题：外部链接"),
    "fill": (
        "theme/theme1",
        '<a:objectDefaults><a:spDef><a:spPr><a:blipFill><a:blip r:link="evil" xmlns:r="http://evil/"/></a:blipFill>'
        "</a:spPr></a:spDef></a:objectDefaults>",
        (),
        "主题：图片填充",
    ),
    "fonts": (
        "fontTable",
        '<w:font w:name="evil"><w:embedRegular/></w:font>',
        (("font", "fonts/evil.odttf", False),),
        "嵌入字体",
    ),
    "web": ("webSettings", "", (("frame", "http://evil/", True),), "网页设置：外部链接"),
    "macro": ("document", "", (("vbaProject", "vbaProject.bin", False),), "正文：宏"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_other_parts_can_hold_is_left_out(case: str, tmp_path: Path) -> None:
    part, snippet, relations, told = ELSEWHERE[case]
    content, message = used(tmp_path, planted(templates.letterhead(), f"word/{part}.xml", snippet, relations))
    is_clean(content)
    assert told in message


ENTITY = '<!DOCTYPE {0} [<!ENTITY evil SYSTEM "file:///etc/passwd"><!ENTITY a "evil">]>'


def declared(part: bytes, encoding: str) -> bytes:
    root = part[part.index(b"<", part.index(b"?>")) :].decode()
    name = re.match(r"<([\w:]+)", root)
    assert name
    marked = root.replace("</", "&a;</", 1)
    return f'<?xml version="1.0" encoding="{encoding}"?>{ENTITY.format(name[1])}{marked}'.encode(
        encoding, "xmlcharrefreplace"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7", "utf-32", "cp037"])
@pytest.mark.parametrize("part", ["header1", "footer1", "numbering", "theme/theme1", "settings", "fontTable"])
def test_a_part_with_a_document_type_is_left_out(part: str, encoding: str, tmp_path: Path) -> None:
    """Or the file is refused as damaged, where the encoding is none that XML parsers take."""
    content = templates.parts(templates.letterhead())
    content[f"word/{part}.xml"] = declared(content[f"word/{part}.xml"], encoding)
    try:
        made, told = used(tmp_path, templates.packed(content))
    except Refused as refused:
        assert [finding.code for finding in refused.findings] == ["W213"]
        assert encoding not in ("utf-8", "utf-16")
        return
    is_clean(made)
    assert "DOCTYPE" in told or encoding not in ("utf-8", "utf-16")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
def test_a_document_type_in_what_all_hangs_on_is_refused(part: str, encoding: str, tmp_path: Path) -> None:
    content = templates.parts(templates.letterhead())
    content[part] = declared(content[part], encoding)
    with pytest.raises(Refused, match="W216"):
        used(tmp_path, templates.packed(content))


def test_parts_in_utf_16_are_read(tmp_path: Path) -> None:
    content = templates.parts(templates.letterhead())
    for part in ("word/header1.xml", "word/styles.xml", "word/document.xml"):
        text = content[part][content[part].index(b"?>") + 2 :].decode()
        content[part] = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    made, _ = used(tmp_path, templates.packed(content))
    is_clean(made)
    assert docx.Document(BytesIO(made)).styles["Normal"].font.name == "Arial"


def test_styles_that_go_in_circles_are_set_straight(tmp_path: Path) -> None:
    """A style that is based on itself by way of another, one that is there twice, one that names what is not there."""
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        '<w:next w:val="evil"/></w:style>'
        for key, name, based in (
            ("A", "甲", "B"),
            ("B", "乙", "A"),
            ("B", "丙", "evil"),
            ("C", "甲", "C"),
            ("D", "丁", "D"),
        )
    )
    content, _ = used(tmp_path, planted(templates.letterhead(), "word/styles.xml", made))
    is_clean(content)


@pytest.mark.fuzz
@pytest.mark.parametrize("number", range(6))
def test_a_file_changed_at_will_is_taken_clean_or_refused(number: int, tmp_path: Path) -> None:
    """Bytes, elements, attributes of every part changed by chance, hostile runs put anywhere: 50 files each."""
    chance = random.Random(number)
    bases = [templates.letterhead(), with_page(templates.WPS), write(trees.document(line("正文")))]
    taken = 0
    for _ in range(50):
        content = templates.parts(chance.choice(bases))
        name = chance.choice([name for name in sorted(content) if name.startswith(("word/", "_rels"))])
        content[name] = (
            bytes_changed(content[name], chance) if chance.random() < 0.4 else tree_changed(content[name], chance)
        )
        try:
            made, _ = used(tmp_path, templates.packed(content))
        except Refused:
            continue
        is_clean(made)
        taken += 1
    assert taken > 10


def bytes_changed(old: bytes, chance: random.Random) -> bytes:
    new = bytearray(old)
    for _ in range(chance.randint(1, 5)):
        new[chance.randrange(len(new))] = chance.randrange(256)
    return bytes(new)


def tree_changed(old: bytes, chance: random.Random) -> bytes:
    """An element doubled, moved, taken away or given another's attributes; a hostile run put in."""
    try:
        root: Any = etree.fromstring(old)
    except etree.XMLSyntaxError:
        return old
    for _ in range(chance.randint(1, 4)):
        elements = [*root.iter(etree.Element)]
        one, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(5):
            case 0 if one is not root:
                one.addnext(etree.fromstring(etree.tostring(one)))
            case 1 if one is not root and one not in other.iterancestors() and one is not other:
                other.append(one)
            case 2 if one is not root:
                one.getparent().remove(one)
            case 3:
                for key in other.attrib:
                    one.set(key, chance.choice(["other", "-5", "0", "1", "2", "99999999999", "Normal", other.get(key)]))
            case _:
                snippet, _, _ = SNIPPETS[chance.choice(sorted(SNIPPETS))]
                one.append(etree.fromstring(within(snippet))[0])
    return etree.tostring(root)


LARGE = {
    "deep": ("word/header1.xml", "<w:p>" + "<w:hyperlink>" * 200 + "</w:hyperlink>" * 200 + "</w:p>"),
    "fields in fields": ("word/header1.xml", within('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 2000)),
    "attributes": ("word/header1.xml", "<w:p " + " ".join(f'a{number}="1"' for number in range(20_000)) + "/>"),
    "names": ("word/header1.xml", within("".join(f"<w:x{number}/>" for number in range(5000)))),
    "a chain of styles": (
        "word/styles.xml",
        "".join(
            f'<w:style w:styleId="s{number}"><w:name w:val="s{number}"/><w:basedOn w:val="s{number + 1}"/></w:style>'
            for number in range(5000)
        ),
    ),
}


@pytest.mark.parametrize("case", LARGE)
def test_much_of_a_kind_takes_time_in_proportion(case: str, tmp_path: Path) -> None:
    part, snippet = LARGE[case]
    content, told = used(tmp_path, planted(templates.letterhead(), part, snippet))
    is_clean(content)
    assert len(told) < 1000


def test_a_header_of_no_sane_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="W214 模板的页眉太大"):
        used(tmp_path, planted(templates.letterhead(), "word/header1.xml", "<w:p/>" * 100_000))


# Good -------------------------------------------------------------------------------------------------


def margin(content: bytes, name: str) -> Any:
    return etree.fromstring(trees.parts(content)[f"word/{name}.xml"])


def as_data(element: Any) -> list[tuple[str, dict[str, str]]]:
    """A style down to its last property, but for the numbers of editing sessions."""
    return [(inner.tag, dict(inner.attrib)) for inner in element.iter() if inner.tag != f"{W}rsid"]


def test_the_look_of_a_letterhead_is_kept(tmp_path: Path) -> None:
    """Fonts, sizes, page, logo, the page numbers, the first and the even page: as two other readers see them."""
    content, told = used(tmp_path, templates.letterhead())
    is_clean(content)
    assert told == ""
    word: Any = docx.Document(BytesIO(content))
    theirs: Any = docx.Document(BytesIO(templates.letterhead()))
    for name in ("Normal", "Heading 1", "单位正文", "List Bullet"):
        assert word.styles[name].font.size == theirs.styles[name].font.size
        assert as_data(word.styles[name].element) == as_data(theirs.styles[name].element)
    page, given = word.sections[0], theirs.sections[-1]
    for side in ("page_width", "page_height", "left_margin", "right_margin", "top_margin", "bottom_margin"):
        assert getattr(page, side) == getattr(given, side)
    assert page.different_first_page_header_footer
    assert word.settings.odd_and_even_pages_header_footer
    assert page.first_page_header.paragraphs[0].text == "首页页眉"
    assert page.even_page_header.paragraphs[0].text == "双页页眉"
    assert page.header.tables[0].cell(0, 1).text == "某某局文件"
    assert page.footer.paragraphs[-1].text == "第 1 页 共 1 页"
    assert templates.png() in trees.parts(content).values()
    drawn = page.header._element.find(f".//{W}drawing//{{*}}extent")
    assert drawn.get("cx") == "720000"


def test_a_page_number_keeps_its_place_look_and_format(tmp_path: Path) -> None:
    content, _ = used(tmp_path, with_page(templates.PAGES))
    root = margin(content, "footer1")
    codes = [code.text for code in root.iter(f"{W}instrText")]
    assert codes == [r" PAGE \* MERGEFORMAT ", r" NUMPAGES \* Arabic \* MERGEFORMAT "]
    for code in root.iter(f"{W}instrText"):
        assert code.getparent().find(f"{W}rPr/{W}sz").get(f"{W}val") == "18"
    assert "".join(root.itertext(f"{W}t")) == "第 1 页 共 1 页"


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("PAGE", " PAGE "),
        (" page ", " PAGE "),
        (r" PAGE  \* roman \* MERGEFORMAT", r" PAGE \* roman \* MERGEFORMAT "),
        (r" PAGE \* ROMAN", r" PAGE \* ROMAN "),
        (r"PAGE\*chinesenum3", r" PAGE \* CHINESENUM3 "),
        (r" NUMPAGES \* &quot;Arabic&quot; ", r" NUMPAGES \* Arabic "),
    ],
)
def test_a_page_number_is_written_anew(code: str, made: str, tmp_path: Path) -> None:
    """As a complex field, with or without its words, and as a simple one."""
    bare = field(code).replace("<w:t>1</w:t>", "")
    simple = f'<w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    content, told = used(tmp_path, with_page(field(code) + bare + simple))
    assert [words.text for words in margin(content, "footer1").iter(f"{W}instrText")] == [made] * 3
    assert told == ""


def test_a_page_number_in_a_text_box_as_wps_writes_it(tmp_path: Path) -> None:
    content, told = used(tmp_path, with_page(templates.WPS))
    is_clean(content)
    assert told == ""
    root = margin(content, "footer1")
    (box,) = root.iter(f"{W}txbxContent")
    assert "".join(box.itertext(f"{W}t")) == "第 1 页"
    assert [code.text for code in box.iter(f"{W}instrText")] == [" PAGE "]


def test_a_section_takes_over_the_header_of_the_one_before(tmp_path: Path) -> None:
    """The page is that of the last section; a header that it does not have is the one that Word shows there."""

    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "前一节的页眉"
    word.sections[0].footer.paragraphs[0].text = "前一节的页脚"
    last: Any = word.add_section()
    last.footer.is_linked_to_previous = False
    last.footer.paragraphs[0].text = "末节的页脚"
    last.left_margin = 500000
    memory = BytesIO()
    word.save(memory)
    page = docx.Document(BytesIO(used(tmp_path, memory.getvalue())[0])).sections[0]
    assert (page.header.paragraphs[0].text, page.footer.paragraphs[0].text) == ("前一节的页眉", "末节的页脚")
    assert abs((page.left_margin or 0) - 500000) < 635


def test_only_the_first_page_of_the_file_is_a_first_page(tmp_path: Path) -> None:
    path = tmp_path / "单位模板.docx"
    path.write_bytes(templates.letterhead())
    statements = tuple(trees.statement(f"{name}表", wide=name == "二") for name in "一二三")
    content = write(
        trees.document(line("正文"))._replace(statements=statements, placing="inline"), Options(reference=path)
    )
    assert [page.different_first_page_header_footer for page in docx.Document(BytesIO(content)).sections] == [
        True,
        False,
        False,
    ]


def test_the_theme_gives_its_fonts_and_colours(tmp_path: Path) -> None:
    content = templates.parts(templates.letterhead())
    theme = content["word/theme/theme1.xml"].replace(b"Calibri", b"Verdana").replace(b"4F81BD", b"123456")
    made, _ = used(tmp_path, templates.packed({**content, "word/theme/theme1.xml": theme}))
    assert b"Verdana" in trees.parts(made)["word/theme/theme1.xml"]
    assert b"123456" in trees.parts(made)["word/theme/theme1.xml"]


def test_pictures_are_known_by_their_content(tmp_path: Path) -> None:
    """A JPEG called .png is a JPEG; the same picture twice is one part."""
    jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9")
    template = planted(
        with_page(words("页脚")),
        "word/footer1.xml",
        within(drawing('<a:blip r:embed="rIdEvil1"/>') + drawing('<a:blip r:embed="rIdEvil2"/>')),
        (("image", "media/a.png", False), ("image", "/word/media/B.PNG", False)),
        {"word/media/a.png": jpeg, "word/media/b.png": jpeg},
    )
    content, told = used(tmp_path, template)
    is_clean(content)
    assert told == ""
    assert {name: part for name, part in trees.parts(content).items() if "media" in name} == {
        "word/media/template1.jpeg": jpeg
    }


@pytest.mark.parametrize("side", [0, 30_000])
def test_a_picture_of_no_sane_size_is_left_out(side: int, tmp_path: Path) -> None:
    image = templates.png(1, 1)
    header = image[12:16] + side.to_bytes(4, "big") + image[20:29]
    content = image[:12] + header + zlib.crc32(header).to_bytes(4, "big") + image[33:]
    template = planted(
        with_page(words("页脚")),
        "word/footer1.xml",
        within(drawing('<a:blip r:embed="rIdEvil1"/>')),
        (("image", "media/a.png", False),),
        {"word/media/a.png": content},
    )
    _, told = used(tmp_path, template)
    assert "页脚：不是嵌入的 PNG、JPEG 的图片" in told


# The page ---------------------------------------------------------------------------------------------


def test_without_sections_the_page_is_the_official_one(tmp_path: Path) -> None:
    content = templates.parts(templates.letterhead())
    text = re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", content["word/document.xml"], flags=re.DOTALL)
    made, told = used(tmp_path, templates.packed({**content, "word/document.xml": text}))
    is_clean(made)
    ours, page = (docx.Document(BytesIO(one)) for one in (write(trees.document(line("正文"))), made))
    for side in ("page_width", "page_height", "left_margin", "right_margin", "top_margin", "bottom_margin"):
        assert getattr(page.sections[0], side) == getattr(ours.sections[0], side)
    assert page.sections[0].footer.paragraphs[0].text == "— 1 —"
    assert page.styles["Normal"].font.name == "Arial"
    assert told == ""


def with_sheet(size: str, margins: str = "") -> bytes:
    content = templates.parts(templates.letterhead())
    head, _, tail = content["word/document.xml"].rpartition(b"<w:pgSz")
    rest = tail[tail.index(b"/>") + 2 :]
    rest = rest[rest.index(b"/>") + 2 :]
    text = head + f"<w:pgSz {size}/><w:pgMar {margins}/>".encode() + rest
    return templates.packed({**content, "word/document.xml": text})


A4 = 'w:w="11906" w:h="16838"'
UNFIT = {
    "nothing": ('w:w="0" w:h="0"', ""),
    "negative": ('w:w="-11906" w:h="16838"', ""),
    "huge": ('w:w="99999" w:h="99999"', ""),
    "no number": ('w:w="evil" w:h="16838"', ""),
    "a6": ('w:w="5953" w:h="8391"', 'w:left="567" w:right="567" w:top="567" w:bottom="567"'),
    "margins that leave nothing": (A4, 'w:left="6000" w:right="6000"'),
    "height that leaves nothing": (A4, 'w:top="8000" w:bottom="-8000"'),
    "gutter": (A4, 'w:left="1440" w:right="1440" w:gutter="6000"'),
    "negative margin": (A4, 'w:left="-1440"'),
    "landscape too low": ('w:w="16838" w:h="8391" w:orient="landscape"', 'w:top="1440" w:bottom="1440"'),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_page_too_small_for_the_tables_is_told(case: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        used(tmp_path, with_sheet(*UNFIT[case]))
    (finding,) = refused.value.findings
    assert finding.code == "W219"
    assert "毫米" in finding.evidence


@pytest.mark.parametrize(
    ("size", "margins"),
    [
        ('w:w="16838" w:h="11906" w:orient="landscape"', ""),
        ('w:w="8391" w:h="11906"', 'w:left="1134" w:right="1134" w:top="1134" w:bottom="1134"'),
        (A4, 'w:top="-1440" w:bottom="-1440" w:gutter="200"'),
        (A4, ""),
    ],
)
def test_any_other_page_is_taken(size: str, margins: str, tmp_path: Path) -> None:
    content, _ = used(tmp_path, with_sheet(size, margins))
    is_clean(content)
    root: Any = etree.fromstring(trees.parts(content)["word/document.xml"])
    made = next(root.iter(f"{W}pgSz"))
    assert [f'w:{key.removeprefix(W)}="{value}"' for key, value in made.items()] == size.split()


# The command line -------------------------------------------------------------------------------------


def test_the_note_stands_behind_the_file_that_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template, out = tmp_path / "模板.docx", tmp_path / "说明.docx"
    template.write_bytes(with_page(field(" DDEAUTO evil ") + "<w:r><w:pict/></w:r>"))
    arguments = ["draft", str(trees.ROOT / "fixtures" / "changji-2024"), "-o", str(out)]
    assert cli.run([*arguments, "--reference-doc", str(template)]) == cli.OK
    told = [line for line in capsys.readouterr().err.splitlines() if "W218" in line]
    assert told == [
        f"提示 {template}：W218 模板里的这些没有用：页脚：域 DDEAUTO；页脚：VML 图形。"
        " 页眉、页脚里要用的，请改成文字、页码（域 PAGE、NUMPAGES）或嵌入的 PNG、JPEG 图片。"
    ]
    assert out.exists()
