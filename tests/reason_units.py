"""The fixture of 昌吉 with other figures and reasons, and a pack that does not ask for every reason."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from narrator import load
from narrator.figures.model import Unit
from narrator.phrases import shelf

ROOT = Path(__file__).parents[1]
FIXTURE = ROOT / "fixtures" / "changji-2024" / "unit.yaml"
PACK = shelf.root() / "xinjiang" / "2024"


def unit(
    folder: Path, amounts: Mapping[str, Any] | None = None, reasons: Mapping[str, Any] | None = None, **more: Any
) -> Unit:
    """The fixture with these amounts by road, these reasons by comparison/subject, and these other keys."""
    data = yaml.load(FIXTURE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for road, value in (amounts or {}).items():
        *outer, last = road.split("/")
        at = data
        for key in outer:
            at = at.setdefault(key, {})
        at[last] = value
    for road, value in (reasons or {}).items():
        comparison, subject = road.split("/")
        data["主要原因"].setdefault(comparison, {})[subject] = value
    path = folder / "unit.yaml"
    path.write_text(yaml.safe_dump({**data, **more}, allow_unicode=True), encoding="utf-8")
    return load(path)


def pack(folder: Path, settings: str = "", offers: str = "") -> Path:
    """A copy of the pack of 新疆 2024, its first reason settings replaced by these, every fact sayable without one."""
    copy = folder / "pack"
    shutil.copytree(PACK, copy)
    edit(copy / "pack.yaml", "  due: always\n  join: ；\n", settings or "  due: changed\n  join: ；\n")
    common = copy / "phrases" / "common.yaml"
    for name, words in {
        "与上年相比": "与上年相比持平。",
        "比上年": "，与上年持平。",
        "比上年决算": "，与上年持平。",
    }.items():
        old = f"  增减.{name}:\n    over: Change\n"
        edit(common, old, f"{old}    without_reason: {words}\n")
    for name in ("年初预算", "全年预算"):
        old = f"  差异.{name}:\n    over: Deviation\n"
        edit(common, old, f"{old}    without_reason: {name}与决算数相差不大。\n")
    if offers:
        (copy / "reasons.yaml").write_text(offers, encoding="utf-8")
    return copy


def edit(path: Path, old: str, new: str) -> None:
    """Replace one passage of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")
