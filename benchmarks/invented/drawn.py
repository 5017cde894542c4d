"""The years of an invented unit in exact amounts, drawn so that whatever is printed of them is a sum that holds.

Amounts are whole numbers of 0.01 of the unit's money, 万元 or 元. Spending is told by kind of money, account and
nature; what was received follows from it, and what one year carried on, the next has brought along.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from narrator.figures import official

GENERAL, FUND, CAPITAL, OTHER = MONIES = "一般公共", "政府性基金", "国有资本经营", "其他"
BUDGETS = MONIES[:3]
KINDS = ("行政单位", "参照公务员法管理事业单位", "事业单位")
RECEIPTS = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
OUTGOINGS = ("上缴上级支出", "经营支出", "对附属单位补助支出")
ABROAD, PURCHASE, RUNNING, RECEPTION = THREE = "因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"
_THREE_ACCOUNTS = {ABROAD: "30212", RUNNING: "30231", RECEPTION: "30217"}
STAFF = ("30101", "30102", "30103", "30107", "30108", "30110", "30113", "30199", "30302")
PUBLIC = ("30201", "30202", "30207", "30211", "30216", "30228", "30299", "31002")
STAFF_CLASSES = ("301", "303")
ADMINISTERED = ("2010601", "2013901", "2110101", "2120101")  # 行政运行
OPERATED = ("2010450", "2013950", "2200150")  # 事业运行
PROJECTS = (
    *("2010499", "2010505", "2010507", "2010602", "2010607", "2010608", "2012902", "2013202", "2013302", "2013402"),
    *("2013802", "2013999", "2049999", "2059999", "2060702", "2080705", "2080801", "2080902", "2080999", "2081602"),
    *("2089999", "2100717", "2110104", "2120199", "2120399", "2120501", "2129999", "2200199", "2210399"),
)
FUNDED = {FUND: ("2120803", "2120899"), CAPITAL: ("2230105", "2239999")}
_OWN_NAMES = {
    "21208": "国有土地使用权出让收入安排的支出",
    "2120803": "城市建设支出",
    "2120899": "其他国有土地使用权出让收入安排的支出",
    "22301": "解决历史遗留问题及改革成本支出",
    "2230105": "国有企业退休人员社会化管理补助支出",
    "22399": "其他国有资本经营预算支出",
    "2239999": "其他国有资本经营预算支出",
}
_RETIRED = {"2080505": "30108", "2101102": "30110", "2210201": "30113"}  # accounts that one economic account fills
_MANY = 120  # accounts beside those that have names
ORDINARY, NEW, NOTHING, ALL_ZERO, NEGATIVE, TINY = "ordinary", "new", "first year", "zero", "negative", "tiny"
_TEMPERS = (ORDINARY,) * 86 + (NEW,) * 6 + (NOTHING,) * 2 + (ALL_ZERO,) * 2 + (NEGATIVE,) * 2 + (TINY,) * 2
_SHARP = (1, 4, 5, 40, 50, 99, 100, 101, 333, 999, 1000, 20705, 99999, 100000, 1000000)  # as the tests draw them
Choice = TypeVar("Choice")


class Dice:
    """Draws that are the same under every Python: all stand on ``Random.random``, which is promised to stay."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def below(self, number: int) -> int:
        """A whole number from 0, less than this one."""
        return int(self._random() * number)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``."""
        return least + self.below(most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def pick(self, pool: Sequence[Choice]) -> Choice:
        """One of them."""
        return pool[self.below(len(pool))]

    def some(self, pool: Sequence[Choice], most: int) -> list[Choice]:
        """From none to so many of them, in the order of the pool."""
        left, taken = list(range(len(pool))), set()
        for _ in range(min(self.below(most + 1), len(pool))):
            taken.add(left.pop(self.below(len(left))))
        return [one for place, one in enumerate(pool) if place in taken]

    def parts(self, whole: int, number: int) -> list[int]:
        """Parts that add up to the whole."""
        shares = [self.between(1, 100) for _ in range(number)]
        cut = [whole * share // sum(shares) for share in shares]
        cut[0] += whole - sum(cut)
        return cut


class Shape(NamedTuple):
    """What a unit is, before any figure: what its years have in common.

    ``fine`` says that its money is 元, ``size`` what it spends about on staff; ``secret`` is a class that it may not
    disclose further, "" where there is none.
    """

    temper: str
    kinds: tuple[str, ...]
    fine: bool
    size: int
    running: str
    secret: str


class Year(NamedTuple):
    """One year: ``spent`` by money and account as 基本支出 and 项目支出, the rest by their names.

    ``costs`` are the economic accounts of the general budget's 基本支出, ``three`` the items of 三公.
    """

    spent: Mapping[tuple[str, str], tuple[int, int]]
    brought: Mapping[str, int]
    carried: Mapping[str, int]
    receipts: Mapping[str, int]
    outgoings: Mapping[str, int]
    used: int
    shared: int
    costs: Mapping[str, int]
    three: Mapping[str, int]

    def paid(self, monies: Iterable[str] = MONIES) -> dict[str, tuple[int, int]]:
        """基本支出 and 项目支出 of each account with money of these kinds."""
        paid: dict[str, tuple[int, int]] = {}
        for (money, code), (basic, project) in self.spent.items():
            if money in monies:
                before = paid.get(code, (0, 0))
                paid[code] = before[0] + basic, before[1] + project
        return paid

    def natures(self, monies: Iterable[str] = MONIES) -> tuple[int, int]:
        """基本支出 and 项目支出 in all."""
        told = self.paid(monies).values()
        return sum(basic for basic, _ in told), sum(project for _, project in told)

    def spending(self, *monies: str) -> int:
        """What was spent of these kinds of money, of all where none is named."""
        return sum(self.natures(monies or MONIES)) + (0 if monies else sum(self.outgoings.values()))

    def received(self, money: str) -> int:
        """What was received of a budget."""
        return self.spending(money) + self.carried.get(money, 0) - self.brought.get(money, 0)

    def fiscal(self) -> int:
        """What was received of all three budgets."""
        return sum(map(self.received, BUDGETS))

    def income(self) -> int:
        """What was received in all."""
        return self.fiscal() + sum(self.receipts.values())

    def total(self) -> int:
        """总计 of both sides."""
        return self.spending() + self.shared + sum(self.carried.values())

    def fiscal_total(self) -> int:
        """总计 of both sides, of fiscal money."""
        return self.spending(*BUDGETS) + sum(self.carried.get(money, 0) for money in BUDGETS)

    def staff(self) -> int:
        """人员经费."""
        return sum(amount for code, amount in self.costs.items() if code[:3] in STAFF_CLASSES)

    def public(self) -> int:
        """公用经费."""
        return sum(self.costs.values()) - self.staff()


def levels(amounts: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """The amounts of all 类, 款 and 项 that these accounts make, in the order of their codes."""
    rolled: dict[str, tuple[int, ...]] = {}
    for code, row in amounts.items():
        for above in dict.fromkeys((code[:3], code[:5], code)):
            rolled[above] = tuple(map(sum, zip(rolled.get(above, (0,) * len(row)), row, strict=True)))
    return dict(sorted(rolled.items()))


def name(code: str) -> str:
    """The name of an account: the official one, or one of the unit's own; the many have names like their codes."""
    return _OWN_NAMES.get(code) or official.name(code) or f"第{code}{'款' if len(code) == 5 else '项'}"


def shape(dice: Dice) -> Shape:
    """What a unit is."""
    temper = dice.pick(_TEMPERS)
    several = dice.chance(12)
    kinds = tuple(dice.some(KINDS, 3)) if several else (dice.pick(KINDS),)
    fine = temper not in (TINY, ALL_ZERO) and dice.chance(15)
    size = dice.pick((20_00, 80_00, 300_00, 300_00, 2_000_00, 40_000_00)) * dice.between(50, 150) // 100
    kinds = kinds or (KINDS[2],)
    running = dice.pick(OPERATED if kinds == (KINDS[2],) else ADMINISTERED)
    secret = running[:3] if temper == ORDINARY and dice.chance(4) else ""
    return Shape(temper, kinds, fine, size * 10_000 + dice.below(10_000) if fine else size, running, secret)


def years(dice: Dice, of: Shape) -> tuple[Year, Year | None]:
    """The present year and the last, None where the unit is new."""
    if of.temper in (ALL_ZERO, TINY):
        few = 1 if of.temper == TINY else 0
        spent = {(GENERAL, of.running): (few, 0)}
        year = Year(spent, {}, {}, {}, {}, 0, 0, {"30217": few} if few else {}, {RECEPTION: few} if few else {})
        return year, year
    last = None if of.temper == NEW else _first(dice, of)
    if of.temper == NOTHING:
        last = Year({}, {}, {}, {}, {}, 0, 0, {}, {})
    this = _first(dice, of) if last is None or of.temper == NOTHING else _next(dice, of, last)
    if of.temper == NEGATIVE:
        back = -dice.between(1, 999) * (10_000 if of.fine else 1)
        carried = {money: amount for money, amount in this.brought.items() if amount}
        this = Year({(GENERAL, of.running): (0, back)}, carried, carried, {}, {}, 0, 0, {}, {})
    return this, last


def _first(dice: Dice, of: Shape) -> Year:
    """A year that follows none: only some of its accounts are those of other units."""
    costs = dict(zip(STAFF, dice.parts(of.size, len(STAFF)), strict=True))
    costs |= {code: of.size * dice.between(0, 6) // 100 for code in PUBLIC if dice.chance(80)}
    three = {
        ABROAD: of.size // 100 if dice.chance(6) else 0,
        PURCHASE: dice.between(12_00, 25_00) * (10_000 if of.fine else 1) if dice.chance(5) else 0,
        RUNNING: of.size * dice.between(1, 3) // 100 if dice.chance(60) else 0,
        RECEPTION: of.size * dice.between(1, 9) // 1000 if dice.chance(60) else 0,
    }
    projects: dict[tuple[str, str], int] = {}
    for code in dice.some(PROJECTS, dice.pick((2, 4, 4, 8, 30))):
        projects[GENERAL, code] = _amount(dice, of)
    if dice.chance(1):
        projects |= {(GENERAL, f"229{1 + n // 10:02d}{1 + n % 10:02d}"): _amount(dice, of) for n in range(_MANY)}
    for money, percent in ((FUND, 15), (CAPITAL, 6)):
        if dice.chance(percent):
            projects |= {(money, code): _amount(dice, of) for code in FUNDED[money][: dice.between(1, 2)]}
    if dice.chance(55):
        projects[OTHER, of.running] = _amount(dice, of)
    outgoings = {kind: _amount(dice, of) if dice.chance(2) else 0 for kind in OUTGOINGS}
    return _closed(dice, of, costs, three, projects, outgoings, {})


def _next(dice: Dice, of: Shape, last: Year) -> Year:
    """The year after: some amounts stay as they were, some go, most move a little."""
    basic = {code: _moved(dice, amount) for code, amount in last.costs.items() if code not in _THREE_ACCOUNTS.values()}
    projects = {key: _moved(dice, project) for key, (_, project) in last.spent.items() if project}
    while dice.chance(30):
        projects[GENERAL, dice.pick(PROJECTS)] = _amount(dice, of)
    three = {
        item: 0 if item == PURCHASE else _moved(dice, amount) if amount else 0 for item, amount in last.three.items()
    }
    if last.three[RECEPTION] == 0 and dice.chance(5):
        three[RECEPTION] = dice.pick(_SHARP[:10])
    outgoings = {kind: _moved(dice, amount) for kind, amount in last.outgoings.items()}
    if last.three[PURCHASE]:  # what bought a car is no project of this year
        projects[GENERAL, of.running] = projects.get((GENERAL, of.running), 0) - last.three[PURCHASE]
        projects = {key: amount for key, amount in projects.items() if amount > 0}
    return _closed(dice, of, basic, three, projects, outgoings, last.carried)


def _closed(
    dice: Dice,
    of: Shape,
    basic: Mapping[str, int],
    three: Mapping[str, int],
    projects: Mapping[tuple[str, str], int],
    outgoings: Mapping[str, int],
    brought: Mapping[str, int],
) -> Year:
    """The year of this spending: its 项 of 基本支出, what it carried on and what it must have received."""
    costs = {code: amount for code, amount in basic.items() if amount}
    costs |= {code: three[item] for item, code in _THREE_ACCOUNTS.items() if three[item]}
    spent = {key: (0, amount) for key, amount in projects.items()}
    for code, cost in _RETIRED.items():
        if costs.get(cost):
            spent[GENERAL, code] = costs[cost], 0
    rest = sum(amount for code, amount in costs.items() if code not in _RETIRED.values())
    held = spent.get((GENERAL, of.running), (0, 0))[1]
    spent[GENERAL, of.running] = rest, held + three[PURCHASE]
    if of.secret:  # told as a whole
        inside = [key for key in spent if key[1].startswith(of.secret)]
        for money in dict.fromkeys(money for money, _ in inside):
            paid = [spent.pop(key) for key in inside if key[0] == money]
            spent[money, of.secret] = sum(one for one, _ in paid), sum(one for _, one in paid)
    by: Counter[str] = Counter()
    for (money, _), amounts in spent.items():
        by[money] += sum(amounts)
    by[OTHER] += sum(outgoings.values())
    carried = {}
    for money in MONIES:
        over = max(0, brought.get(money, 0) - by[money])  # more was brought along than spent
        kept = by[money] * dice.between(1, 15) // 100 if dice.chance(45 if money == GENERAL else 70) else 0
        carried[money] = over + kept
    shared = by[OTHER] * dice.between(1, 9) // 100 if dice.chance(10) else 0
    missing = by[OTHER] + carried[OTHER] + shared - brought.get(OTHER, 0)  # what came in, or was put by in older years
    used = missing // 10 if brought and dice.chance(10) else 0
    receipts = _receipts(dice, of, missing - used, outgoings)
    return Year(spent, brought, carried, receipts, outgoings, used, shared, costs, three)


def _receipts(dice: Dice, of: Shape, whole: int, outgoings: Mapping[str, int]) -> dict[str, int]:
    """The kinds of receipts that are not fiscal."""
    kinds = ["其他收入", *(["事业收入"] if KINDS[2] in of.kinds else [])]
    kinds += [kind for kind in ("上级补助收入", "附属单位上缴收入") if dice.chance(8)]
    kinds += ["经营收入"] * bool(outgoings.get("经营支出"))
    return {kind: part for kind, part in zip(kinds, dice.parts(whole, len(kinds)), strict=True) if part}


def _amount(dice: Dice, of: Shape) -> int:
    """An amount of a project: one in five is sharp."""
    if dice.chance(20):
        return dice.pick(_SHARP) * (10_000 if of.fine else 1)
    return max(1, of.size * dice.between(2, 90) // 100)


def _moved(dice: Dice, amount: int) -> int:
    """What became of an amount a year later."""
    turn = dice.below(100)
    if turn < 30:
        return amount
    if turn < 35:
        return 0
    return amount * dice.between(75, 130) // 100


def cars(year: Year) -> Iterator[int]:
    """How many cars the year bought, and how many it runs."""
    yield int(bool(year.three.get(PURCHASE)))
    yield int(bool(year.three.get(PURCHASE))) + 2 * int(bool(year.three.get(RUNNING)))
