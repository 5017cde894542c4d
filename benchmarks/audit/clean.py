"""The clean texts: drafts of invented units whose figures hold together, for every pack; published texts of a folder.

The units are drawn by their number: the same number gives the same unit. Amounts are in 元, so that each printed
figure is rounded on its own, as in practice; every second unit has amounts of whole hundreds, which print exactly.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import narrator
from audit.units import unit_file
from narrator.phrases import home

_CLEANED = "--- CLEANED"
_HEADS = ("SOURCE:", "NOTE:", "---")


class Clean(NamedTuple):
    """A text before anything is planted: its name, the pack that worded it or "", its lines."""

    name: str
    pack: str
    lines: tuple[str, ...]


@cache
def packs() -> dict[str, dict[str, str]]:
    """The packs of the phrasebook that word a year, with region and year, by their id."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(home.root().glob("*/*/pack.yaml")):
        above = path.parent.parent / "pack.yaml"
        region = yaml.load(above.read_text(encoding="utf-8"), yaml.BaseLoader) if above.is_file() else {}
        own = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        found[path.parent.relative_to(home.root()).as_posix()] = {**region, **own}
    return found


def drafts(number: int, seed: int = 0) -> Iterator[Clean]:
    """So many drafts, the packs in turn; none has a gap."""
    heads = list(packs().items())
    with tempfile.TemporaryDirectory() as folder:
        for index in range(number):
            pack, head = heads[index % len(heads)]
            chance = random.Random(f"{seed} {index}")
            yield Clean(f"{pack} #{index}", pack, _drafted(Path(folder), unit_file(chance, head), pack))


def _drafted(folder: Path, unit: dict[str, Any], pack: str) -> tuple[str, ...]:
    (folder / "unit.yaml").write_text(json.dumps(unit, ensure_ascii=False), encoding="utf-8")
    document = narrator.draft(narrator.load(folder), pack)
    return tuple(narrator.render(document).splitlines())


def published(folder: Path) -> Iterator[Clean]:
    """The .txt files of a folder, by name; what a collector wrote above a text is blanked: lines keep their number."""
    for path in sorted(folder.glob("*.txt")):
        yield Clean(path.stem, "", lines(path))


def lines(path: Path) -> tuple[str, ...]:
    """The lines of a published text, without what its collector wrote above it.

    Where a file has a text twice, as scraped and cleaned, the cleaned one is read.
    """
    found = path.read_text(encoding="utf-8").splitlines()
    again = max((number for number, line in enumerate(found) if line.startswith(_CLEANED)), default=0)
    found[:again] = [""] * again
    for number, line in enumerate(found):
        if line.strip() and not line.startswith(_HEADS):
            break
        found[number] = ""
    return tuple(found)


def prose(found: tuple[str, ...]) -> list[bool]:
    """Of each line whether it is one of a text: a row of cells has a tab."""
    return ["\t" not in line for line in found]
