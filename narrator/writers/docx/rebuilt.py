"""A part of somebody else's Word file, built again from what is allowed; the rest is told.

One walk over ``allowed``: nothing is copied, each element is made anew under our own prefixes. Fields are followed
through their runs: a page number is written by us, of a link the words stay, of any other field nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from narrator.writers.docx.allowed import NUMBERS, OPENED, SEEN, SILENT, SPACES, TOLD, Rule, rules

if TYPE_CHECKING:
    from lxml.etree import _Element

_PREFIXES = {space: prefix for prefix, space in SPACES.items()}
_CLOSED = ("w:hdr", "w:ftr", "w:txbxContent", "w:tc")  # these end with a paragraph
_FIELDS = ("w:fldChar", "w:instrText", "w:fldSimple")
_CODE = re.compile(r"\s*(\w+)(.*)", re.DOTALL)
_SWITCH = re.compile(r'\\\*\s*"?(\w+)"?')
_NAME = re.compile(r"[A-Za-z0-9]{1,30}")
_FORMATS = {name.casefold(): name for name in NUMBERS} | {name: name for name in NUMBERS}
_KINDS = {
    "n": re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,4})?(mm|cm|in|pt|pc|pi|%)?"),
    "o": re.compile(r"true|false|on|off|0|1"),
    "t": re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}"),
    "5": re.compile("wps"),
}
_OFF = ("false", "off", "0")
_LONG = 255  # characters of a name; text has no limit of its own


class Told:
    """What is left out, each once, in the order in which it was met; and the numbers of drawings given so far."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], None] = {}
        self.drawings = count(1001)  # ours begin with 1

    def tell(self, part: str, what: str) -> None:
        """A part ("页脚") and what of it is left out ("域 DDEAUTO")."""
        self.found[part, what] = None


class _Field:
    """A field whose end is still to come: its code; once that is read, what it writes (None: as it stands)."""

    def __init__(self) -> None:
        self.code, self.nested, self.read, self.written = "", False, False, False
        self.number: str | None = ""  # the code of a page number, "" for nothing, None for its words


class Source(NamedTuple):
    """Where elements come from: the name of the part in messages, what it may not have though others may.

    ``image`` gives the new relationship of an embedded picture by its old one, None for none that is fit.
    """

    part: str
    without: frozenset[str] = frozenset()
    image: Callable[[str], str | None] = lambda rid: None


def rebuilt(source: _Element, origin: Source, told: Told) -> _Element | None:
    """The element with what is allowed of it; None where something that it must have is missing."""
    walk = _Walk(origin, told)
    made = walk.built(source, short(source), "")
    if walk.fields:
        told.tell(origin.part, "没有写完的域")
    return made


def short(element: _Element) -> str:
    """The name of an element with our prefix; a namespace that we do not know has none."""
    space, _, local = str(element.tag).removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(space, '')}:{local}"


def is_on(element: _Element | None) -> bool:
    """Whether a switch (``w:titlePg``) is there, and not there to say no."""
    return element is not None and element.get(f"{{{SPACES['w']}}}val", "1") not in _OFF


def _long(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


class _Walk:
    def __init__(self, origin: Source, told: Told) -> None:
        self.origin = origin
        self.told = told
        self.rules = rules()
        self.fields: list[_Field] = []

    def tell(self, what: str) -> None:
        self.told.tell(self.origin.part, what)

    def built(self, source: _Element, name: str, parent: str) -> _Element | None:
        """The element under its parent's name, with attributes, text and children in the order of the schema."""
        from lxml import etree

        within = self.rules.get(f"{parent}/{name}") or self.rules.get(f"{parent}/*") or self.rules[name]
        made = etree.Element(_long(name), nsmap=SPACES if not parent else None)
        known = len(self.told.found)
        for attribute, kind in within.attributes.items():
            value = self.value(source, name, attribute, kind, within)
            if attribute == "#":
                made.text = value
            elif value is not None:
                made.set(self.attribute(name, attribute), value)
            if value is None and attribute in within.needed:
                return None
        children = sorted(self.children(source, name, within), key=lambda child: child[0])
        for place, child in children:
            if place not in within.single or not len(made) or within.places[short(made[-1])] != place:
                made.append(child)
        if not within.required <= {place for place, _ in children}:
            if name == "w:drawing" and len(self.told.found) == known:
                self.tell("图形")
            return None
        if name in _CLOSED and (not len(made) or short(made[-1]) != "w:p"):
            made.append(etree.Element(_long("w:p")))
        if name == "w:t":
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return made

    def attribute(self, name: str, attribute: str) -> str:
        """The full name: in "w" attributes have the namespace of their element, elsewhere none."""
        return _long(attribute) if ":" in attribute else _long(f"w:{attribute}") if name[:2] == "w:" else attribute

    def value(self, source: _Element, name: str, attribute: str, kind: str, within: Rule) -> str | None:
        """What the attribute says, or None where that is nothing of its kind."""
        if kind == "d":
            return str(next(self.told.drawings))
        if kind == "u":
            inside = filter(within.places.__contains__, map(short, source.iterchildren("*")))
            return next((SPACES[child.partition(":")[0]] for child in inside), None)
        if attribute == "#":
            text = (source.text or "").strip() if kind != "s" else source.text or ""
            return text if kind == "s" or _KINDS[kind].fullmatch(text) else None
        given = source.get(self.attribute(name, attribute))
        if given is None or kind == "i":
            return self.origin.image(given or "") if kind == "i" else None
        if kind == "s":
            return given if len(given) <= _LONG else None
        return given if _KINDS[kind].fullmatch(given) else None

    def children(self, source: _Element, name: str, within: Rule) -> Iterator[tuple[int, _Element]]:
        """Each child that may be there, built, with its place."""
        for child in source.iterchildren("*"):
            found = short(child)
            if found in _FIELDS:
                yield from self.field(child, found, name, within)
            elif name == "w:r" and self.hidden() and found != "w:rPr":
                yield from self.number()
            elif found in within.places and found not in self.origin.without:
                made = self.built(child, found, name)
                if made is not None:
                    yield within.places[found], made
                elif found == "mc:AlternateContent":
                    yield from self.fallback(child, name, within)
            elif found == "mc:AlternateContent":
                yield from self.fallback(child, name, within)
            elif found in OPENED:
                if OPENED[found]:
                    self.tell(OPENED[found])
                yield from self.children(child, name, within)
            else:
                self.left(child, found, name)

    def fallback(self, source: _Element, name: str, within: Rule) -> Iterator[tuple[int, _Element]]:
        """What stands there for programs that know nothing of the better one."""
        for fallback in source.iterchildren(_long("mc:Fallback")):
            yield from self.children(fallback, name, within)

    def left(self, child: _Element, found: str, name: str) -> None:
        """Tell of what is left out, and of what inside it has a name of its own."""
        if found in TOLD:
            self.tell(TOLD[found])
        elif found == "w:sdtPr":
            for inner in child.iterchildren("*"):
                if short(inner) in TOLD:
                    self.tell(TOLD[short(inner)])
        elif name in SEEN and found not in SILENT:
            local = found.partition(":")[2]
            self.tell(f"其他内容（{local if _NAME.fullmatch(local) else '不知名'}）")

    # Fields

    def hidden(self) -> bool:
        return any(field.number is not None for field in self.fields)

    def field(self, child: _Element, found: str, name: str, within: Rule) -> Iterator[tuple[int, _Element]]:
        """Follow a field; where a page number ends whose words never came, it stands at its end."""
        if found == "w:fldSimple":
            self.begin()
            self.fields[-1].code = child.get(_long("w:instr"), "")
            self.read()
            yield from self.children(child, name, within)
            if name == "w:p":
                run = child.makeelement(_long("w:r"), nsmap=SPACES)
                run.extend([made for _, made in self.number()])
                yield from [(within.places["w:r"], run)] if len(run) else []
            self.fields.pop()
        elif found == "w:instrText":
            if self.fields and not self.fields[-1].read:
                self.fields[-1].code += child.text or ""
        elif (kind := child.get(_long("w:fldCharType"))) == "begin":
            self.begin()
        elif self.fields:
            self.read()
            if kind == "end":
                if name == "w:r":
                    yield from self.number()
                self.fields.pop()

    def begin(self) -> None:
        if self.fields and not self.fields[-1].read:
            self.fields[-1].nested = True
        self.fields.append(_Field())

    def read(self) -> None:
        """The code of the innermost field is complete: what is it to write?"""
        field = self.fields[-1]
        if field.read:
            return
        field.read = True
        code = _CODE.match(field.code)
        word, rest = (code[1].upper(), code[2]) if code and code[1].isascii() else ("", "")
        if word in ("PAGE", "NUMPAGES") and not field.nested:
            asked = _SWITCH.findall(rest)
            formats = [_FORMATS[name if name in _FORMATS else name.casefold()] for name in asked if self._known(name)]
            if _SWITCH.sub("", rest).strip() or len(formats) < len(asked):
                self.tell(f"域 {word} 的格式")
            field.number = "".join([word, *(rf" \* {name}" for name in dict.fromkeys(formats))])
        elif word == "HYPERLINK":
            self.tell("超链接")
            field.number = None
        else:
            self.tell(f"域 {word[:30]}".strip())

    @staticmethod
    def _known(name: str) -> bool:
        return name.casefold() in _FORMATS

    def number(self) -> Iterator[tuple[int, _Element]]:
        """The page number of the innermost field, once, unless another field around it hides it."""
        field, *others = reversed(self.fields)
        if not field.read or not field.number or field.written or any(other.number is not None for other in others):
            return
        field.written = True
        place = self.rules["w:r"].places["w:t"]
        for kind, text in (("begin", ""), ("", f" {field.number} "), ("separate", ""), (None, "1"), ("end", "")):
            yield place, _piece(kind, text)


def _piece(kind: str | None, text: str) -> _Element:
    """A mark of a field, its code (kind ""), or its words (None)."""
    from lxml import etree

    tag = "w:fldChar" if kind else "w:t" if kind is None else "w:instrText"
    made = etree.Element(_long(tag), nsmap=SPACES)
    if kind:
        made.set(_long("w:fldCharType"), kind)
    else:
        made.text = text
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
