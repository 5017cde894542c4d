"""The packs that are shipped, as their folders say: what messages list grows with them, and no test names them all."""

from __future__ import annotations

from pathlib import Path

import yaml

from narrator.phrases import home

PHRASEBOOK = home.root()
ELSEWHERE = "某省"  # a region that no pack is for, whichever are shipped


def header(folder: Path) -> dict[str, str]:
    """The header of a pack, and what it lacks from its region's."""
    region = folder.parent / "pack.yaml"
    above = yaml.load(region.read_text(encoding="utf-8"), yaml.BaseLoader) if region.is_file() else {}
    own: dict[str, str] = yaml.load((folder / "pack.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return {**above, **own}


FOLDERS = sorted(path.parent for path in PHRASEBOOK.glob("*/*/pack.yaml"))
PACKS = [folder.relative_to(PHRASEBOOK).as_posix() for folder in FOLDERS]
REGIONS = [f"{header(folder)['region']}{header(folder)['year']}" for folder in FOLDERS]
LISTS = {"{packs}": "、".join(PACKS), "{regions}": "、".join(REGIONS)}
