"""抵销: payments among the units of a department, as its file types them, found at the cells they are taken out of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from narrator.checks.ledger import place_of
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import Elimination, Unit
from narrator.figures.near import near
from narrator.figures.tables import CellKey
from narrator.readers.widths import squeeze
from narrator.rollup.adding import Named
from narrator.rollup.statements import Tables

_MOST = 3  # cells that are told by their keys


def taken(own: Unit | None, units: Mapping[str, Unit]) -> dict[tuple[str, bool, CellKey], list[Named]]:
    """What is taken out of each cell, under the number of its entry. Raises Refused for entries that cannot hold."""
    if own is None or not own.eliminations:
        return {}
    tables = Tables(units, {})
    names = {squeeze(name): name for name in units}
    found: dict[tuple[str, bool, CellKey], list[Named]] = {}
    problems: list[Finding] = []
    for number, entry in enumerate(own.eliminations, 1):
        problems += _wrong(entry, names)
        last = _last(entry)
        cells = {
            squeeze("/".join((of.term, *key))): (of.term, key) for of in tables.of(last_year=last) for key in of.keys
        }
        for typed in {squeeze(of.text): of for of in entry.cells}.values():
            spot = cells.get(squeeze(typed.text.replace("·", "/")))
            if spot is None:
                advice = near(typed.text, ["/".join((term, *key)) for term, key in cells.values()], "", most=3)
                evidence = f"抵销的报表项「{typed.text}」不在各单位的{t.LAST_YEAR if last else t.THIS_YEAR}报表里。"
                problems.append(Finding("G112", typed.origin, evidence, advice or "请照 narrator rollup 列出的抄。"))
            else:
                found.setdefault((spot[0], last, spot[1]), []).append((_name(number), entry.amount))
    if problems:
        raise Refused(problems)
    return found


def _wrong(entry: Elimination, names: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with who paid whom how much."""
    for who in (entry.payer, entry.receiver):
        if squeeze(who.text) not in names:
            advice = near(who.text, names.values(), f"单位有：{'、'.join(names.values())}。", most=3)
            yield Finding("G111", who.origin, f"抵销写的「{who.text}」不是本部门的单位。", advice)
    if squeeze(entry.payer.text) == squeeze(entry.receiver.text):
        yield Finding("G113", entry.receiver.origin, "抵销的付款单位和收款单位是同一个。", "请核对是谁付给谁的。")
    if entry.amount.value <= 0:
        yield Finding(
            "G113", place_of(entry.amount), f"抵销的金额是 {entry.amount.value:f}，应大于 0。", "请核对金额。"
        )


def notes(own: Unit | None, tables: Tables) -> Iterator[Finding]:
    """Entries that take more out of a cell than the two units have there."""
    for number, entry in enumerate(own.eliminations if own else (), 1):
        two = {squeeze(entry.payer.text), squeeze(entry.receiver.text)}
        short = [
            "/".join((of.term, *key))
            for of in tables.of(last_year=_last(entry))
            for key, cell in of.cells.items()
            if any(name == _name(number) for name, _ in cell.taken)
            and sum(part.yuan for name, part in cell.parts if squeeze(name) in two) < entry.amount.yuan
        ]
        if short:
            named = f"{'、'.join(short[:_MOST])}{f'等 {len(short)} 格' if short[_MOST:] else ''}"
            evidence = (
                f"抵销第 {number} 笔是 {entry.amount.value:f}{entry.amount.unit}，"
                f"「{entry.payer.text}」和「{entry.receiver.text}」在这些格一共没有这么多：{named}。"
            )
            yield Finding("G125", place_of(entry.amount), evidence, "请核对报表项和金额。")


def _last(entry: Elimination) -> bool:
    return entry.year is not None and entry.year.text == t.LAST_YEAR


def _name(number: int) -> str:
    """What an entry is called in a sum."""
    return f"抵销第{number}笔"
