"""Text as HTML, and what a page may load: the one way for words into a page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import NewType

Markup = NewType("Markup", str)
"""Text that is HTML already; mypy takes no plain string for it."""

_SPECIAL = re.compile("[&<>\"'\t\r\n]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_BREAK = re.compile(r"\s*[\t\r\n]\s*")
_NOTHING_ELSE = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"


def words(text: str) -> Markup:
    """Any text as HTML, markup and quotes made harmless: the one way for text into a page."""
    return Markup(text) if _SPECIAL.search(text) is None else Markup(_BREAK.sub(" ", text).translate(_ESCAPED))


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    """Pieces of a page one after the other."""
    return Markup(between.join(parts))


def nested(lines: Iterable[tuple[int, Markup]], tag: str) -> Markup:
    """Lists within the items of lists: each line as an item at its level; ``tag`` is "ol" or "ul"."""
    parts: list[str] = []
    levels: list[int] = []
    for level, line in lines:
        while levels and levels[-1] > level:
            parts.append(f"</li></{tag}>")
            levels.pop()
        if levels and levels[-1] == level:
            parts.append("</li>")
        else:
            parts.append(f"<{tag}>")
            levels.append(level)
        parts.append(f"<li>{line}")
    return Markup("".join([*parts, f"</li></{tag}>" * len(levels)]))


def policy(styles: Iterable[Markup], scripts: Iterable[Markup]) -> Markup:
    """The Content-Security-Policy: this page's own style and script, pictures inside it, nothing else."""
    style, script = (" ".join(map(_hash, texts)) or "'none'" for texts in (styles, scripts))
    return Markup(f"{_NOTHING_ELSE}; style-src {style}; script-src {script}")


def _hash(text: Markup) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
