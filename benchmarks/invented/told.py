"""The unit file of an invented unit, as data with every scalar as it is typed, and as text."""

from __future__ import annotations

from typing import Any

from invented.beside import management, matters, people, performance
from invented.drawn import NEW, Dice
from invented.reasons import reasons
from invented.story import WORK, Data, Story
from invented.tables import tables

_SPELLING = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def data(dice: Dice, story: Story) -> Data:
    """The whole unit file."""
    shape = story.shape
    told: Data = {
        "金额单位": "元" if shape.fine else "万元",
        "单位": {
            "单位名称": story.title,
            "地区": story.region,
            "年度": str(story.year),
            "主体": "部门" if story.department else "单位",
            "单位性质": shape.kinds[0] if len(shape.kinds) == 1 else list(shape.kinds),
            "新设": "是" if shape.temper == NEW else "否",
        },
        "主要职能": "\n".join(f"负责{work}工作。" for work in dice.some(WORK, 3) or ["组织实施本级交办的工作"]),
        **people(dice, story),
        "下属预算单位": [f"{story.title}{part}" for part in ("第一工作站", "第二工作站")] if story.department else "无",
        "科室": dice.some(("办公室", "综合科", "业务科", "财务科", "监督科"), 5) or "无",
        **tables(story),
        **matters(dice, story),
        "主要原因": reasons(dice, story),
        "预算绩效": performance(dice, story),
        "预算绩效管理": management(story),
        "其他需说明的事项": dice.pick(("无", "无", "无", "本单位经费由主管部门统一核算。")),
    }
    return told


def yaml(node: Any, indent: int = 0) -> str:
    """The data as the text of a unit file: numbers plain, words in quotes, a blank as nothing."""
    pad = " " * indent
    if isinstance(node, dict):
        return "".join(f"{pad}{key}:{_value(value, indent)}" for key, value in node.items())
    return "".join(f"{pad}-{_value(value, indent)}" for value in node)


def _value(value: Any, indent: int) -> str:
    if not isinstance(value, str):
        return f"\n{yaml(value, indent + 2)}"
    plain = not value or value.lstrip("-").replace(".", "", 1).isdecimal()
    return f" {value}\n" if plain else f' "{value.translate(_SPELLING)}"\n'
