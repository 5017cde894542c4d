"""A unit by its number: its name, its folder, all that is drawn of it, its files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from invented import told
from invented.drawn import Dice, shape, years
from invented.slips import slip
from invented.story import Story, plan, split
from narrator.phrases.phrasebook import default

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEVELS = ("县", "市", "区", "旗")
_THEMES = ("教育", "卫生", "水务", "统计", "档案", "交通", "园林", "科技", "气象", "农技")
_PARTS = (
    *["局", "综合服务中心", "信息中心", "监测站", "执法队", "研究所", "培训中心", "宣传中心"],
    *["后勤中心", "评审中心", "登记中心", "推广站", "管理所", "资料馆", "学会", "工作站"],
)
_COUNTY = len(_THEMES) * len(_PARTS)  # units of one county
ELSEWHERE = "某省"  # no pack words it: its units take the common wording


def title(number: int) -> str:
    """The name of a unit, which no other has; its county is named by the cycle of sixty."""
    county, within = divmod(number, _COUNTY)
    return _county(county) + _THEMES[within // len(_PARTS)] + _PARTS[within % len(_PARTS)]


def _county(number: int) -> str:
    again, level = divmod(number // 60, len(_LEVELS))
    return _STEMS[number % 10] + _BRANCHES[number % 12] + "新" * again + _LEVELS[level]


def place(number: int) -> Path:
    """The folder of a unit below the root."""
    county, within = divmod(number, _COUNTY)
    theme, part = divmod(within, len(_PARTS))
    return Path(f"{county + 1:03d}-{_county(county)}", f"{_THEMES[theme]}局", f"{part + 1:02d}-{_PARTS[part]}")


@cache
def places() -> tuple[tuple[str, int], ...]:
    """Regions and years: those of each shipped pack, and a region that has none."""
    packs = [(entry.region, entry.year) for entry in default().entries() if entry.region and entry.year]
    return (*packs, (ELSEWHERE, max(year for _, year in packs)))


def story(seed: int, number: int) -> tuple[Story, Dice]:
    """All that is drawn of a unit, and the dice, with which what no table holds is drawn."""
    dice = Dice(f"{seed}/{number}")
    region, year = dice.pick(places())
    of = shape(dice)
    this, last = years(dice, of)
    planned, three = plan(dice, of, this)
    running = split(dice, of.kinds, this, last)
    department = len(of.kinds) > 1 or dice.chance(10)
    return Story(title(number), region, year, of, this, last, planned, three, running, department), dice


def write(folder: Path, seed: int, number: int, workbooks: bool = False, slips: bool = True) -> None:
    """Write a unit into its folder, the nine tables in its unit file or in workbooks beside it.

    Without ``slips`` nothing is left out and nothing typed wrong.
    """
    drawn, dice = story(seed, number)
    data = told.data(dice, drawn)
    if slips:
        slip(dice, data)
    if workbooks:
        from invented import printed  # and with it what writes workbooks

        printed.write(folder, drawn)
        data = printed.without_tables(drawn, data)
    (folder / "unit.yaml").write_text(told.yaml(data), encoding="utf-8")
