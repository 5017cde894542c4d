"""Packs for tests: a copy of the phrasebook to spoil, and small packs that build on a shipped one."""

from __future__ import annotations

import shutil
from pathlib import Path

from narrator.phrases import home


def copied(folder: Path, pack_id: str = "xinjiang/2024") -> Path:
    """A copy of the whole phrasebook; the folder of this pack in it, whose parents stand beside it."""
    if not (folder / "phrasebook").exists():
        shutil.copytree(home.root(), folder / "phrasebook")
    return folder / "phrasebook" / pack_id


def child(folder: Path, parent: str = "xinjiang/2024", **files: str) -> Path:
    """A pack that builds on a shipped one; ``files`` are texts by name: pack, outline, reasons, or a phrase file."""
    pack = folder / "pack"
    (pack / "phrases").mkdir(parents=True)
    for name, text in {"pack": "", **files}.items():
        path = pack if name in ("pack", "outline", "reasons") else pack / "phrases"
        content = f"parent: {parent}\n{text}" if name == "pack" else text
        (path / f"{name.replace('_', '.')}.yaml").write_text(content, encoding="utf-8")
    return pack


def edit(path: Path, old: str, new: str) -> None:
    """Replace what stands in a file exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")
