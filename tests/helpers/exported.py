"""Exports of the accounts software (财决 forms) of drawn units: two years that join, as facts and as files."""

from __future__ import annotations

import importlib
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
export: Any = importlib.import_module("export")
unit: Any = importlib.import_module("export_unit")
sheet: Any = importlib.import_module("export_sheet")
counts: Any = importlib.import_module("export_counts")
sys.path.pop(0)

# Accounts that the official list holds, and some that it does not: 款, 项 or both.
OWN_NAMES = {
    "2010699": "其他财政事务支出",
    "20111": "纪检监察事务",
    "2011101": "行政运行",
    "20406": "司法",
    "2040612": "法治建设",
    "20508": "进修及培训",
    "2050803": "培训支出",
    "21301": "农业农村",
    "2130104": "事业运行",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120899": "其他国有土地使用权出让收入安排的支出",
    "22301": "解决历史遗留问题及改革成本支出",
    "2230105": "国有企业退休人员社会化管理补助支出",
    "22399": "其他国有资本经营预算支出",
    "2239999": "其他国有资本经营预算支出",
    "22960": "彩票公益金安排的支出",
    "2296005": "用于红十字事业的彩票公益金支出",
    "21103": "污染防治",
    "21202": "城乡社区规划与管理",
}
_ITEMS = {
    unit.GENERAL: (
        *("2011101", "2010601", "2010699", "2040612", "2040607", "2050803", "2080505", "2080506", "2080501"),
        *("2101101", "2101103", "2110301", "2120101", "2120201", "2130104", "2210201", "2210203"),
    ),
    unit.FUND: ("2120899", "2296005"),
    unit.CAPITAL: ("2239999", "2230105"),
    unit.OTHER: ("2010601", "2011101", "2130104", "2110301"),
}
_BASIC = [code for code in unit.ECONOMIC if len(code) == 5 and code[:3] not in export.f.FIXED]
_ALL = [code for code in unit.ECONOMIC if len(code) == 5]
_THREE = ("30212", "30217", "30231", "31013")


def _fen(rng: random.Random) -> int:
    """An amount in 分: small, large, halves of a printed digit, now and then below nothing."""
    return rng.choice((1, 50, 4999, 5000, 10**6, rng.randrange(10**7), rng.randrange(10**9), rng.randrange(10**12)))


def _spent(rng: random.Random) -> dict[tuple[str, str, str, str], int]:
    spent: dict[tuple[str, str, str, str], int] = {}
    fixed = rng.random() < 0.1  # 基本支出 that stands under 309 or 313
    for money, items in _ITEMS.items():
        count = rng.randrange(1 if money == unit.GENERAL else 0, min(len(items), 6) + 1)
        for item in rng.sample(items, count):
            natures = (unit.BASIC, unit.PROJECT) if money != unit.OTHER else unit.NATURES
            for nature in rng.sample(natures, rng.randrange(1, len(natures) + 1)):
                known = _BASIC if nature == unit.BASIC and not fixed else _ALL
                for account in rng.sample(known, rng.randrange(1, 6)):
                    spent[item, money, nature, account] = _fen(rng) * (-1 if rng.random() < 0.05 else 1)
    first = next(item for item, money, *_ in spent if money == unit.GENERAL)
    for account in rng.sample(_THREE, rng.randrange(3)):
        spent[first, unit.GENERAL, unit.BASIC, account] = _fen(rng)
    spent[first, unit.GENERAL, unit.BASIC, "30101"] = _fen(rng)
    return spent


def _stock(rng: random.Random, items: set[tuple[str, str]]) -> dict[tuple[str, str, str], int]:
    return {
        (item, money, nature): _fen(rng)
        for item, money in sorted(items)
        for nature in (unit.BASIC, unit.PROJECT)
        if rng.random() < 0.3
    }


def facts(seed: int, year: int = 2024, before: Any = None) -> Any:
    """The facts of a drawn unit; what the year ``before`` carried on this one brought along."""
    rng = random.Random(seed)
    spent = _spent(rng)
    held = {(item, money) for item, money, *_ in spent}
    brought = before.carried if before else _stock(rng, held)
    others = sorted(item for item, money in held if money == unit.OTHER)
    planned: Counter[tuple[str, str, str, str]] = Counter()
    for item, money, nature, _ in spent:
        for aspect in unit.ASPECTS:
            if rng.random() < 0.8:
                planned[aspect, item[:3], money, nature] += rng.choice((0, _fen(rng)))
    if rng.random() < 0.5:  # planned, and not spent
        planned[rng.choice(unit.ASPECTS), "206", unit.GENERAL, unit.PROJECT] = _fen(rng)
    keys = [
        *((counts.ABROAD_FACTS, name) for name in ("团组数", "人次")),
        *((counts.CAR_FACTS, name) for name in ("购置数", "保有量")),
        *(key for _, key in counts._COUNTS if key[0] == counts.GUEST_FACTS),
        (counts.ASSETS, counts.EQUIPMENT),
        *((counts.ASSETS, "车辆", use) for use in counts.USES),
        *(("人员", kind, "本年") for kind in counts._PEOPLE),
    ]
    return unit.Facts(
        unit="甲县某某中心",
        year=year,
        nature=rng.choice(("行政单位", unit.QUASI_CIVIL, "事业单位")),
        names=OWN_NAMES,
        spent=spent,
        brought=brought,
        carried=_stock(rng, held),
        outside={(item, kind): _fen(rng) for item in others for kind in unit.OUTSIDE[:-1] if rng.random() < 0.4},
        tuition={item: _fen(rng) for item in others if rng.random() < 0.3},
        used={item: _fen(rng) for item in others if rng.random() < 0.3},
        shared={item: _fen(rng) for item in others if rng.random() < 0.3},
        planned=planned,
        planned_brought={(unit.FULL, money): _fen(rng) for money in unit.MONIES if rng.random() < 0.5},
        three_planned={(aspect, item): rng.choice((0, _fen(rng))) for aspect in unit.ASPECTS for item in unit.THREE},
        counts={key: rng.choice((0, 1, rng.randrange(1000))) for key in keys},
        bought={
            name: rng.choice((0, _fen(rng)))
            for name in (
                *(f"政府采购{kind}支出" for kind in ("货物", "工程", "服务")),
                "授予中小企业合同金额",
                "授予小微企业合同金额",
            )
        },
        guests={counts.GUESTS: rng.choice((0, _fen(rng))), counts.OVERSEAS: rng.choice((0, 100))},
    )


def two_years(seed: int, year: int = 2024) -> tuple[Any, Any]:
    """The facts of this year and of the last, which join."""
    last = facts(seed + 1, year - 1)
    return facts(seed, year, last), last


def write_two_years(folder: Path, seed: int, quirks: Any = None, suffix: str = ".xlsx") -> tuple[Any, Any]:
    """Write the exports of two years of a drawn unit to a folder, as 2024.xlsx and 2023.xlsx; their truths."""
    truths = []
    for of in two_years(seed):
        forms, truth = export.drawn(of, quirks or sheet.Quirks())
        export.write(forms, folder / f"{of.year}{suffix}")
        truths.append(truth)
    return truths[0], truths[1]
