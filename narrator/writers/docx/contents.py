"""The contents page: a TOC field whose entries and page numbers stand in it already, as Word itself stores them.

Word shows such a field as it finds it, without asking, and makes it anew when somebody updates it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from narrator.figures import terms
from narrator.writers.docx import styles
from narrator.writers.docx.xml import run

HEADING = "　".join(terms.CONTENTS)  # as the heading of a document has it
_BREAK = re.compile(r"\s*[\t\n\r\v\f\x85\u2028\u2029]\s*")
_FIELD = r' TOC \o "1-3" \h \z \u '  # the levels of headings; links; no numbers on a web page; outline levels


class Entry(NamedTuple):
    """A heading that the contents list: its level from 0, its words, the bookmark around it."""

    level: int
    words: str
    anchor: str


def xml(entries: Sequence[Entry], pages: Sequence[int], ids: Mapping[str, str], width: int, alone: bool = False) -> str:
    """The contents as paragraphs in the styles of these ``ids``, on a page whose text is so many twips wide.

    ``pages`` are the page numbers of the entries; where nobody knows them there are none, and the entries have none.
    ``alone`` tells that they begin a page of their own.
    """
    stop = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
    paragraphs = [_paragraph(ids[styles.TOC_HEADING], "<w:pageBreakBefore/>" if alone else "", run(HEADING))]
    numbers = list(map(str, pages)) or [""] * len(entries)
    for place, (entry, number) in enumerate(zip(entries, numbers, strict=True), start=1):
        words = run(_BREAK.sub(" ", entry.words))
        if number:
            field = _begun(rf" PAGEREF {entry.anchor} \h ")
            words += f"<w:r><w:tab/></w:r>{field}{run(number)}{_END}"
        link = f'<w:hyperlink w:anchor="{entry.anchor}" w:history="1">{words}</w:hyperlink>'
        before = _begun(_FIELD) if place == 1 else ""
        behind = _END if place == len(entries) else ""
        paragraphs.append(_paragraph(ids[styles.TOC[entry.level]], stop, f"{before}{link}{behind}"))
    return "".join(paragraphs)


def _paragraph(style: str, tabs: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{tabs}</w:pPr>{runs}</w:p>'


def _begun(instruction: str) -> str:
    """A field up to its result."""
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve">{instruction.replace(chr(34), "&quot;")}</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    )
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
