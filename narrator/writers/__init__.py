"""Floor 6: how it goes out. Each writer turns one document tree into text; none knows another."""

from __future__ import annotations

from collections.abc import Callable

from narrator.document.tree import Document
from narrator.writers import json, markdown, text

WRITERS: dict[str, Callable[[Document], str]] = {
    "txt": text.write,
    "md": markdown.write,
    "json": json.write,
}
