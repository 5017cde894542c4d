"""The name that somebody probably meant: advice on a name that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

ALIKE = 0.6  # from this ratio on, a name is offered; two words of two characters with one in common are not alike


def near(name: str, known: Iterable[str], otherwise: str, *, alike: float = ALIKE, most: int = 1) -> str:
    """「是不是「…」？」 with the known names closest to this one, ``most`` of them; ``otherwise`` if none is."""
    found = difflib.get_close_matches("".join(name.split()), list(dict.fromkeys(known)), most, alike)
    return f"是不是{'、'.join(f'「{other}」' for other in found)}？" if found else otherwise
