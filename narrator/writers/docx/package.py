"""The package around the text: it stands ready in a file, and is filled with what a document has of its own.

``prepared`` makes that file, official.json. What stays the same from document to document is packed and hashed once in
a process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.files.zipped import ZippedPart, archive, zipped
from narrator.writers import stamp
from narrator.writers.docx.xml import DECLARATION, R, escaped

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.figures.findings import Finding

OFFICIAL = Path(__file__).with_name("official.json")
TEXT, COMMENTS, CORE = "word/document.xml", "word/comments.xml", "docProps/core.xml"
RELATIONS = "word/_rels/document.xml.rels"
OWN = (TEXT, COMMENTS, CORE, stamp.PART, RELATIONS)  # what each document has of its own
FIRST_PAGE = "<w:titlePg/>"  # as it stands in the properties of a section: its first page is another
_FOLDER = "word/"


class Ready(NamedTuple):
    """A package without text: the parts that stay, packed and hashed; the relationships of the text;

    ids of styles; section properties.
    ``upright`` and ``sideways`` are the two pages as ``w:sectPr``, with the width of their text in twips.
    ``title`` and ``heading`` are the sizes of the letters of a title and of a heading of level 1, in half points.
    ``left_out`` tells what of a unit's own file was not taken.
    """

    archive: tuple[ZippedPart, ...]
    digests: tuple[str, ...]
    relations: str
    styles: Mapping[str, str]
    upright: tuple[str, int]
    sideways: tuple[str, int]
    title: int = 44
    heading: int = 32
    left_out: tuple[Finding, ...] = ()


@cache  # the same for every document without a template
def official() -> Ready:
    """The package of the official layout, from its file."""
    made = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    parts = {name: part.encode() for name, part in made["parts"].items()}
    upright, sideways = map(tuple, made["pages"])
    return ready(parts, made["relations"], made["styles"], upright, sideways)


def ready(
    parts: Mapping[str, bytes],
    relations: str,
    styles: Mapping[str, str],
    upright: tuple[str, int],
    sideways: tuple[str, int],
) -> Ready:
    """These parts as a package without text."""
    digests = tuple(stamp.digest(*part) for part in parts.items())
    return Ready(_zipped(parts), digests, relations, styles, upright, sideways)


def filled(
    ready: Ready, document: Document, text: str, comments: str, images: Mapping[str, tuple[str, bytes]]
) -> bytes:
    """The .docx: the package with this document.xml and comments.xml, properties and stamp.

    ``images`` are the parts of pictures, name and content, by the relationship under which the text shows them.
    """
    own = {COMMENTS: comments.encode(), TEXT: text.encode(), CORE: _core(document).encode()}
    own[RELATIONS] = _related(ready.relations, images).encode()
    own.update(images.values())
    own[stamp.PART] = stamp.xml([*ready.digests, *(stamp.digest(*part) for part in own.items())]).encode()
    return packed(own, ready.archive)


def packed(parts: Mapping[str, bytes], behind: Iterable[ZippedPart] = ()) -> bytes:
    """The parts in order of their names, behind those that are ready."""
    return archive([*behind, *_zipped(parts)])


def _zipped(parts: Mapping[str, bytes]) -> tuple[ZippedPart, ...]:
    return tuple(zipped(*part) for part in sorted(parts.items()))


def _related(relations: str, images: Mapping[str, tuple[str, bytes]]) -> str:
    more = "".join(
        f'<Relationship Id="{rid}" Type="{R}/image" Target="{name.removeprefix(_FOLDER)}"/>'
        for rid, (name, _) in images.items()
    )
    return relations.replace("</Relationships>", f"{more}</Relationships>")


def _core(document: Document) -> str:
    meta = document.meta
    unit, time = escaped(meta.unit), f"{meta.date.isoformat()}T00:00:00Z"
    return (
        f"{DECLARATION}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(document.title.text)}</dc:title><dc:creator>{unit}</dc:creator>"
        f"<cp:lastModifiedBy>{unit}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
