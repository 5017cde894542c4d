"""What a person may ask of a file: the options of the writers of Word, HTML and PDF."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    """How a document leaves.

    ``toc`` asks for a table of contents, ``trace`` for a comment on each computed figure, ``charts`` for
    pictures; ``reference`` is a Word file that gives styles, page, header and footer; ``font_dirs`` are
    searched for fonts before the system is. ``pages`` are the page numbers of the entries of ``docx.headings``, as a
    layout engine counted them (``narrator.tasks.paging``); without them the contents of a Word file have none.
    """

    toc: bool = False
    trace: bool = False
    charts: bool = False
    reference: Path | None = None
    font_dirs: tuple[Path, ...] = ()
    pages: tuple[int, ...] = ()
