"""A part of somebody else's Word file, built again from what is allowed; the rest is reported.

One walk over ``allowed``: nothing is copied, each element is made anew under our own prefixes. Fields are followed
through their runs: a page number is written by us, of a link the words stay, of any other field nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from narrator.writers.docx.allowed import NUMBERS, OPENED, SEEN, SILENT, SPACES, TOLD, Rule, full, rules

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
    "s": re.compile(r"[^\x00-\x1f]{0,255}"),
    "5": re.compile("wps"),
}
_OFF = ("false", "off", "0")
_PARAGRAPH, _FALLBACK = full("w:p"), full("mc:Fallback")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MARKS = (
    ("begin", "w:fldChar", ""),
    ("", "w:instrText", ""),
    ("separate", "w:fldChar", ""),
    ("", "w:t", "1"),
    ("end", "w:fldChar", ""),
)
_DEEPEST, _CODE_LONG = 60, 1000  # elements one in another; characters of a field's code


class LeftOut:
    """What is left out, each once, in the order in which it was met; and the numbers of drawings given so far."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], None] = {}
        self.drawings = count(1001)  # ours begin with 1

    def add(self, part: str, what: str) -> None:
        """A part ("页脚") and what of it is left out ("域 DDEAUTO")."""
        self.found[part, what] = None


class _Field:
    """A field whose end is still to come: its code; once that is read, what it writes (None: as it stands)."""

    def __init__(self, *, inside: bool) -> None:
        self.inside = inside  # another field, which leaves nothing
        self.code, self.nested, self.read, self.written = "", False, False, False
        self.number: str | None = ""  # the code of a page number, "" for nothing, None for its words


class ForeignPart(NamedTuple):
    """Where elements come from: the name of the part in messages, what it may not have though others may.

    ``image`` gives the new relationship of an embedded picture by its old one, None for none that is fit.
    """

    part: str
    without: frozenset[str] = frozenset()
    image: Callable[[str], str | None] = lambda rid: None


def rebuilt(source: _Element, origin: ForeignPart, left_out: LeftOut) -> _Element | None:
    """The element with what is allowed of it; None where something that it must have is missing."""
    walk = _Walk(origin, left_out)
    made = walk.built(source, short(source))
    if walk.fields:
        left_out.add(origin.part, "没有写完的域")
    return made


def short(element: _Element) -> str:
    """The name of an element with our prefix; a namespace that we do not know has none."""
    return _shortened(str(element.tag))


@lru_cache(maxsize=2000)  # the same tags again and again
def _shortened(tag: str) -> str:
    space, _, local = tag.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(space, '')}:{local}"


def is_on(element: _Element | None) -> bool:
    """Whether a switch (``w:titlePg``) is there, and not there to say no."""
    return element is not None and element.get(f"{{{SPACES['w']}}}val", "1") not in _OFF


def _sort(made: _Element, places: list[int], single: frozenset[int]) -> None:
    """Bring children into the order of their places, of several in a ``single`` one the first alone."""
    if any(one > other or (one == other and one in single) for one, other in pairwise(places)):
        children = sorted(zip(places, made, strict=True), key=itemgetter(0))
        firsts = {place: child for place, child in reversed(children) if place in single}
        made[:] = [child for place, child in children if firsts.get(place, child) is child]


class _Walk:
    def __init__(self, origin: ForeignPart, left_out: LeftOut) -> None:
        self.origin = origin
        self.left_out = left_out
        self.rules = rules()
        self.fields: list[_Field] = []
        self.depth = 0

    def add(self, what: str) -> None:
        self.left_out.add(self.origin.part, what)

    def built(self, source: _Element, name: str, parent: str = "", into: _Element | None = None) -> _Element | None:
        """The element, with attributes, text and children in the order of the schema, at the end of its parent."""
        from lxml import etree

        within = self.rules.get(f"{parent}/{name}") or self.rules.get(f"{parent}/*") or self.rules[name]
        tag = within.tag or full(name)
        made = etree.Element(tag, nsmap=SPACES) if into is None else etree.SubElement(into, tag)
        known = len(self.left_out.found)
        for attribute, value in self.attributes(source, within):
            made.set(attribute, value)
        if within.text:
            made.text = self.text(source, within.text)
            if name == "w:t":
                made.set(_SPACE, "preserve")
        places = [*self.children(source, name, within, made)]
        whole = within.needed <= {*made.attrib.keys(), "#" if made.text is not None else ""}
        if not whole or not within.required.issubset(places):
            if name == "w:drawing" and len(self.left_out.found) == known:
                self.add("图形")
            if into is not None:
                into.remove(made)
            return None
        _sort(made, places, within.single)
        if name in _CLOSED and (not len(made) or made[-1].tag != _PARAGRAPH):
            etree.SubElement(made, _PARAGRAPH)
        return made

    def attributes(self, source: _Element, within: Rule) -> Iterator[tuple[str, str]]:
        """Those that are allowed and say something of their kind; of many others, asked for one by one, none counts."""
        for attribute, kind in within.attributes.items():
            if kind == "d":
                yield attribute, str(next(self.left_out.drawings))
            elif kind == "u":
                yield from (
                    (attribute, SPACES[name.partition(":")[0]])
                    for name in map(short, source.iterchildren("*"))
                    if name in within.places
                )
            elif kind == "i":
                image = self.origin.image(source.get(attribute, ""))
                yield from [(attribute, image)] if image else []
            elif (value := source.get(attribute)) is not None and _KINDS[kind].fullmatch(value):
                yield attribute, value

    @staticmethod
    def text(source: _Element, kind: str) -> str | None:
        text = source.text or ""
        if kind == "s":
            return text
        return text.strip() if _KINDS[kind].fullmatch(text.strip()) else None

    def children(self, source: _Element, name: str, within: Rule, into: _Element) -> Iterator[int]:
        """Build each child that may be there at the end of its parent, and give its place."""
        # Better whole: one case for each fate of a child; each rests on the ones before it having said no.
        self.depth += 1
        deep = self.depth > _DEEPEST
        if deep and len(source):
            self.add("嵌套太深的内容")
        for child in () if deep else source.iterchildren("*"):
            found = short(child)
            if found in _FIELDS:
                yield from self.field(child, found, name, within, into)
            elif name == "w:r" and self.hidden() and found != "w:rPr":
                yield from self.number(into)
            elif (
                found in within.places
                and found not in self.origin.without
                and self.built(child, found, name, into) is not None
            ):
                yield within.places[found]
            elif found == "mc:AlternateContent":  # what stands there for programs that know nothing of the better one
                for fallback in child.iterchildren(_FALLBACK):
                    yield from self.children(fallback, name, within, into)
            elif found in OPENED:
                if OPENED[found]:
                    self.add(OPENED[found])
                yield from self.children(child, name, within, into)
            elif found not in within.places or found in self.origin.without:
                self.left(child, found, name)
        self.depth -= 1

    def left(self, child: _Element, found: str, name: str) -> None:
        """Tell of what is left out, and of what inside it has a name of its own."""
        if found in TOLD:
            self.add(TOLD[found])
        elif found == "w:sdtPr":
            for inner in child.iterchildren("*"):
                if short(inner) in TOLD:
                    self.add(TOLD[short(inner)])
        elif name in SEEN and found not in SILENT:
            local = found.partition(":")[2]
            self.add(f"其他内容（{local if _NAME.fullmatch(local) else '不知名'}）")

    # Fields

    def hidden(self) -> bool:
        return bool(self.fields) and (self.fields[-1].inside or self.fields[-1].number is not None)

    def field(self, child: _Element, found: str, name: str, within: Rule, into: _Element) -> Iterator[int]:
        """Follow a field; where a page number ends whose words never came, it stands at its end."""
        from lxml import etree

        if found == "w:fldSimple":
            self.begin()
            self.fields[-1].code = child.get(full("w:instr"), "")
            self.read()
            yield from self.children(child, name, within, into)
            if name == "w:p":
                run = etree.SubElement(into, full("w:r"))
                if [*self.number(run)]:
                    yield within.places["w:r"]
                else:
                    into.remove(run)
            self.fields.pop()
        elif found == "w:instrText":
            if self.fields and not self.fields[-1].read:
                self.fields[-1].code = (self.fields[-1].code + (child.text or ""))[:_CODE_LONG]
        elif (kind := child.get(full("w:fldCharType"))) == "begin":
            self.begin()
        elif self.fields:
            self.read()
            if kind == "end":
                if name == "w:r":
                    yield from self.number(into)
                self.fields.pop()

    def begin(self) -> None:
        if self.fields and not self.fields[-1].read:
            self.fields[-1].nested = True
        self.fields.append(_Field(inside=self.hidden()))

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
                self.add(f"域 {word} 的格式")
            field.number = "".join([word, *(rf" \* {name}" for name in dict.fromkeys(formats))])
        elif word == "HYPERLINK":
            self.add("超链接")
            field.number = None
        else:
            self.add(f"域 {word[:30]}".strip())

    @staticmethod
    def _known(name: str) -> bool:
        return name.casefold() in _FORMATS

    def number(self, into: _Element) -> Iterator[int]:
        """The page number of the innermost field, once, unless another field around it hides it."""
        from lxml import etree

        field = self.fields[-1]
        if not field.number or field.written or field.inside:
            return
        field.written = True
        for mark, tag, words in _MARKS:
            made = etree.SubElement(into, full(tag))
            if mark:
                made.set(full("w:fldCharType"), mark)
            else:
                made.text = words or f" {field.number} "
                made.set(_SPACE, "preserve")
            yield self.rules["w:r"].places["w:t"]
