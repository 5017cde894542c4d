"""Floor 6: writing files. Each writer turns one document tree into a file of its format; none knows another."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from narrator.writers.options import Options

if TYPE_CHECKING:
    from narrator.document.tree import Document

FORMATS = ("docx", "html", "pdf", "txt", "md", "json")
BINARY = ("docx", "pdf")
_MODULES = {"txt": "text", "md": "markdown"}
_PLAIN = ("txt", "md", "json")  # these take no options


def write(document: Document, form: str, options: Options = Options()) -> bytes:  # noqa: B008  # a constant
    """The document as a file of this format, text in UTF-8. Raises KeyError for another format.

    A writer is imported when it is asked for: some bring large libraries.
    """
    if form not in FORMATS:
        raise KeyError(form)
    options = options._replace(charts=options.charts or document.charts)
    writer: Callable[..., str | bytes] = import_module(f"narrator.writers.{_MODULES.get(form, form)}").write
    written = writer(document) if form in _PLAIN else writer(document, options)
    return written.encode() if isinstance(written, str) else written
