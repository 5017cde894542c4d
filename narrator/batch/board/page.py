"""总览.html: the board as one page without other files (beside it ``page.html``, .css, .js).

Without script it is plain tables, below one another; with it the units can be sorted, searched and filtered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from string import Template

from narrator.batch.board.gathered import Board
from narrator.batch.board.names import UNIT_PAGE, WORKBOOK, brief, link, said
from narrator.batch.board.sections import CHANGES, CODES, Cell, Owners, Section, sections
from narrator.batch.outcome import STATES, UNCHECKED
from narrator.figures.terms import WAN
from narrator.writers import report_page
from narrator.writers.markup import Markup, joined, policy

MOST_UNITS = 10_000  # rows that a browser still sorts while somebody waits; the workbook has all
_MOST = 200  # rows of any other table
_NAMED = 5  # units that a line names
_SHORT = 10  # characters of words that stay on one line beside long ones
_OPEN = 12  # lines of what has changed that are shown unasked
_BROKEN, _WAITING = 3, 6  # columns of the codes
_FOLDER = 1  # the column of the units' table that stands below their names on a page


def write(board: Board, title: str) -> str:
    """The board as an HTML page (text ending in a line break), without request to elsewhere."""
    style, script = Markup(report_page.part("report.css") + _part("page.css")), _part("page.js")
    units, *others = sections(board, WAN)
    others.sort(key=lambda section: section.name != CHANGES)
    return Template(_part("page.html")).substitute(
        policy=policy((style,), (script,)),
        style=style,
        script=script,
        title=said(title),
        states=joined(_states(board), "\n"),
        folds=joined((_fold(number, section) for number, section in enumerate(others, 1)), "\n"),
        units=_units(board, units),
    )


def _states(board: Board) -> Iterator[Markup]:
    """How many units there are, in which states."""
    yield Markup(f"<li><b>{len(board.units):,}</b> 个单位</li>")
    for state, number in board.states.items():
        if state == UNCHECKED and not number:
            continue
        kind = f"s{STATES.index(state)}"
        yield Markup(f'<li class="state {kind}" data-state="{kind}"><b>{number:,}</b> {state}</li>')


def _fold(number: int, section: Section) -> Markup:
    """A section that folds, with how many lines it has in its heading."""
    heading = Markup(f'<h2>{section.name} <span class="quiet">{len(section.rows):,} 项</span></h2>')
    lead = Markup(f'<p class="quiet">{said(section.lead)}</p>')
    if not section.rows:
        return report_page.group(f"g{number}", heading, [lead, Markup("<p>没有。</p>")], open_=False)
    table = [
        Markup(f'<div class="scroll" role="region" tabindex="0" aria-label="{section.name}"><table>'),
        _head(section.columns),
        Markup("<tbody>"),
        *(_row(row, section) for row in section.rows[:_MOST]),
        Markup("</tbody></table></div>"),
    ]
    left = len(section.rows) - _MOST
    rest = [Markup(f"<p>其余 {left:,} 项见 {WORKBOOK} 的「{section.name}」。</p>")] if left > 0 else []
    unasked = section.name == CHANGES and len(section.rows) <= _OPEN
    return report_page.group(f"g{number}", heading, [lead, *table, *rest], open_=unasked)


def _row(row: Sequence[Cell], section: Section) -> Markup:
    """A row; a code that stands in the table of units leads there, and with script to these units alone."""
    first, *others = map(_cell, row)
    if section.name == CODES and (row[_BROKEN] or row[_WAITING]):
        code = said(str(row[0]))
        first = Markup(f'<td><a href="#units" data-find="{code}">{code}</a></td>')
    return Markup(f"<tr>{first}{joined(others)}</tr>")


def _units(board: Board, section: Section) -> Markup:
    """The table of the units, each with its state as the class of its row."""
    rows = list(zip(board.units, section.rows, strict=True))
    if len(rows) > MOST_UNITS:
        rows.sort(key=lambda pair: STATES.index(pair[0].state))
        rows = sorted(rows[:MOST_UNITS], key=lambda pair: pair[0].unit)
    lines = []
    for unit, row in rows:
        name = said(brief(unit.name or unit.unit))
        folder = f"<small>{said(brief(unit.unit))}</small>" if unit.name else ""
        first = f'<th scope="row"><a href="{link(unit.unit, UNIT_PAGE)}">{name}</a>{folder}</th>'
        cells = joined(map(_cell, row[_FOLDER + 1 :]))
        lines.append(f'<tr class="s{STATES.index(unit.state)}">{first}{cells}</tr>')
    columns = [column for place, column in enumerate(section.columns) if place != _FOLDER]
    left = len(board.units) - len(rows)
    rest = [f"<p>另有 {left:,} 个单位，见 {WORKBOOK}。</p>"] if left else []
    table = ['<table class="roster">', _head(columns), "<tbody>", *lines, "</tbody></table>"]
    return Markup("\n".join([f'<p class="quiet">{said(section.lead)}</p>', *table, *rest]))


def _head(columns: Iterable[str]) -> Markup:
    cells = joined(Markup(f'<th scope="col">{column}</th>') for column in columns)
    return Markup(f"<thead><tr>{cells}</tr></thead>")


def _cell(cell: Cell) -> Markup:
    if isinstance(cell, str):
        short = ' class="short"' if 0 < len(cell) <= _SHORT else ""
        return Markup(f"<td{short}>{said(cell)}</td>")
    if isinstance(cell, Owners):
        links = [
            f'<a href="{link(unit, UNIT_PAGE)}">{said(brief(name or unit))}</a>' for unit, name in cell.units[:_NAMED]
        ]
        rest = f" 等 {len(cell.units):,} 个" if len(cell.units) > _NAMED else ""
        return Markup(f"<td>{'、'.join(links)}{rest}</td>")
    return Markup(f'<td class="number">{cell:,}</td>')


@lru_cache(maxsize=4)  # files of the program's own
def _part(name: str) -> Markup:
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))
