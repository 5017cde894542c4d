"""Every unit below a folder by the Python API: loaded, checked, drafted, to Word. What a batch is held against."""

from __future__ import annotations

import sys
from pathlib import Path

import narrator
from narrator.figures.findings import Refused
from narrator.phrases.phrasebook import default
from narrator.tasks import confirming


def main(root: Path) -> None:
    """Do them one after the other; one that cannot be read is left out."""
    for file in sorted(root.rglob("unit.yaml")):
        try:
            unit = narrator.load(file.parent)
            review = confirming.review(unit, default())
            narrator.write(narrator.draft(unit)._replace(checked=confirming.checked(review)), "docx")
        except Refused:
            continue


if __name__ == "__main__":
    main(Path(sys.argv[1]))
