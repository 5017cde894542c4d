"""Word: the document as a .docx in the official layout, its parts laid into a package that stands ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.writers.docx import body, package
from narrator.writers.docx.comments import Comments
from narrator.writers.options import Options
from narrator.writers.stamp import untouched

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.document.tree import Document
    from narrator.figures.findings import Finding
    from narrator.writers.docx.package import Ready

__all__ = ["headings", "left_out", "untouched", "write", "write_statements"]
DEFAULT = Options()


def write(document: Document, options: Options = DEFAULT) -> bytes:
    """The 说明 as a .docx, the nine statements behind the text where ``document.placing`` is "inline".

    The same document gives the same bytes. Raises Refused: W211–W219 for an unfit
    ``options.reference``, and what ``pictures.drawn`` raises.
    """
    return _written(document, options, body.text)


def write_statements(document: Document, options: Options = DEFAULT) -> bytes:
    """The nine statements alone (说明-附表.docx), each on a page of its own. Raises as ``write`` does."""
    return _written(document, options, body.statements)


def headings(document: Document, options: Options = DEFAULT) -> tuple[str, ...]:
    """The headings that the contents page of ``write`` lists, in order. Raises Refused as ``write`` does."""
    return tuple(entry.words for entry in body.listed(document, options, _ready(options.reference)))


def left_out(options: Options) -> tuple[Finding, ...]:
    """What of ``options.reference`` the files do not have, as a finding to tell. Raises Refused as ``write`` does."""
    return _ready(options.reference).left_out


def _ready(template: Path | None) -> Ready:
    """The package to fill; a template is read by libraries that nothing else needs here."""
    if template is None:
        return package.official()
    from narrator.writers.docx import reference

    return reference.ready(template)


def _written(document: Document, options: Options, part: body.Part) -> bytes:
    ready = _ready(options.reference)
    comments = Comments(document.meta.date, ready.styles)
    drawn: body.Pictures = {}
    if options.charts and part is body.text:
        from narrator.writers.docx import pictures

        drawn = pictures.drawn(document, options)
    words = part(document, options, ready, comments, drawn)
    images = {name: image for picture in drawn.values() for name, image in picture.parts.items()}
    return package.filled(ready, document, words, comments.xml(), images)
