"""Which section a line of a 说明 begins, by the words of its heading; and where a heading stands inside a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from narrator.files import marked
from narrator.phrases.home import root

FILE = "reading/sections.yaml"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NUMBER = rf"(?:第{_NUMERAL}部分|{_NUMERAL}、|\({_NUMERAL}\)[、.]?|[0-9]{{1,2}}[.、](?![0-9])|\([0-9]{{1,2}}\))"
_HEADING = re.compile(rf"^(?:(?P<number>{_NUMBER}))?(?P<title>[^。;,:]{{2,60}}?)[。:.]?$")
_INSIDE = re.compile(
    rf"(?:^|(?<=[。;:\u4e00-\u9fff0-9)]))(?P<number>{_NUMBER})(?P<title>[^。;,:0-9]{{2,40}}?(?:情况说明|情况|说明))(?![的是和及])[。.:]?"
)
TITLE_ENDS = ("说明", "情况", "概况", "解释", "目录", "表", "公开", "决算")  # how a title without a number ends
_LONGEST = 60


class Heading(NamedTuple):
    """A heading: its number as printed, its title, the section that it begins or ""."""

    number: str
    title: str
    area: str
    start: int
    end: int


class Sections(NamedTuple):
    """The lists of ``sections.yaml``."""

    areas: tuple[tuple[str, str], ...]  # words and their section, in the order in which they are tried
    inside: tuple[str, ...]
    without: frozenset[str]

    def area(self, title: str) -> str:
        """The section that a title names, or ""."""
        for words, area in self.areas:
            if words in title:
                return area
        return ""


@cache  # a file of the program's own
def sections() -> Sections:
    """The sections of ``phrasebook/reading``."""
    content = marked.load(root() / FILE, FILE)
    assert isinstance(content, marked.Mapping)
    listed = content["sections"]
    assert isinstance(listed, marked.Mapping)
    return Sections(
        tuple((word, area) for area, words in listed.items() for word in str(words).split()),
        tuple(str(content["inside"]).split()),
        frozenset(str(content["without"]).split()),
    )


def heading(text: str) -> Heading | None:
    """The heading that a whole folded line is, or None."""
    if not text or len(text) > _LONGEST or "\ue000" in text:
        return None
    found = _HEADING.match(text)
    if not found or not (found["number"] or (text.endswith(TITLE_ENDS) and sections().area(found["title"]))):
        return None
    return Heading(found["number"] or "", found["title"], sections().area(found["title"]), 0, len(text))


def headings_inside(text: str) -> Iterator[Heading]:
    """The headings that stand inside a folded paragraph, as where a page was copied without its line breaks."""
    for found in _INSIDE.finditer(text):
        if area := sections().area(found["title"]):
            yield Heading(found["number"], found["title"], area, *found.span())
