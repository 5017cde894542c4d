"""Where the shipped phrasebook stands, and which files the folder of a pack may hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from narrator.figures.findings import Finding
    from narrator.files.marked import Mapping

PACK_FILE, OUTLINE_FILE, REASONS_FILE, ACCOUNTS_FILE = "pack.yaml", "outline.yaml", "reasons.yaml", "accounts.yaml"
FILES = (PACK_FILE, OUTLINE_FILE, REASONS_FILE, ACCOUNTS_FILE)
PHRASES = "phrases"  # the folder of its phrase files, *.yaml, beside the others
EXAMPLES = ".examples.yaml"  # how the file of their examples ends, which is read by the tests alone
PARENT = "parent"  # the key of pack.yaml that names the pack it builds on
OPTIONS = "options"  # the key under which it leaves choices to its units; the folder in which their layers stand
CHOOSE = "choose"  # the key under which it chooses for all of its units


class PackFile(NamedTuple):
    """A file that should be a mapping, and what is wrong with it."""

    content: Mapping
    findings: tuple[Finding, ...]
    unread: bool


@cache  # an installed program does not move
def root() -> Path:
    """The phrasebook's folder: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "phrasebook"
    return inside if inside.is_dir() else package.parent / "phrasebook"
