"""Comments in a copy of somebody's Word file: at the exact characters, and nothing else of the file changed."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx2python import docx2python
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import narrator
from helpers import audited, word_package
from narrator.audit.finding import ERROR, Audit, Quote, TextFinding
from narrator.figures.findings import Refused
from narrator.figures.told import Spot
from narrator.readers import prose
from narrator.tasks import auditing
from narrator.writers.audit import comments
from narrator.writers.docx.annotate import Note, annotated

ROOT = Path(__file__).parents[2]
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:x="urn:x" mc:Ignorable="x" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DATE = datetime.date(2023, 12, 31)
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
ROOT_LINKS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
BODY = """
<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr>
 <w:r w:rsidR="00A1"><w:rPr><w:b/></w:rPr><w:t>收入</w:t><w:tab/><w:t xml:space="preserve">1.00 万元</w:t><w:br/>
 <w:t>支出</w:t></w:r>
 <w:r><w:t>2.00</w:t></w:r><w:hyperlink r:id="h1"><w:r><w:t>万元，见附件</w:t></w:r></w:hyperlink>
 <w:ins w:id="7" w:author="甲"><w:r><w:t>增加3.00万元</w:t></w:r></w:ins>
 <w:del w:id="8" w:author="甲"><w:r><w:delText>减少9.00万元</w:delText></w:r></w:del>
 <w:smartTag w:element="x"><w:r><w:t>增长4%</w:t></w:r></w:smartTag>
 <w:sdt><w:sdtContent><w:r><w:t>持平</w:t><w:noBreakHyphen/><w:t>0%</w:t></w:r></w:sdtContent></w:sdt>
 <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>5.00</w:t><w:fldChar
 w:fldCharType="end"/><w:t>万元</w:t></w:r></w:p>
<w:p><w:pPr><w:rPr><w:del w:id="9" w:author="甲"/></w:rPr></w:pPr><w:r><w:t>前半6.0</w:t></w:r></w:p>
<w:p><w:r><w:t>0万元后半</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p/><w:p><w:r><w:br/><w:t>项目</w:t></w:r></w:p><w:p><w:r><w:t>7.00</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>8.00</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内9.00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>10.00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>共</w:t></w:r><m:oMath><m:r><m:t>11.00</m:t></m:r></m:oMath><w:r><w:t>万元</w:t></w:r></w:p>
<w:p><w:r><w:ruby><w:rt><w:r><w:t>注</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>12.00</w:t></w:r></w:rubyBase></w:ruby>
</w:r></w:p>
<w:p><w:r><w:t>外13.00</w:t><mc:AlternateContent>
<mc:Choice Requires="x"><w:txbxContent><w:p><w:r><w:t>框14.00</w:t></w:r></w:p>
</w:txbxContent></mc:Choice>
<mc:Fallback><w:txbxContent><w:p><w:r><w:t>框14.00</w:t></w:r></w:p></w:txbxContent></mc:Fallback>
</mc:AlternateContent></w:r></w:p>
<w:p><w:r><w:t>断<!-- c -->15.00</w:t></w:r></w:p>
"""
NESTED = "内9.00"  # stands between the paragraphs of the cell around it
WHOLE = {"共11.00万元": {"11.00"}, "12.00": {"12.00"}, "框14.00": {"外13.00"}, "断15.00": {"断15.00"}}


def _package(path: Path, body: str = BODY, space: str = SPACE, more: Mapping[str, str | bytes] | None = None) -> Path:
    document = f'<w:document xmlns:w="{space}" {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT_LINKS,
        "word/document.xml": document,
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _covered(content: bytes, space: str = SPACE) -> dict[str, str]:
    """What stands inside the range of each comment, by its number: found by a walk of this test's own."""
    open_ranges: set[str] = set()
    texts: dict[str, str] = {}
    root = etree.fromstring(_parts(content)["word/document.xml"])
    word = f"{{{space}}}"
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        said = {"tab": "\t", "br": "\n", "noBreakHyphen": "-"}.get(name, "")
        around = {str(above.tag).rpartition("}")[2] for above in element.iterancestors()}
        if name == "t" and not around & {"rt", "Fallback"}:
            said = "".join([element.text or "", *(child.tail or "" for child in element)])
        if name == "commentRangeStart":
            number = str(element.get(f"{word}id"))
            assert number not in texts
            open_ranges.add(number)
            texts[number] = ""
        elif name == "commentRangeEnd":
            open_ranges.remove(str(element.get(f"{word}id")))
        for number in open_ranges:
            texts[number] += said
    assert not open_ranges
    return texts


def _comments(content: bytes, name: str = "word/comments.xml") -> list[tuple[str, str]]:
    root = etree.fromstring(_parts(content)[name])
    space = etree.QName(root).namespace
    found = []
    for comment in root:
        paragraphs = ["".join(map(str, paragraph.itertext())) for paragraph in comment]
        found.append((str(comment.get(f"{{{space}}}id")), "\n".join(paragraphs)))
    return found


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(line.text for line in prose.load(path).lines)


def _annotated(path: Path, *notes: Note) -> bytes:
    return annotated(path, path.read_bytes(), _lines(path), notes, DATE)


def _bare(covered: str, told: str) -> str:
    """What is covered, without breaks, and without the table that stands inside a cell."""
    return covered.replace("\n", "") if NESTED in told else covered.replace("\n", "").replace(NESTED, "")


def _every(lines: tuple[str, ...]) -> list[tuple[Note, str]]:
    """A note on each pair of characters that begin and end a piece of a line."""
    return [
        (Note((number, start), (number, end), (f"{number}:{start}:{end}",)), text[start:end])
        for number, text in enumerate(lines)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
    ]


def test_every_piece_of_every_line_is_marked_to_the_character(tmp_path: Path) -> None:
    """Tabs, breaks, hyphens, links, insertions, fields, joined paragraphs, cells; formulas, ruby and boxes whole.

    The text that is read of the copy is that of the original, and of the reader's own lines none is lost.
    """
    path = _package(tmp_path / "a.docx")
    lines = _lines(path)
    assert len(lines) == 10
    notes = _every(lines)
    for at in range(0, len(notes), 60):
        some = notes[at : at + 60]
        made = annotated(path, path.read_bytes(), lines, tuple(note for note, _ in some), DATE)
        copy = tmp_path / "b.docx"
        copy.write_bytes(made)
        assert _lines(copy) == lines
        said = dict(_comments(made))
        for number, covered in _covered(made).items():
            line, start, end = map(int, said[number].split(":"))
            told = lines[line][start:end]
            if lines[line] in WHOLE:
                bare = re.sub(r"\s", "", covered)
                assert re.sub(r"\s", "", told) in bare or any(whole in bare for whole in WHOLE[lines[line]])
            else:
                assert _bare(covered, told) == told.replace("\n", ""), (told, covered)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_many_comments_at_once_keep_the_text(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Overlapping, nested, over several lines: the ranges are as asked, the text is as before."""
    folder = tmp_path_factory.mktemp("many")
    path = _package(folder / "a.docx", BODY.partition("<w:p><w:r><w:t>共")[0])
    lines = _lines(path)
    places = [(line, at) for line, text in enumerate(lines) for at in range(len(text) + 1)]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(places), st.sampled_from(places)), min_size=1, max_size=12))
    notes = [
        Note(start, end, (str(number),))
        for number, (start, end) in enumerate(map(sorted, pairs))
        if start[1] < len(lines[start[0]]) and end[1] and start != end
    ]
    made = annotated(path, path.read_bytes(), lines, tuple(notes), DATE)
    (folder / "b.docx").write_bytes(made)
    assert _lines(folder / "b.docx") == lines
    if notes:
        covered = _covered(made)
        assert len(covered) == len(notes)
        for number, note in enumerate(notes):
            (first, start), (last, end) = note.start, note.end
            if first == last:
                told = lines[first][start:end]
                assert _bare(covered[str(number)], told) == told.replace("\n", "")


def test_every_other_part_stays_byte_for_byte(tmp_path: Path) -> None:
    """Also pictures, macros, unknown parts; the types and links gain one line each."""
    path = tmp_path / "a.docx"
    document = narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))
    path.write_bytes(narrator.write(document, "docx"))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/media/x.bin", bytes(range(256)))
    before, after = _parts(path.read_bytes()), _parts(_annotated(path, Note((0, 0), (0, 2), ("甲",))))
    changed = {name for name in after if before.get(name) != after[name]}
    assert list(before) == [name for name in after if name in before]
    assert "word/comments.xml" in changed
    assert changed <= {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def test_a_draft_with_comments_is_a_sound_package(tmp_path: Path) -> None:
    """Word opens it without a question; the comments that were there stay, with their ranges."""
    path = tmp_path / "a.docx"
    unit = narrator.load(ROOT / "fixtures" / "changji-2024")
    path.write_bytes(narrator.write(narrator.draft(unit), "docx", narrator.writers.options.Options(trace=True)))
    old = _comments(path.read_bytes())
    ranges = _covered(path.read_bytes())
    lines = _lines(path)
    notes = [
        Note((line, 1), (line, len(text)), (f"第{line}", "乙")) for line, text in enumerate(lines) if len(text) > 1
    ]
    made = _annotated(path, *notes)
    word_package.check(made)
    assert _comments(made)[: len(old)] == old
    assert _comments(made)[len(old) :] == [
        (str(len(old) + number), f"第{note.start[0]}\n乙") for number, note in enumerate(notes)
    ]
    covered = _covered(made)
    assert {number: covered[number] for number in ranges} == ranges
    copy = tmp_path / "b.docx"
    copy.write_bytes(made)
    assert len(list(docx.Document(str(copy)).comments)) == len(old) + len(notes)
    with docx2python(copy) as read:
        assert [comment[3] for comment in read.comments][-1].split() == [f"第{notes[-1].start[0]}", "乙"]
    assert _lines(copy) == lines
    assert _annotated(path, *notes) == made


def test_comments_go_where_the_package_says(tmp_path: Path) -> None:
    """A comments part under another name, a link from the root, numbers that are taken by marks alone."""
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rIdAudit1" Type="{RELATIONS}/comments"'
        ' Target="/word/notes/c.xml"/></Relationships>'
    )
    written = '<w:comment w:id="3" w:author="甲"><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:comment>'
    old = f'<w:comments xmlns:w="{SPACE}">{written}</w:comments>'
    body = '<w:p><w:commentRangeStart w:id="8"/><w:r><w:t>1.00</w:t></w:r><w:commentRangeEnd w:id="8"/></w:p>'
    more = {"word/_rels/document.xml.rels": links, "word/notes/c.xml": old}
    path = _package(tmp_path / "a.docx", body, more=more)
    made = _annotated(path, Note((0, 0), (0, 1), ("新",)))
    assert _comments(made, "word/notes/c.xml") == [("3", "旧"), ("9", "新")]
    assert "word/comments.xml" not in _parts(made)
    assert _parts(made)["word/_rels/document.xml.rels"] == links.encode()


def test_a_strict_file_gets_strict_comments(tmp_path: Path) -> None:
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>1.00</w:t></w:r></w:p>", STRICT)
    made = _annotated(path, Note((0, 1), (0, 3), ("新",)))
    assert _covered(made, STRICT) == {"0": ".0"}
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in _parts(made)["word/_rels/document.xml.rels"]
    )


def test_what_xml_cannot_hold_is_shown_by_its_code(tmp_path: Path) -> None:
    path = _package(tmp_path / "a.docx", "<w:p><w:r><w:t>1.00</w:t></w:r></w:p>")
    ((_, said),) = _comments(_annotated(path, Note((0, 0), (0, 1), ("<b>\x1b\u202e\ud800&",))))
    assert said == "<b>\\x1bU+202EU+D800&"


def _audit(path: Path) -> Audit:
    return auditing.load(path)


def test_a_range_that_is_read_backwards_stands_forwards(tmp_path: Path) -> None:
    """A table in a cell is read before the cell around it, and a text box before its paragraph."""
    path = _package(tmp_path / "a.docx")
    lines = _lines(path)
    cell, box = lines.index(NESTED), lines.index("框14.00")
    notes = [Note((cell, 0), (cell + 1, 2), ("甲",)), Note((box, 0), (box + 1, 3), ("乙",))]
    made = _annotated(path, *notes)
    (tmp_path / "b.docx").write_bytes(made)
    assert _lines(tmp_path / "b.docx") == lines
    assert _covered(made)["0"].replace("\n", "") == "00"
    assert len(_covered(made)) == 2


def test_a_finding_stands_at_each_of_its_places(tmp_path: Path) -> None:
    """In full at the first one; the others say where that is. One of the whole text stands at its first line."""
    path = _package(tmp_path / "a.docx")
    audit = _audit(path)
    first, second = Quote((Spot(0, 3, 7),), "1.00"), Quote((Spot(1, 2, 6),), "6.00")
    broken = Quote((Spot(0, 3, 7), Spot(1, 0, 2)), "1.00前半")
    findings = (
        TextFinding("T401", ERROR, (), "没有第九节。", "请补上。"),
        TextFinding("T201", ERROR, (first, second), "1.00 ≠ 6.00", "请核对。"),
        TextFinding("T202", ERROR, (broken,), "断了", ""),
    )
    made = comments.write(audit._replace(findings=findings))
    assert [said for _, said in _comments(made)] == [
        "说的是整篇。\n错误 T401\n没有第九节。\n请补上。",
        "错误 T201\n1.00 ≠ 6.00\n请核对。\n又见 第 2 段「前半〔6.00〕万元后半」",
        "错误 T201（又见 第 1 段的批注）\n1.00 ≠ 6.00",
        "错误 T202\n断了",
    ]
    covered = _covered(made)
    assert (covered["1"], covered["2"]) == ("1.00", "6.00")
    assert covered["0"] == audit.lines[0]
    assert covered["3"].startswith("1.00 万元")
    assert covered["3"].endswith("前半")


def test_a_text_without_findings_comes_back_as_it_is(tmp_path: Path) -> None:
    path = _package(tmp_path / "a.docx")
    assert comments.write(_audit(path)._replace(findings=())) == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/comments.xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "W308"),
        ("word/comments.xml", "<a>", "W306"),
        ("word/_rels/document.xml.rels", "<!DOCTYPE a><a/>", "W308"),
        ("[Content_Types].xml", "<Types", "W306"),
        ("word/comments.xml", "<a>" * 300 + "</a>" * 300, "W305"),
    ],
)
def test_a_hostile_part_is_refused(name: str, content: str, code: str, tmp_path: Path) -> None:
    """Every part that is parsed goes through the same limits."""
    body = "<w:p><w:r><w:t>1.00</w:t></w:r></w:p>"
    path = _package(tmp_path / "a.docx", body)
    audit = _audit(path)._replace(findings=(TextFinding("T401", ERROR, (), "甲", ""),))
    _package(tmp_path / "a.docx", body, more={name: content})
    with pytest.raises(Refused) as refused:
        comments.write(audit)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_the_text_of_the_other_tests_as_word(tmp_path: Path) -> None:
    """The invented audit, on a Word file of the same lines: every quote is what its comment lies on."""
    document = docx.Document()
    for line in audited.TEXT.replace("\x1b", "").splitlines():
        document.add_paragraph(line)
    path = tmp_path / "说明.docx"
    document.save(str(path))
    audit = _audit(path)
    words = ("32.19万元", "6.76%", "3.20万元", "公务用车运行维护费", "1.5万元")
    quotes = [audited.quote(audit, word) for word in words]
    findings = tuple(TextFinding("T101", ERROR, (quote,), "甲", "乙") for quote in quotes)
    assert list(_covered(comments.write(audit._replace(findings=findings))).values()) == list(words)
