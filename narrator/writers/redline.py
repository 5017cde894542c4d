"""What differs between two texts as HTML: what stood there before as <del>, what stands there now as <ins>."""

from __future__ import annotations

from collections.abc import Iterable

from narrator.comparison.aligning import Piece
from narrator.writers.markup import Markup, words


def redlined(parts: Iterable[str | Piece]) -> Markup:
    """The pieces of a line one after the other; words that did not change stand as they are."""
    return Markup("".join(_part(part) for part in parts))


def _part(part: str | Piece) -> Markup:
    if isinstance(part, str):
        return words(part)
    if part.before == part.after:
        return words(part.before)
    old = f"<del>{words(part.before)}</del>" if part.before else ""
    new = f"<ins>{words(part.after)}</ins>" if part.after else ""
    return Markup(old + new)
