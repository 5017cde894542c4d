"""Comments put into somebody's Word file at exact characters; every other part of the package stays byte for byte.

The file is untrusted: this runs in the process beside ours (``narrator.readers.isolated``), under the limits of a
package. Runs are split where a comment begins or ends inside one; what is read of the file stays the same.
"""

from __future__ import annotations

import copy
import datetime
import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.figures.characters import shown
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.readers import package, word, word_places
from narrator.readers.word import DOOR
from narrator.readers.word_places import Piece
from narrator.writers.docx.comments import AUTHOR

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES = "[Content_Types].xml"
_CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Note(NamedTuple):
    """A comment: the line and character that it begins at, those that it ends before, and its paragraphs."""

    start: tuple[int, int]
    end: tuple[int, int]
    paragraphs: tuple[str, ...]


def annotated(path: Path, raw: bytes, lines: tuple[str, ...], notes: tuple[Note, ...], date: datetime.date) -> bytes:
    """The Word file of these bytes with comments of this date; ``lines`` are those that were read of it.

    Raises Refused where the file is none that is read, or (A106) is not the one any more that the lines are of.
    """
    from lxml import etree

    parts, main = word.opened(path, raw, lambda name: True)
    read = word.read(path, raw)  # which also looks at every part that is parsed here
    if tuple(line.text for line in read.lines) != lines:
        advice = "请再运行一次。"
        raise Refused([Finding("A106", Place(str(path), 0, 0), "审核之后，文件被改动了。", advice)])
    if not notes:
        return raw
    files = _Files(path, parts, main)
    root = files.tree(main)
    marks = _Marks(word_places.pieces(path, parts, main, root))
    space = str(etree.QName(root).namespace)
    comments = files.comments(space)
    for number, note in enumerate(notes, files.free_number(comments, root)):
        marks.put(note, number)
        comments.append(_comment(space, number, note.paragraphs, date))
    marks.done(space)
    _straightened(root, space)
    return files.packed()


class _Files:
    """The parts of the package, those that were parsed as trees."""

    def __init__(self, path: Path, parts: dict[str, bytes], main: str) -> None:
        self.path, self.parts, self.main = path, parts, main
        self.trees: dict[str, _Element] = {}
        self.changed = {main}

    def tree(self, name: str) -> _Element:
        """A part as a tree, under the limits of every part that is parsed."""
        from lxml import etree

        if name not in self.trees:
            package.parse(self.path, self.parts[name], DOOR, package.Handler())
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
            self.trees[name] = etree.fromstring(self.parts[name], parser)
        return self.trees[name]

    def comments(self, space: str) -> _Element:
        """The root of the comments: the part that is there, or a new one with its type and relation."""
        from lxml import etree

        folder, file = posixpath.split(self.main)
        kind = f"{_STRICT if space == _STRICT_WORD else _TRANSITIONAL}/comments"
        links = posixpath.join(folder, "_rels", f"{file}.rels")
        self.parts.setdefault(links, f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
        relations = self.tree(links)
        for relation in relations:
            if relation.get("Type") == kind:
                target = relation.get("Target", "")
                name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if name in self.parts:
                    self.changed.add(name)
                    return self.tree(name)
        if _TYPES not in self.parts:
            raise DOOR.broken(self.path)
        names = ("comments.xml", *(f"comments{number}.xml" for number in range(1, len(self.parts) + 1)))
        taken = {part.lower() for part in self.parts}
        new = next(name for name in names if posixpath.join(folder, name).lower() not in taken)
        part = posixpath.join(folder, new)
        etree.SubElement(self.tree(_TYPES), f"{{{_CONTENT}}}Override", PartName=f"/{part}", ContentType=_COMMENTS_TYPE)
        known = {relation.get("Id") for relation in relations}
        free = next(name for number in range(1, len(known) + 2) if (name := f"rIdAudit{number}") not in known)
        etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=free, Type=kind, Target=new)
        self.changed |= {_TYPES, links, part}
        self.parts[part] = b""
        self.trees[part] = etree.Element(f"{{{space}}}comments", nsmap={"w": space})
        return self.trees[part]

    def free_number(self, comments: _Element, root: _Element) -> int:
        """The first number that no comment and no mark of one has."""
        space = root.nsmap.get(root.prefix, "")
        marks = ("commentRangeStart", "commentRangeEnd", "commentReference")
        found = [*comments, *root.iter(*(f"{{{space}}}{name}" for name in marks))]
        numbers = [element.get(f"{{{space}}}id", "") for element in found if isinstance(element.tag, str)]
        return max((int(number) for number in numbers if number.isascii() and number.isdecimal()), default=-1) + 1

    def packed(self) -> bytes:
        """The package, parts that were changed as their trees say."""
        from lxml import etree

        for name in self.changed:
            whole = self.trees[name].getroottree()
            self.parts[name] = etree.tostring(whole, xml_declaration=True, encoding="UTF-8", standalone=True)
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in self.parts.items():
                made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return memory.getvalue()


class _Cut(NamedTuple):
    """A place between two characters: line, piece of the line, characters of the piece before it."""

    line: int
    piece: int
    offset: int


class _Marks:
    """The marks of comments on their way into the tree: first all places, then, from the last one, the cuts."""

    def __init__(self, lines: Sequence[Sequence[Piece]]) -> None:
        self.lines = lines
        self.ends: dict[_Cut, list[int]] = {}
        self.starts: dict[_Cut, list[int]] = {}

    def put(self, note: Note, number: int) -> None:
        """Remember where a comment goes; one on a mere break goes from what is before it to what is behind it."""
        start, end = sorted((self.cut(*note.start, ahead=True), self.cut(*note.end, ahead=False)))
        self.starts.setdefault(start, []).append(number)
        self.ends.setdefault(end, []).append(number)

    def cut(self, line: int, at: int, *, ahead: bool) -> _Cut:
        """The place before a character (``ahead``), or behind the one before it; never in a mere line break."""
        pieces = self.lines[line]
        passed = 0
        found = _Cut(line, 0, 0)
        for number, piece in enumerate(pieces):
            inside = at - passed
            passed += piece.length
            if piece.element is None:
                continue
            if ahead and inside < piece.length:
                return _Cut(line, number, max(inside, 0))
            if not ahead and inside <= 0:
                break
            found = _Cut(line, number, min(inside, piece.length))
        return found

    def done(self, space: str) -> None:
        """Cut the runs and lay the marks, from the end of the text to its beginning."""
        for cut in sorted({*self.ends, *self.starts}, reverse=True):
            piece = self.lines[cut.line][cut.piece]
            ends, starts = _ending(space, self.ends.get(cut, ())), _beginning(space, self.starts.get(cut, ()))
            assert piece.element is not None
            _lay(piece.element, piece.start + cut.offset, [*ends], [*starts])


def _straightened(root: _Element, space: str) -> None:
    """Turn round the ranges that end before they begin: a table in a cell is read before the cell around it."""
    ends: dict[str, _Element] = {}
    begun: set[str] = set()
    for mark in [*root.iter(f"{{{space}}}commentRangeStart", f"{{{space}}}commentRangeEnd")]:
        number = mark.get(f"{{{space}}}id", "")
        if _local(mark) == "commentRangeEnd":
            ends[number] = mark
            continue
        if number in ends and number not in begun:
            end = ends[number]
            end.addprevious(*_beginning(space, [number]))
            for moved in (end.getnext(), end):
                if moved is not None:
                    mark.addnext(moved)
            _removed(mark)
        begun.add(number)


def _removed(mark: _Element) -> None:
    parent = mark.getparent()
    if parent is not None:
        parent.remove(mark)


def _lay(element: _Element, offset: int, ends: list[_Element], starts: list[_Element]) -> None:
    """Put marks between two characters of an element; what cannot be cut is marked as a whole."""
    holder = _holder(element)
    if holder is not element.getparent() or _space(holder) == _MATHS or len(element):
        _before(holder, starts)
        _behind(holder, ends)
    elif offset == 0:
        _before(_divided(holder, element), [*ends, *starts])
    elif offset < len(element.text or ""):
        _before(_divided(holder, _split(element, offset)), [*ends, *starts])
    elif (following := element.getnext()) is not None:
        _before(_divided(holder, following), [*ends, *starts])
    else:
        _behind(holder, [*ends, *starts])


def _before(element: _Element, marks: Iterable[_Element]) -> None:
    for mark in marks:
        element.addprevious(mark)


def _behind(element: _Element, marks: Sequence[_Element]) -> None:
    for mark in reversed(marks):
        element.addnext(mark)


def _holder(element: _Element) -> _Element:
    """The run or formula around an element that stands in the paragraph itself: of nested ones the outermost."""
    held = element
    for above in element.iterancestors():
        if _space(above) == _MATHS or (_local(above) == "r" and _space(above) == _space(element)):
            held = above
    return held


def _divided(run: _Element, child: _Element) -> _Element:
    """The run that begins with this child of a run: itself, or a new one behind it with the same properties."""
    before = [sibling for sibling in child.itersiblings(preceding=True) if _local(sibling) != "rPr"]
    if not before:
        return run
    new = _like(run)
    properties = run.find(f"{{{_space(run)}}}rPr")
    if properties is not None:
        new.append(copy.deepcopy(properties))
    moved = [child, *child.itersiblings()]
    new.extend(moved)
    run.addnext(new)
    return new


def _split(element: _Element, offset: int) -> _Element:
    """The second half of a text element, put behind the first."""
    text = element.text or ""
    second = _like(element)
    element.text, second.text = text[:offset], text[offset:]
    for half in (element, second):
        half.set(_SPACE, "preserve")
    element.addnext(second)
    return second


def _like(element: _Element) -> _Element:
    """An element with the same name and attributes, and nothing in it."""
    new = copy.copy(element)
    new[:] = []
    new.text = new.tail = None
    return new


def _beginning(space: str, numbers: Iterable[object]) -> Iterator[_Element]:
    for number in numbers:
        yield _made(space, "commentRangeStart", id=str(number))


def _ending(space: str, numbers: Iterable[int]) -> Iterator[_Element]:
    for number in numbers:
        yield _made(space, "commentRangeEnd", id=str(number))
        run = _made(space, "r")
        run.append(_made(space, "commentReference", id=str(number)))
        yield run


def _comment(space: str, number: int, paragraphs: Iterable[str], date: datetime.date) -> _Element:
    """A comment of these paragraphs."""
    said = {"author": AUTHOR, "date": f"{date.isoformat()}T00:00:00Z", "initials": AUTHOR[0]}
    comment = _made(space, "comment", id=str(number), **said)
    for words in paragraphs:
        paragraph = _made(space, "p")
        run, text = _made(space, "r"), _made(space, "t")
        text.text = shown(words)
        text.set(_SPACE, "preserve")
        run.append(text)
        paragraph.append(run)
        comment.append(paragraph)
    return comment


def _made(space: str, name: str, **attributes: str) -> _Element:
    from lxml import etree

    return etree.Element(
        f"{{{space}}}{name}", {f"{{{space}}}{key}": value for key, value in attributes.items()}, {"w": space}
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _space(element: Any) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")
