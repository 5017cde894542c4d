"""核对结果: the outcomes of the checks as plain data, as SARIF, and as a workbook of two sheets."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.checks.check import DOUBT, ERROR, LEVELS, PASSED, ROUNDING, UNKNOWN, CheckResult, Verdict
from narrator.checks.confirm import JudgedDoubts, key
from narrator.document import plain
from narrator.figures.characters import shown
from narrator.figures.model import Confirmation, Profile
from narrator.figures.values import Place
from narrator.writers import sarif, stamp
from narrator.writers.words import quoted

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FOUND, _ALL = "核对结果", "全部核对项"
# The heading of a column, and its width in characters.
FOUND_COLUMNS = {"级别": 8, "编号": 8, "文件": 22, "工作表": 22, "单元格": 9, "依据": 80, "建议": 40, "确认": 30}
_ALL_COLUMNS = {"编号": 8, "核对内容": 56, "来源": 44, "结果": 10, "测了几处": 10, "数据不足的原因": 60}
_SARIF_LEVELS = {ERROR: "error", DOUBT: "warning", ROUNDING: "note"}
_LINE = 15  # points of height
_HIGHEST = 405  # of a row; Excel has none higher than 409
_COLOURS = {ERROR: "#F8CBAD", DOUBT: "#FFE699", ROUNDING: "#DDEBF7", PASSED: "#E2EFDA", UNKNOWN: "#EDEDED"}


def as_data(outcomes: Iterable[CheckResult], judged: JudgedDoubts) -> dict[str, Any]:
    """The outcomes as JSON-able data: how many checks ended how, and every check with what it said.

    ``tested`` counts the places where a check could decide; the verdicts that passed are only counted.
    A 疑点 says whether it has to be confirmed, and what the unit wrote about it.
    """
    outcomes = tuple(outcomes)
    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in (*LEVELS, PASSED, UNKNOWN)}
    return {"counts": counts, "checks": [_check(outcome, judged) for outcome in outcomes]}


def as_sarif(outcomes: Iterable[CheckResult], judged: JudgedDoubts) -> dict[str, Any]:
    """The findings as a SARIF log, for CI; its rules are all checks that were made.

    The cell of a workbook is a logical location. A 疑点 that the unit explained is suppressed, with the explanation.
    """
    outcomes = tuple(outcomes)
    rules = [sarif.rule(*outcome.check[:3]) for outcome in outcomes]
    results = (
        _result(number, verdict, outcome, judged)
        for number, outcome in enumerate(outcomes)
        for verdict in outcome.verdicts
        if verdict.level in LEVELS
    )
    return sarif.log(rules, results)


def _result(number: int, verdict: Verdict, outcome: CheckResult, judged: JudgedDoubts) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": outcome.check.code,
        "ruleIndex": number,
        "level": _SARIF_LEVELS[verdict.level],
        "message": {"text": shown(" ".join(filter(None, (verdict.evidence, verdict.advice))), "\n")},
    }
    if verdict.place:
        result["locations"] = [_location(verdict.place)]
    doubt = judged.doubts.get(key(outcome.check.code, verdict.evidence)) if verdict.level == DOUBT else None
    if doubt and doubt.confirmed:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": shown(doubt.state)}]
    return result


def _location(place: Place) -> dict[str, Any]:
    file, sheet, cell = _where(place)
    physical: dict[str, Any] = {"artifactLocation": {"uri": sarif.uri(file)}}
    if place.line and not sheet:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    named = {"logicalLocations": [{"fullyQualifiedName": shown(f"{sheet}!{cell}" if cell else sheet)}]} if sheet else {}
    return {"physicalLocation": physical, **named}


def workbook(outcomes: Iterable[CheckResult], judged: JudgedDoubts, profile: Profile) -> bytes:
    """The outcomes as an .xlsx: 核对结果, the gravest first, and 全部核对项; the unit's name heads both sheets."""
    outcomes = tuple(outcomes)
    sheets = (
        Listing(_FOUND, FOUND_COLUMNS, found(outcomes, judged), ("级别",)),
        Listing(_ALL, _ALL_COLUMNS, [_row(outcome) for outcome in outcomes], ("结果",)),
    )
    return listings(sheets, profile.name.text, profile.date)


class Listing(NamedTuple):
    """A sheet: its name, the heading and width of each column, the rows, and the columns that are coloured by level.

    A cell is words, a count, an amount with two decimals, or None where nothing stands. ``lead`` is what is to be known
    of the rows; ``frozen`` columns stay in sight where there are many.
    """

    name: str
    columns: Mapping[str, int]
    rows: Iterable[Sequence[str | int | Decimal | None]]
    coloured: Collection[str] = ()
    lead: str = ""
    frozen: int = 0


def listings(sheets: Iterable[Listing], title: str, date: datetime.date, *, large: bool = False) -> bytes:
    """Sheets of rows as an .xlsx, each headed by ``title``; ``date`` is the one that the file carries.

    Every cell is text or a number: what begins with "=" is no formula. The same rows give the same bytes. Of ``large``
    ones no more than a row is kept in memory; the rest waits in temporary files.
    """
    import xlsxwriter

    memory = BytesIO()
    kept = {"constant_memory": True} if large else {"in_memory": True}
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, {**kept, **plain}) as book:
        book.set_properties({"created": datetime.datetime.combine(date, datetime.time())})
        book.set_custom_property(stamp.NAME, "")
        for listing in sheets:
            _sheet(book, title, listing)
    return stamp.stamped(memory.getvalue())


def found(outcomes: Iterable[CheckResult], judged: JudgedDoubts) -> list[tuple[str, ...]]:
    """The rows of 核对结果 (level, code, file, sheet, cell, evidence, advice, confirmation) by level, then code."""
    said = [
        (outcome.check.code, verdict) for outcome in outcomes for verdict in outcome.verdicts if verdict.level in LEVELS
    ]
    said.sort(key=lambda pair: (LEVELS.index(pair[1].level), pair[0]))
    return [
        (
            *(verdict.level, code, *_where(verdict.place), verdict.evidence, verdict.advice),
            judged.state(code, verdict.evidence) if verdict.level == DOUBT else "",
        )
        for code, verdict in said
    ]


def _check(outcome: CheckResult, judged: JudgedDoubts) -> dict[str, Any]:
    return {
        "code": outcome.check.code,
        "about": outcome.check.about,
        "source": outcome.check.source,
        "state": outcome.state,
        "tested": _tested(outcome),
        "verdicts": [_verdict(outcome, verdict, judged) for verdict in outcome.verdicts if verdict.level != PASSED],
    }


def _verdict(outcome: CheckResult, verdict: Verdict, judged: JudgedDoubts) -> dict[str, Any]:
    said = {
        "level": verdict.level,
        "place": plain.place(verdict.place),
        "evidence": verdict.evidence,
        "advice": verdict.advice,
    }
    if verdict.level != DOUBT:
        return said
    doubt = judged.doubts[key(outcome.check.code, verdict.evidence)]
    return {**said, "confirm": doubt.needed, "confirmed": doubt.confirmed, **written(doubt.written)}


def written(confirmation: Confirmation | None) -> dict[str, str]:
    """What a unit wrote about a 疑点, by the keys of JSON; nothing where it wrote nothing."""
    if confirmation is None:
        return {}
    given = {"explanation": confirmation.explanation, "by": confirmation.by, "date": confirmation.date}
    return {name: text.text for name, text in given.items() if text is not None}


def _tested(outcome: CheckResult) -> int:
    return sum(verdict.level != UNKNOWN for verdict in outcome.verdicts)


def _where(place: Place | None) -> tuple[str, str, str]:
    """File, sheet and cell; of a unit file the line and column stand for the cell."""
    if place is None:
        return "", "", ""
    if place.sheet:
        return place.file, place.sheet, place.cell if place.line else ""
    return place.file, "", f"{place.line}:{place.column}" if place.line else ""


def _row(outcome: CheckResult) -> tuple[str | int, ...]:
    reasons = "；".join(verdict.evidence for verdict in outcome.verdicts if verdict.level == UNKNOWN)
    return outcome.check.code, outcome.check.about, outcome.check.source, outcome.state, _tested(outcome), reasons


def _sheet(book: Workbook, title: str, listing: Listing) -> None:
    """A title, the lead, a frozen header with a filter, and the rows; levels are coloured in columns that say so."""
    columns, head = listing.columns, 1 + bool(listing.lead)
    sheet: Worksheet = book.add_worksheet(listing.name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14, **quoted(title)}))
    if listing.lead:
        sheet.write_string(1, 0, listing.lead)
    header = book.add_format({"bold": True, "border": 1, "bg_color": "#D9D9D9", "text_wrap": True, "valign": "vcenter"})
    framed = {"border": 1, "text_wrap": True, "valign": "top"}
    cell, quoted_cell = book.add_format(framed), book.add_format({**framed, "quote_prefix": True})
    marked = {level: book.add_format({**framed, "bg_color": colour}) for level, colour in _COLOURS.items()}
    for column, (heading, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, heading, header)
    amount = book.add_format({**framed, "num_format": "#,##0.00"})
    colours = {column for column, heading in enumerate(columns) if heading in listing.coloured}
    line = head
    for line, row in enumerate(listing.rows, start=head + 1):
        told = zip(row, columns.values(), strict=True)
        lines = max(_lines(str(value), width) for value, width in told if value is not None)
        sheet.set_row(line, min(_LINE * lines, _HIGHEST))
        for column, value in enumerate(row):
            if isinstance(value, str):
                style = marked.get(value) if column in colours else None
                if style is not None:
                    sheet.write_string(line, column, value, style)
                else:
                    sheet.write_string(line, column, shown(value, "\n"), quoted_cell if quoted(value) else cell)
            elif value is not None:
                sheet.write_number(line, column, value, amount if isinstance(value, Decimal) else cell)
    sheet.freeze_panes(head + 1, listing.frozen)
    sheet.autofilter(head, 0, line, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of this width; a Chinese character is two wide."""
    if 2 * len(text) < width and "\n" not in text:
        return 1
    wide = [sum(1 if character.isascii() else 2 for character in line) for line in text.split("\n")]
    return sum(max(-(-line // (width - 1)), 1) for line in wide)
