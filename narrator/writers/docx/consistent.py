"""Styles and lists that hold together: each is there once, and what one names is there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from narrator.writers.docx.xml import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_V = f"{{{W}}}val"


def styles(root: _Element) -> None:
    """Leave of the styles each id and each name once, no link to a style that is not there, none based on itself."""
    names: set[str] = set()
    found: dict[str, _Element] = {}
    for style in [*root.iterchildren(f"{{{W}}}style")]:
        key, name = style.get(f"{{{W}}}styleId", ""), said(style, "name")
        if key in found or name in names:
            root.remove(style)
        else:
            names.add(name)
            found[key] = style
    unlink(root, ("basedOn", "next", "link"), found)
    sound: set[str] = set()
    for begun in found:
        chain: dict[str, None] = {}
        key = begun
        while key and key not in sound:
            chain[key] = None
            style, key = found[key], said(found[key], "basedOn")
            if key in chain:
                unlink(style, ("basedOn",), ())
                key = ""
        sound.update(chain)


def lists(root: _Element) -> frozenset[str]:
    """Leave of the lists each number once, and only those with a definition; their numbers."""
    defined = _once(root, "abstractNum", "abstractNumId")
    for number in [*root.iterchildren(f"{{{W}}}num")]:
        if said(number, "abstractNumId") not in defined:
            root.remove(number)
    return frozenset(_once(root, "num", "numId"))


def _once(root: _Element, tag: str, name: str) -> set[str]:
    """Leave each of these children once by this attribute; all its values."""
    seen: set[str] = set()
    for element in [*root.iterchildren(f"{{{W}}}{tag}")]:
        key = element.get(f"{{{W}}}{name}", "")
        if key in seen:
            root.remove(element)
        seen.add(key)
    return seen


def unlink(root: _Element, tags: Collection[str], known: Collection[str]) -> None:
    """Take off the elements with these tags whose value is none of those known."""
    for element in [*root.iter(*(f"{{{W}}}{tag}" for tag in tags))]:
        parent = element.getparent()
        if element.get(_V) not in known and parent is not None:
            parent.remove(element)


def unlisted(root: _Element, known: Collection[str] | None) -> None:
    """Take paragraphs out of lists that are none of those known; None stands for out of any."""
    for element in [*root.iter(f"{{{W}}}numPr")]:
        parent, number = element.getparent(), said(element, "numId")
        if parent is not None and (known is None or (number not in known and number != "0")):
            parent.remove(element)


def said(element: _Element, tag: str) -> str:
    """The value of a child, "" where there is none."""
    found = element.find(f"{{{W}}}{tag}")
    return "" if found is None else found.get(_V, "")
