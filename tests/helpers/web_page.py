"""A web page, read strictly."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "br", "link", "img", "hr", "input"}
BLOCKS = {"h1", "h2", "h3", "h4", "p", "td", "th"}


class Element(NamedTuple):
    """An element as it was opened: tag, attributes, and the tags around it."""

    tag: str
    attributes: dict[str, str]
    around: tuple[str, ...]


class Page(HTMLParser):
    """A page read strictly: every element closed in order; its text by block, by id, and of the places."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.stack: list[Element] = []
        self.elements: list[Element] = []
        self.tokens: list[str] = []
        self.by_id: dict[str, str] = {}
        self.places: list[tuple[Element, str]] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.feed(source)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No attribute twice, no id twice."""
        attributes = {name: value or "" for name, value in attrs}
        assert len(attributes) == len(attrs), (tag, attrs)
        element = Element(tag, attributes, tuple(outer.tag for outer in self.stack))
        self.elements.append(element)
        if "id" in attributes:
            assert attributes["id"] not in self.by_id
            self.by_id[attributes["id"]] = ""
        if tag == "br" or (self.in_text and (tag in BLOCKS or "caption" in element.around)):
            if tag in (*BLOCKS, "div"):
                self.tokens.append("")
            elif tag == "br":
                self.tokens[-1] += "\n"
        if "aria-describedby" in attributes:
            self.places.append((element, ""))
        if tag in self.raw:
            self.raw[tag].append("")
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.stack:
            if "id" in element.attributes:
                self.by_id[element.attributes["id"]] += data
        if self.in_text and any(outer.tag in (*BLOCKS, "caption") for outer in self.stack) and data.strip("\n"):
            self.tokens[-1] += data
        if self.stack and "aria-describedby" in self.stack[-1].attributes:
            element, text = self.places.pop()
            self.places.append((element, text + data))
        if self.stack and self.stack[-1].tag in self.raw:
            self.raw[self.stack[-1].tag][-1] += data

    @property
    def in_text(self) -> bool:
        """Whether the parser stands inside <main>."""
        return any(outer.tag == "main" for outer in self.stack)
