"""A cover: the title on a page of its own where the pack has one, with its lines at the foot, in every format."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import narrator
from helpers import published
from helpers.running import narrate
from narrator.document.draft import draft
from narrator.document.tree import Document
from narrator.figures.terms import STATEMENTS
from narrator.phrases.phrasebook import Phrasebook
from narrator.readers import prose
from narrator.writers import docx, html, markdown, text

_FILES = {
    "pack.yaml": "parent: xinjiang/2024\nregion: 新疆\nyear: 2024\ntitle: 有封面的短语库\n",
    "outline.yaml": "cover: [[封面.盖章], [封面.年份]]\n",
    "phrases/own.yaml": "new:\n  封面.盖章: {say: （盖章）, evidence: 无}\n"
    '  封面.年份: {say: "{{ 年度 | 年 }}年", evidence: 无}\n',
    "phrases/own.examples.yaml": "封面.年份:\n- values: {年度: 2031}\n  text: 2031年\n",
}
_FOOT = ["（盖章）", "2024年"]


def _covered(folder: Path) -> Document:
    pack = folder / "own" / "2024"
    for name, content in _FILES.items():
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    unit = narrator.load(published.UNIT_FILE)
    return draft(unit, Phrasebook(folder).only(str(pack)))


def _body(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_no_cover_without_one() -> None:
    """A pack that lists none leaves the title over the text, and every page has its number."""
    document = narrator.draft(narrator.load(published.UNIT_FILE), "xinjiang/2024")
    assert document.cover is None
    body = _body(docx.write(document))
    assert "<w:pageBreakBefore/>" not in body
    assert "<w:titlePg/>" not in body


def test_the_title_alone() -> None:
    """上海 has its title alone on the cover, on two lines although it fits on one; the text begins on a new page."""
    document = narrator.draft(narrator.load(published.UNIT_FILE), "shanghai/2024")
    assert document.cover == ()
    body = _body(docx.write(document))
    title, begins = re.findall("<w:p>.*?</w:p>", body)[:2]
    assert title.count("<w:br ") == 1
    assert "<w:pageBreakBefore/>" in begins
    assert body.count("<w:titlePg/>") == 1


def test_lines_at_the_foot(tmp_path: Path) -> None:
    """The lines of a cover stand below the title wherever the text is written, and read back as they were."""
    document = _covered(tmp_path)
    assert [line.text for line in document.cover or ()] == _FOOT
    assert [line.text for _, line in document.lines()][1:3] == _FOOT
    assert text.write(document).splitlines()[1:3] == _FOOT
    assert "\n\n（盖章）\n\n2024年\n\n" in markdown.write(document)
    for name, content in (("a.docx", docx.write(document)), ("a.html", html.write(document).encode())):
        path = tmp_path / name
        path.write_bytes(content)
        assert [line.text for line in prose.load(path).lines][:3] == [document.title.text, *_FOOT]


def test_what_a_cover_says_is_used(tmp_path: Path) -> None:
    """No phrase of a cover is left over, and one that is not there is named."""
    _covered(tmp_path)
    pack = tmp_path / "own" / "2024"
    ran = narrate(tmp_path, "phrases", "lint", "own/2024")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (pack / "outline.yaml").write_text("cover: [[封面.日期]]\n", encoding="utf-8")
    ran = narrate(tmp_path, "phrases", "lint", "own/2024")
    assert ran.returncode == 1
    assert "outline.yaml:1:10" in ran.stdout + ran.stderr
    assert "封面.日期" in ran.stdout + ran.stderr


def test_the_nine_tables_in_the_navigation_pane() -> None:
    """Their names are headings there: under their part inside the text, at the top in a file of their own."""
    document = narrator.draft(narrator.load(published.UNIT_FILE), "xinjiang/2024")
    inside = _body(docx.write(document._replace(placing="inline")))
    alone = _body(docx.write_statements(document))
    assert len(document.statements) == len(re.findall('<w:outlineLvl w:val="1"/>', inside)) == len(STATEMENTS)
    assert len(document.statements) == len(re.findall('<w:outlineLvl w:val="0"/>', alone))
