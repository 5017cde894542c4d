"""An audit as one page without other files: the whole text with marks, the findings beside it, links both ways.

The page runs no script: levels are filtered by checkboxes and style alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path, PurePath
from string import Template
from typing import NamedTuple

from narrator.audit.finding import DOUBT, ERROR, HINT, LEVELS, Audit, Quote, TextFinding
from narrator.figures.characters import shown
from narrator.writers.audit import told
from narrator.writers.markup import Markup, policy, words

_CLASSES = {ERROR: "e", DOUBT: "d", HINT: "h"}
_UNREAD = "u"
_WIDEST = 1000  # columns that HTML lets a cell span
_NUMBER = re.compile(r"第 ([0-9]+) [段行]")
_MEANT = {ERROR: "两处不能同时为真", DOUBT: "不一定错，要看一看", HINT: "写法上的建议"}


def write(audit: Audit) -> str:
    """The audit as an HTML page (text ending in a line break), without script or request to elsewhere."""
    return _Page(audit).page()


class _Mark(NamedTuple):
    """What is marked on a line: the characters, the class; the number of its finding and place, 0 for none."""

    start: int
    end: int
    kind: str
    finding: int = 0
    place: int = 0
    last: bool = True


class _Page:
    """One page as it is written."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.name = PurePath(audit.file).name  # a path on somebody's disk does not belong into a page that is sent on
        self.about = {entry.code: entry.about for entry in audit.ledger}
        self.marks: dict[int, list[_Mark]] = defaultdict(list)
        for number, finding in enumerate(audit.findings, 1):
            for place, quote in enumerate(finding.places, 1):
                for spot in quote.spots:
                    last = spot == quote.spots[-1]
                    mark = _Mark(spot.start, spot.end, _CLASSES[finding.level], number, place, last)
                    self.marks[spot.line].append(mark)
        for quote in audit.coverage.unbound:
            for spot in quote.spots:
                self.marks[spot.line].append(_Mark(spot.start, spot.end, _UNREAD))

    def page(self) -> str:
        """The whole page."""
        audit = self.audit
        style = Markup(_part("page.css"))
        findings = [self.finding(number, finding) for number, finding in enumerate(audit.findings, 1)]
        about = {"文件": self.name, "单位": audit.unit, "年度": str(audit.year or ""), "只审": audit.part}
        verdict, coverage = told.verdict(audit), told.coverage(audit)
        facts = {**about, "读懂": "" if coverage in verdict else coverage}
        return _skeleton().substitute(
            policy=policy((style,), ()),
            style=style,
            title=_said(self.name),
            facts="".join(_fact(name, said) for name, said in facts.items() if said),
            verdict=_said(verdict),
            kind=self.kind(),
            filters=self.filters(),
            findings="\n".join(findings) or "<p>没有发现。</p>",
            text="\n".join(self.text()),
            ledger="\n".join(self.ledger()),
            coverage=_said(coverage),
            unread="\n".join(self.unread()),
        )

    def kind(self) -> str:
        """The class of the verdict: the gravest level; nothing found is good only where something was looked at."""
        found = {finding.level for finding in self.audit.findings}
        good = "ok" if any(entry.held for entry in self.audit.ledger) else "d"
        return next((_CLASSES[level] for level in LEVELS if level in found), good)

    def filters(self) -> Markup:
        """A checkbox for each level, with how many findings it has."""
        counts = told.count(self.audit.findings)
        boxes = [
            f'<label class="{_CLASSES[level]}"><input type="checkbox" id="show-{_CLASSES[level]}" checked>'
            f"<b>{level}</b> {counts[level]} 处<span>，{_MEANT[level]}</span></label>"
            for level in LEVELS
        ]
        return Markup("\n".join(boxes))

    # Findings ---------------------------------------------------------------------------------------

    def finding(self, number: int, finding: TextFinding) -> Markup:
        """A finding with links to its places."""
        places = [self.place(number, place, quote) for place, quote in enumerate(finding.places, 1)]
        kept = {"依据": finding.evidence, "建议": finding.advice, "改为": told.correction(finding)}
        lines = [f"<dt>{name}</dt><dd>{_said(said)}</dd>" for name, said in kept.items() if said]
        check = f"{number}. {finding.code} {self.about.get(finding.code, '')}".rstrip()
        head = f'<h3><span class="level">{finding.level}</span> {_said(check)}</h3>'
        quoted = "\n".join(places) or "<p>说的是整篇。</p>"
        kind = _CLASSES[finding.level]
        return Markup(f'<li id="f{number}" class="{kind}">{head}\n{quoted}\n<dl>{"".join(lines)}</dl></li>')

    def place(self, number: int, place: int, quote: Quote) -> Markup:
        """A place as it is quoted, with the link to where it stands."""
        name = _said(told.place(self.audit, quote))
        link = f'<a href="#m{number}-{place}">{name}</a>' if quote.spots else name
        return Markup(f"<p>{link}{self.quoted(quote)}</p>")

    def quoted(self, quote: Quote) -> Markup:
        """A place within its sentence."""
        before, inside, after = map(_said, told.passage(self.audit, quote).pieces)
        return Markup(f"「{before}<b>{inside}</b>{after}」")

    # The text ---------------------------------------------------------------------------------------

    def text(self) -> Iterator[str]:
        """The lines in order, those of a table as its rows."""
        cells = [(number, told.cell(self.audit, number)) for number in range(len(self.audit.lines))]
        for table, lines in groupby(cells, key=lambda item: item[1] and item[1].table):
            if table is None:
                yield from (f'<p data-n="{_name(self.audit, line)}">{self.line(line)}</p>' for line, _ in lines)
                continue
            rows = [self.row(row) for _, row in groupby(lines, key=lambda item: item[1] and item[1].row)]
            whole = "\n".join(["<table><tbody>", *rows, "</tbody></table>"])
            yield f'<div class="scroll" role="region" tabindex="0" aria-label="表 {table}">{whole}</div>'

    def row(self, cells: Iterable[tuple[int, told.Cell | None]]) -> str:
        """A row of a table; a blank cell stands for those before a cell that were not read, as they were blank."""
        parts: list[str] = []
        column = 1
        for line, cell in cells:
            here = cell.column if cell else column
            if here > column:
                parts.append(f'<td colspan="{min(here - column, _WIDEST)}"></td>')
            parts.append(f"<td>{self.line(line)}</td>")
            column = max(here, column) + 1
        return f"<tr>{''.join(parts)}</tr>"

    def line(self, number: int) -> Markup:
        """A line with its marks; where several lie on one another, each character has the classes of all."""
        line, marks = self.audit.lines[number], self.marks.get(number, [])
        begun, ended = defaultdict[int, list[_Mark]](list), defaultdict[int, list[_Mark]](list)
        for mark in marks:
            begun[mark.start].append(mark)
            ended[mark.end].append(mark)
        covering: Counter[str] = Counter()
        parts: list[str] = []
        for start, end in pairwise(sorted({0, len(line), *begun, *ended})):
            covering.update(mark.kind for mark in begun[start])
            covering.subtract(mark.kind for mark in ended[start])
            kinds = " ".join(sorted(kind for kind, count in covering.items() if count))
            piece = _said(line[start:end])
            parts.append(f'<mark class="{kinds}">{piece}</mark>' if kinds else piece)
            parts += [self.reference(mark) for mark in ended[end] if mark.last and mark.finding]
        return Markup("".join(parts))

    def reference(self, mark: _Mark) -> Markup:
        """The link from the end of a place to its finding."""
        finding = self.audit.findings[mark.finding - 1]
        label = f"{finding.level}，第 {mark.finding} 条"
        return Markup(
            f'<a class="ref {mark.kind}" id="m{mark.finding}-{mark.place}" href="#f{mark.finding}"'
            f' aria-label="{label}" title="{words(finding.level)}">{mark.finding}</a>'
        )

    # What was looked at -----------------------------------------------------------------------------

    def ledger(self) -> Iterator[str]:
        """A row a check."""
        for entry in self.audit.ledger:
            undecided = sum(number for _, number in entry.undecided)
            numbers = "".join(f'<td class="number">{number}</td>' for number in (entry.held, entry.broken, undecided))
            head = f'<th scope="row">{_said(entry.code)}</th><td>{_said(entry.about)}</td>'
            yield f"<tr>{head}{numbers}<td>{_said(told.unsettled(entry))}</td></tr>"

    def unread(self) -> Iterator[str]:
        """The figures that were not read, each with its sentence."""
        for quote in self.audit.coverage.unbound:
            yield f"<li>{_said(told.place(self.audit, quote))}{self.quoted(quote)}</li>"


def _fact(name: str, said: str) -> str:
    return f"<div><dt>{name}</dt><dd>{_said(said)}</dd></div>"


def _said(text: str) -> Markup:
    """Words from elsewhere: harmless in HTML, and nothing unseen among them."""
    return words(shown(text, "\t\n"))


def _name(audit: Audit, line: int) -> Markup:
    """The number of a line for the margin."""
    found = _NUMBER.fullmatch(audit.places[line].key) if audit.places else None
    return Markup(found[1] if found else str(line + 1))


def _part(name: str) -> str:
    """A file of this page, as it stands beside this module."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache  # a file of the program's own
def _skeleton() -> Template:
    return Template(_part("page.html"))
