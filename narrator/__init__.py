"""narrator turns the structured figures of a public-sector unit into its 部门决算公开说明.

>>> from pathlib import Path
>>> from narrator import draft, load
>>> document = draft(load(Path("fixtures/changji-2024")))
>>> len(document.sections)
4
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.figures.model import Unit
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.writers.options import Options

__version__ = "0.1.0"
__all__ = ["__version__", "draft", "load", "render", "write"]


def load(path: str | Path, money: str = "", pack: str | None = None, phrasebook: Phrasebook | None = None) -> Unit:
    """The unit of a unit file, of a fill-in form, or of a folder that holds one of them.

    Amounts are in the file's 金额单位, those of the workbooks of the nine tables in that of each table's
    corner note; ``money`` (元 or 万元) stands for a note that is missing. The
    titles and headings of workbooks may be a region's own, as the pack says that ``draft`` would take. Raises
    ``narrator.figures.findings.Refused`` with every problem and its place.
    """
    from narrator.forms import folder

    return folder.load(Path(path), money, _phrasebook(pack, phrasebook).words)


def draft(unit: Unit, pack: str | None = None, phrasebook: Phrasebook | None = None) -> Document:
    """The 说明 of a unit as a tree of sections, sentences and spans with their origins.

    ``pack`` is a pack's id ("xinjiang/2024") or folder; by default the unit's region and year decide.
    ``phrasebook`` is where packs are found and kept; by default the one of the process. Raises ``Refused`` where
    no pack fits.
    """
    from narrator.document import draft as drafting

    return drafting.draft(unit, _phrasebook(pack, phrasebook))


def _phrasebook(pack: str | None, phrasebook: Phrasebook | None) -> Phrasebook:
    from narrator.phrases.phrasebook import default

    return (phrasebook or default()).only(pack)


def render(document: Document, form: str = "txt") -> str:
    """The document as text: "txt", "md", "json" or "html". Raises KeyError for another format."""
    from narrator import writers

    if form in writers.BINARY:
        raise KeyError(form)
    return writers.write(document, form).decode()


def write(document: Document, form: str = "docx", options: Options | None = None) -> bytes:
    """The document as the content of a file: "docx", "html", "pdf", "txt", "md" or "json".

    Raises KeyError for another format, Refused where a font, an extra or the reference file is unfit.
    """
    from narrator import writers

    return writers.write(document, form, *((options,) if options else ()))
