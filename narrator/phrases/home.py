"""Where the shipped phrasebook stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache  # an installed program does not move
def root() -> Path:
    """The phrasebook's folder: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "phrasebook"
    return inside if inside.is_dir() else package.parent / "phrasebook"
