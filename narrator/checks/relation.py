"""The relations that checks test: a total and its parts, one figure in two places, one not above another.

Exact agreement passes. A difference that rounding can explain is a 尾差. Where a blank was counted as
nothing, any other difference is a 疑点, for nobody said what the blank stands for, unless a part is a hundred times
its total. What cannot be tested, because a figure is missing, is named; it neither passes nor fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial, wraps
from operator import attrgetter
from typing import Concatenate, NamedTuple, ParamSpec, TypeAlias

from narrator.checks.check import DOUBT, ERROR, ROUNDING, UNKNOWN, Verdict, passed
from narrator.checks.evidence import BLANK, above, beside, listed, unequal
from narrator.checks.ledger import Item, Ledger, place_of
from narrator.figures import terms as t
from narrator.figures.interval import total
from narrator.figures.model import Cells
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure

_ROUNDED = "四舍五入可以产生这样的差，一般不必修改。"
_FAR = 100  # so many times its total no part is
_CHECK_BOTH = "请核对这几个数。"
_CHECK_BLANKS = "请核对空白的格：确实没有，还是漏填。"


class Lacking(NamedTuple):
    """A relation that could not be tested, and the figures that were missing."""

    items: tuple[Item, ...]


Result: TypeAlias = Verdict | Lacking | None  # None: there is nothing on either side
_More = ParamSpec("_More")
_OfTwo: TypeAlias = Callable[Concatenate[Item, Item, _More], Result]


def adds_up(
    whole: Item, plus: Sequence[Item], minus: Sequence[Item] = (), *, level: str = ERROR, advice: str = _CHECK_BOTH
) -> Result:
    """Whether the whole is the sum of ``plus`` less ``minus``; ``level`` is what a broken sum is."""
    # Better whole: the cases in the order in which they must be asked, each one line that the next ones rest on.
    items = (whole, *plus, *minus)
    parts = items[1:]
    if not parts or all(item.figure is None for item in items):
        return None
    unknown = tuple(item for item in items if not item.known)
    if unknown or whole.figure is None:
        return Lacking(unknown or (whole,))
    blanks = tuple(item for item in parts if item.figure is None)
    if len(blanks) == len(parts):
        return Lacking(blanks) if whole.amount else None
    sums = _amount(plus) - _amount(minus)
    if whole.amount == sums or _prints_as(whole, parts, sums):
        return passed(whole.place)
    if _possible(whole, plus, minus):
        return Verdict(ROUNDING, whole.place, partial(unequal, whole, plus, minus), _ROUNDED)
    far = not minus and any(abs(part.amount) > _FAR * abs(whole.amount) for part in plus)  # no blank explains that
    return _broken(whole, unequal(whole, plus, minus), () if far and whole.amount else blanks, level, advice)


def alike(one: Figure | None, other: Figure | None) -> Verdict | None:
    """That one figure is the other, where both are given in one unit; None where that is still to be looked at."""
    if one is None or other is None or one[:2] != other[:2]:
        return None
    return passed(place_of(one))


def same(one: Item, other: Item, *, level: str = ERROR, advice: str = _CHECK_BOTH) -> Result:
    """Whether one figure is the other; where one of the two is blank, it counts as nothing."""
    if equal := alike(one.figure, other.figure):
        return equal
    if one.figure is None and other.figure is None:
        return None
    if unknown := tuple(item for item in (one, other) if not item.known):
        return Lacking(unknown)
    if one.figure is not None and other.figure is not None:
        return adds_up(one, (other,), level=level, advice=advice)
    given, blank = (other, one) if one.figure is None else (one, other)
    if not given.amount:
        return passed(given.place)
    return _broken(given, unequal(given, (blank,)), (blank,), level, advice)


def at_most(small: Item, large: Item, *, level: str = ERROR, advice: str = _CHECK_BOTH) -> Result:
    """Whether the first is not above the second."""
    if small.figure is None and large.figure is None:
        return None
    lacking = tuple(item for item in (small, large) if not item.known)
    if lacking or small.figure is None:
        return Lacking(lacking or (small,))
    if small.amount <= large.amount:
        return passed(small.place)
    evidence = above(small, large)
    if large.figure is not None and large.widest.reaches(small.widest):
        return Verdict(ROUNDING, small.place, evidence, _ROUNDED)
    return _broken(small, evidence, () if large.figure is not None else (large,), level, advice)


def of_two(*, blank_lacks: bool) -> Callable[[_OfTwo[_More]], _OfTwo[_More]]:
    """A relation of two figures that are both given: it passes at the first unless the function finds something.

    Where one of them is not told of, or with ``blank_lacks`` is blank, it cannot be tested; where both are, there
    is nothing to test.
    """

    def relation(judge: _OfTwo[_More]) -> _OfTwo[_More]:
        @wraps(judge)
        def judged(one: Item, other: Item, /, *more: _More.args, **named: _More.kwargs) -> Result:
            if one.figure is not None and other.figure is not None:
                return judge(one, other, *more, **named) or passed(one.place)
            lacking = tuple(item for item in (one, other) if item.figure is None and (blank_lacks or not item.known))
            return Lacking(lacking) if len(lacking) == 1 else None

        return judged

    return relation


def within(ledger: Ledger, term: str, whole: CellKey, plus: Sequence[CellKey], minus: Sequence[CellKey] = ()) -> Result:
    """``adds_up`` for cells of one table: most sums hold exactly, and that is seen without more ado."""
    cells = ledger.table(term)
    figure = cells.get(whole)
    if figure is None and not any(map(cells.get, (*plus, *minus))):
        return None
    if figure is not None and _exact(cells, figure, plus, minus):
        return passed(place_of(figure))

    def items(keys: Sequence[CellKey]) -> list[Item]:
        return [ledger.item(term, *key) for key in keys]

    return adds_up(ledger.item(term, *whole), items(plus), items(minus))


def verdicts(results: Iterable[Result], ledger: Ledger | None = None, *tables: str) -> Iterator[Verdict]:
    """The verdicts; all that could not be tested as one 数据不足 that names what is missing.

    Where there was nothing to test at all, the 数据不足 says which of these tables are the cause.
    """
    silent = True
    lacking: list[Item] = []
    for result in results:
        if isinstance(result, Verdict):
            silent = False
            yield result
        elif result is not None:
            lacking += result.items
    if lacking:
        yield Verdict(UNKNOWN, None, partial(missing, lacking))
    elif silent:
        yield Verdict(UNKNOWN, None, partial(_nothing, ledger, tables))


def missing(items: Sequence[Item]) -> str:
    """What is missing, by name: what nothing tells of, and what a table leaves blank."""
    unknown = tuple(dict.fromkeys(item for item in items if not item.known))
    blank = tuple(dict.fromkeys(item for item in items if item.known))
    texts = [f"没有给出：{listed(unknown)}"] if unknown else []
    return "；".join([*texts, f"{BLANK}：{listed(blank)}"] if blank else texts)


def _nothing(ledger: Ledger | None, tables: Sequence[str]) -> str:
    """Why there is nothing to test in these tables: not given, empty, or without such figures."""
    year = t.LAST_YEAR if ledger is not None and ledger.last_year else ""
    causes: dict[str, list[str]] = {}
    for table in tables:
        if ledger is not None and ledger.empty(table):
            cause = "{}是空表"
        else:
            cause = "{}没有可核对的数" if ledger is not None and ledger.table(table) else "没有给出：{}"
        causes.setdefault(cause, []).append(f"{year}{table}")
    return "；".join(cause.format("、".join(named)) for cause, named in causes.items())


def _exact(cells: Cells, whole: Figure, plus: Sequence[CellKey], minus: Sequence[CellKey]) -> bool:
    """Whether all cells are told, one at least is filled, all in the unit of the whole, and they add up to it."""
    (rest, unit, _), known = whole, False
    for keys, sign in ((plus, 1), (minus, -1)):
        for key in keys:
            part = cells.get(key)
            if part is None:
                if key not in cells:
                    return False
            elif part[1] == unit:
                rest -= part[0] if sign > 0 else -part[0]
                known = True
            else:
                return False
    return known and not rest


def _broken(place: Item, evidence: str, blanks: Sequence[Item], level: str, advice: str) -> Verdict:
    if blanks:
        named = "" if BLANK in evidence else f"：{beside(place, blanks)}，"
        return Verdict(DOUBT, place.place, f"{evidence}（{BLANK}{named}按没有计）", _CHECK_BLANKS, confirm=True)
    return Verdict(level, place.place, evidence, advice)


def _amount(items: Sequence[Item]) -> Decimal:
    return sum((item.amount for item in _given(items)), Decimal(0))


def _given(items: Sequence[Item]) -> list[Item]:
    """Those that add anything: a blank counts as nothing."""
    return [item for item in items if item.figure is not None]


def _possible(whole: Item, plus: Sequence[Item], minus: Sequence[Item]) -> bool:
    """Whether some unrounded amounts print all these figures and add up."""
    return any(
        of(whole).meets(total([*map(of, _given(plus)), *(-of(item) for item in _given(minus))]))
        for of in (attrgetter("interval"), attrgetter("widest"))
    )


def _prints_as(whole: Item, parts: Sequence[Item], sums: Decimal) -> bool:
    """Whether one side is in 元 and prints as the other, which is in 万元: no difference worth a note."""
    units = {item.figure.unit for item in parts if item.figure is not None}
    if whole.figure is None or len(units) != 1 or {whole.figure.unit, *units} != {t.WAN, t.YUAN}:
        return False
    if whole.figure.unit == t.WAN:
        return whole.interval.holds(sums)
    return len(parts) == 1 and parts[0].interval.holds(whole.amount)
