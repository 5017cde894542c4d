"""The fixture of 昌吉 with other figures and reasons, and a pack that does not ask for every reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from helpers import packs
from narrator import load
from narrator.figures.model import Unit

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024" / "unit.yaml"


def unit(
    folder: Path, amounts: Mapping[str, Any] | None = None, reasons: Mapping[str, Any] | None = None, **more: Any
) -> Unit:
    """The fixture with these amounts by key, these reasons by comparison/subject, and these other keys."""
    data = yaml.load(FIXTURE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for key, value in (amounts or {}).items():
        *outer, last = key.split("/")
        at = data
        for part in outer:
            at = at.setdefault(part, {})
        at[last] = value
    for key, value in (reasons or {}).items():
        comparison, subject = key.split("/")
        data["主要原因"].setdefault(comparison, {})[subject] = value
    path = folder / "unit.yaml"
    path.write_text(yaml.safe_dump({**data, **more}, allow_unicode=True), encoding="utf-8")
    return load(path)


PHRASES = """source: 某文件
phrases:
  增减.与上年相比:
    without_reason: 与上年相比持平。
  增减.比上年:
    without_reason: ，与上年持平。
  增减.比上年决算:
    without_reason: ，与上年持平。
  差异.年初预算:
    without_reason: 年初预算与决算数相差不大。
  差异.全年预算:
    without_reason: 全年预算与决算数相差不大。
"""


def pack(folder: Path, settings: str = "", offers: str = "") -> Path:
    """A pack over that of 新疆 2024 with these reason settings, every fact sayable without one, more wordings."""
    reasons = {"reasons": offers.replace("reasons:\n", "new:\n", 1)} if offers else {}
    header = f"reasons:\n{settings or '  due: changed'}\n"
    common = PHRASES.replace("持平", "变化不大") if "threshold" in settings else PHRASES  # below it, something moved
    return packs.child(folder, pack=header, common=common, **reasons)
