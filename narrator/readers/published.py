"""From the forms of the accounts software to the nine tables as they are published.

06 is the total row of 财决08-1, 09 stands in 附03, what each budget was meant for stands in 01-1; where a form lists
the lowest accounts alone, the 类 and 款 above them are their sums, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from narrator.figures import official
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.protocol import ReadRow
from narrator.figures.values import Figure, Formula, Place, Text
from narrator.readers import internal
from narrator.readers.slipped import comes_to
from narrator.readers.table import PublishedTable, exported

_OF_BUDGET = {t.GENERAL: t.GENERAL_BUDGET, t.FUND: t.FUND_BUDGET, t.CAPITAL: t.CAPITAL_BUDGET}


def sources(file: str, tables: Mapping[str, PublishedTable]) -> Iterator[Finding]:
    """The note on tables that come from the forms of the accounts software: from which each is taken."""
    if exported(tables):
        told = [f"「{term}」取自{tables[term].form}" for term in t.STATEMENTS if term in tables and tables[term].form]
        yield Finding("B223", Place(file, 0, 0), f"这是部门决算软件导出的表：{'，'.join(told)}。")


def beside(tables: Mapping[str, PublishedTable]) -> dict[tuple[str, ...], Figure]:
    """The values of the unit file in 附02 and 附03, by their keys."""
    forms = (tables[form].cells for form in (internal.OPERATION, internal.PEOPLE) if form in tables)
    return {key: figure for cells in forms for key, figure in cells.items() if figure and key[0] not in b.THREE_ITEMS}


def complete(tables: dict[str, PublishedTable]) -> Iterator[Finding]:
    """Add to the tables of a workbook those that its forms hold, and what these tell of the others.

    Yields what makes a form unfit.
    """
    across, operation = (tables.pop(form, None) for form in (internal.BASIC_ACROSS, internal.OPERATION))
    if across is not None and t.BASIC not in tables:
        yield from _agreed(across) if across.money else ()
        tables[t.BASIC] = _basic(across)
    if operation is not None and t.THREE not in tables and any(key[0] in b.THREE_ITEMS for key in operation.cells):
        tables[t.THREE] = _three(operation)
    if t.FISCAL in tables:
        for term, budget in _OF_BUDGET.items():
            if term in tables:
                tables[term].budgets.update(_carried(tables[t.FISCAL], term, budget))


# 06 from 财决08-1 ---------------------------------------------------------------------------------


def _agreed(across: PublishedTable) -> Iterator[Finding]:
    """Refuse a total row whose 合计 is not the sum of its classes: a column may be missing, or be another one."""
    whole = across.cells.get((t.TOTAL,))
    classes = [figure for key, figure in across.cells.items() if len(key[0]) == t.CLASS and figure is not None]
    if whole is not None and not comes_to(whole, classes, across.cells.values()):
        listed = " + ".join(f"{figure.value:f}" for figure in classes)
        evidence = f"合计是 {whole.value:f}，各类的小计却是 {listed}。"
        place = whole.origin if isinstance(whole.origin, Place) else across.title
        yield Finding("B313", place, evidence, "请核对这张表是不是缺了栏、改了栏名。")


def _basic(across: PublishedTable) -> PublishedTable:
    """The accounts of the classes that 06 prints, and others that are not zero; 人员 and 公用经费 as their sums."""
    cells = {
        key: figure
        for key, figure in sorted(across.cells.items())
        if key[0][: t.CLASS] in t.ECONOMIC_GROUPS or (key != (t.TOTAL,) and figure is not None and figure.value)
    }
    for group in (t.STAFF, t.PUBLIC):
        classes = [(code,) for code, of in t.ECONOMIC_GROUPS.items() if of == group]
        cells[group,] = _sum({key: figure for key in classes if (figure := cells.get(key)) is not None})
    table = _table(t.BASIC, across, cells)
    table.names.update({code: name for code, name in across.names.items() if (code,) in cells})
    return table


def _table(term: str, form: PublishedTable, cells: dict[b.CellKey, Figure | None]) -> PublishedTable:
    """A published table with these cells of a form."""
    table = PublishedTable(term, form.title._replace(key=term), form.money, form.form, cells)
    by_row: dict[b.CellKey, list[Place]] = {}
    for key, figure in cells.items():
        if figure is not None and isinstance(figure.origin, Place):
            by_row.setdefault(key[:1], []).append(figure.origin)
    table.rows = [
        ReadRow(places[0].sheet, places[0].line, places[0].column, key, len(places)) for key, places in by_row.items()
    ]
    return table


def _sum(parts: Mapping[b.CellKey, Figure]) -> Figure | None:
    """The exact sum of amounts of one table, with its formula; None of none."""
    inputs = tuple((f"科目{key[0]}", figure) for key, figure in parts.items())
    if not inputs:
        return None
    value = sum((figure.value for _, figure in inputs), Decimal(0))
    return Figure(value, inputs[0][1].unit, Formula("total", " + ".join(name for name, _ in inputs), inputs))


# 09 from 附03 -------------------------------------------------------------------------------------


def _three(operation: PublishedTable) -> PublishedTable:
    cells = {key: figure for key, figure in operation.cells.items() if key[0] in b.THREE_ITEMS}
    table = _table(t.THREE, operation, cells)
    table.budgets.update(operation.budgets)
    return table


# What each budget was meant for, from 01-1 ----------------------------------------------------------


def _carried(fiscal: PublishedTable, term: str, budget: str) -> Iterator[tuple[tuple[b.CellKey, str], Figure]]:
    """The 年初 and 全年预算 of the year's spending of one budget, in total and by class."""
    for (key, aspect), figure in fiscal.budgets.items():
        if key[0] == t.PAYMENTS and key[-1] == budget and (key[1] == t.YEAR_PAYMENTS or key[1] in b.CLASSES):
            row = t.TOTAL if key[1] == t.YEAR_PAYMENTS else key[1]
            yield ((row, b.SPENT[term]), aspect), figure


# 类 and 款 as sums ----------------------------------------------------------------------------------


def with_upper_accounts(tables: Mapping[str, PublishedTable], known: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
    """Add the 类 and 款 of tables that list no account of that level, as the sums of what stands below them.

    Only where every row was read and the sums come to the total of each column. ``known`` are names of accounts by
    code; an account whose name nobody knows has its amounts, and "" for a name. Yields what is to be told.
    """
    summed: dict[str, list[str]] = {}
    for table in tables.values():
        missing = _missing_levels(table)
        if not missing:
            continue
        added = _added(table, missing)
        levels = "、".join(name for name, digits in t.LEVELS.items() if digits in missing)
        if off := _off(table, added):
            evidence = (
                f"没有{levels}级的行；下面各科目的「{off[1]}」加起来也不是「{off[0]}」的数，{levels}级的数没有算。"
            )
            yield Finding("B224", table.title, evidence, "请补上这些行，或核对各科目的数。")
            continue
        table.cells.update(added)
        for code in sorted({key[0] for key in added}):
            name = official.name(code) or next((names[code] for names in known if names.get(code)), "")
            table.names.setdefault(code, Text(name, table.title))
        summed.setdefault(levels, []).append(table.term)
    for levels, terms in summed.items():
        place = Place(tables[terms[0]].title.file, 0, 0)
        listed = "、".join(f"「{term}」" for term in terms)
        yield Finding("B224", place, f"{listed}没有{levels}级的行，{levels}级的数是下面各科目之和。")


def _missing_levels(table: PublishedTable) -> list[int]:
    """The levels (digits of codes) of which a table that was read whole lists no account, though lower ones."""
    listed = {key[0] for key in table.cells if key[0].isdigit()}
    if table.term not in b.COLUMNS or not (table.money and listed) or any(row.why and row.needed for row in table.rows):
        return []
    return [length for length in _UPPER if not any(len(code) == length for code in listed)]


def _added(table: PublishedTable, missing: Iterable[int]) -> dict[b.CellKey, Figure | None]:
    added: dict[b.CellKey, Figure | None] = {}
    for length in missing:
        for column in b.COLUMNS[table.term]:
            for code, parts in _below({**table.cells, **added}, length, column).items():
                added[code, column] = _sum({key: figure for key, figure in parts.items() if figure is not None})
    return added


def _off(table: PublishedTable, added: Mapping[b.CellKey, Figure | None]) -> b.CellKey | None:
    """An account or 合计 of the table to which the sums below it do not come; None where all do."""
    cells = {**table.cells, **added}
    lengths = (0, *sorted({len(key[0]) for key in cells if key[0].isdigit()}))
    for length, lower in pairwise(lengths):
        for column in b.COLUMNS[table.term]:
            parts: dict[str, list[Figure]] = {}
            for (code, of), figure in cells.items():
                if of == column and code.isdigit() and len(code) == lower and figure is not None:
                    parts.setdefault(code[:length] or t.TOTAL, []).append(figure)
            for code, below in parts.items():
                whole = cells.get((code, column))
                if whole is None or not comes_to(whole, below, table.cells.values()):
                    return code, column
    return None


_UPPER = (t.SECTION, t.CLASS)  # the digits of the codes of 款 and 类


def _below(
    cells: Mapping[b.CellKey, Figure | None], length: int, column: str
) -> Mapping[str, dict[b.CellKey, Figure | None]]:
    """Of each account with so many digits the amounts right below it in a column."""
    lower = min((len(key[0]) for key in cells if key[0].isdigit() and len(key[0]) > length), default=0)
    found: dict[str, dict[b.CellKey, Figure | None]] = {}
    for key, figure in cells.items():
        if key[0].isdigit() and len(key[0]) == lower and key[1] == column:
            found.setdefault(key[0][:length], {})[key] = figure
    return found
