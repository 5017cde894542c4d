"""Audits as SARIF 2.1.0, which editors show beside the text: rules, results with regions, corrections as fixes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from narrator.audit.finding import DOUBT, ERROR, HINT, Audit, Quote, TextFinding
from narrator.document import plain
from narrator.figures.characters import shown
from narrator.figures.told import Spot
from narrator.writers import sarif
from narrator.writers.audit import told

_LEVELS = {ERROR: "error", DOUBT: "warning", HINT: "note"}
# Where the lines of a text file end, as its reader and ``str.splitlines`` say.
_BREAKS = ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def write(audits: Sequence[Audit], sources: Mapping[str, Sequence[str]]) -> str:
    """The audits as one run, JSON text that ends in a line break.

    ``sources`` are the lines of those files that are text themselves, by ``Audit.file``: their regions are lines and
    columns of the file. Of the others the text as it was read is part of the log, a line each paragraph or cell, and
    regions are places in it. Columns count UTF-16 units, as editors do.
    """
    from narrator.audit.catalogue import ALL

    texts = [_Text(number, audit, sources.get(audit.file)) for number, audit in enumerate(audits)]
    about = {entry.code: entry.about for audit in audits for entry in audit.ledger}
    codes = sorted({*about, *(finding.code for audit in audits for finding in audit.findings)})
    known = {check.code: check.source for check in ALL}
    rules = [sarif.rule(code, about.get(code, code), known.get(code, "")) for code in codes]
    results = (text.result(finding, codes) for text in texts for finding in text.audit.findings)
    artifacts = [text.artifact() for text in texts]
    told_as = {"columnKind": "utf16CodeUnits", "newlineSequences": _BREAKS, "artifacts": artifacts}
    return plain.dumps(sarif.log(rules, results, **told_as))


class _Line(NamedTuple):
    """A line of the log: its number from 1, how many characters stand before what was read of it, or -1.

    ``doubled`` are the characters of the line, from 0, that are two units of UTF-16.
    """

    number: int
    offset: int
    doubled: list[int]

    def column(self, at: int) -> int:
        """The column before a character of what was read, from 1."""
        return self.offset + at + bisect_left(self.doubled, self.offset + at) + 1


class _Text:
    """An audited file and how places in it are told."""

    def __init__(self, number: int, audit: Audit, source: Sequence[str] | None) -> None:
        self.audit, self.source = audit, source
        self.lines: dict[int, _Line] = {}
        self.location = {"uri": sarif.uri(audit.file), "index": number}

    def artifact(self) -> dict[str, Any]:
        """The file; where it is no text itself, with its text as it was read."""
        artifact: dict[str, Any] = {"location": {"uri": self.location["uri"]}}
        if self.source is None:
            artifact["contents"] = {"text": "".join(f"{_single(line)}\n" for line in self.audit.lines)}
        return artifact

    def result(self, finding: TextFinding, codes: Sequence[str]) -> dict[str, Any]:
        """A finding; one of the whole text stands at its first line."""
        first, *others = finding.places or (Quote((), ""),)
        spots = first.spots or (Spot(0, 0, 0),)
        correction = f"改为：{told.correction(finding)}。" if finding.correction else ""
        message = " ".join(filter(None, (finding.evidence, finding.advice, correction)))
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": _LEVELS[finding.level],
            "message": {"text": shown(message)},
            "locations": [self.place(spots, first)],
        }
        related = [
            {
                "id": number,
                **self.place(quote.spots, quote),
                "message": {"text": shown(str(told.passage(self.audit, quote)))},
            }
            for number, quote in enumerate((quote for quote in others if quote.spots), 1)
        ]
        if related:
            result["relatedLocations"] = related
        if fixes := list(self.fixes(finding)):
            result["fixes"] = fixes
        return result

    def place(self, spots: Sequence[Spot], quote: Quote) -> dict[str, Any]:
        """A place: its region, and how a person calls its line."""
        region = self.region(spots)
        if quote.text and "startColumn" in region:
            region["snippet"] = {"text": quote.text}
        name = told.where(self.audit, spots[0])
        return {
            "physicalLocation": {"artifactLocation": self.location, "region": region},
            "logicalLocations": [{"fullyQualifiedName": name}],
        }

    def region(self, spots: Sequence[Spot]) -> dict[str, Any]:
        """Lines and columns from 1, the end column behind the last character; no columns where they are not known."""
        first, last = self.line(spots[0].line), self.line(spots[-1].line)
        if first.offset < 0 or last.offset < 0:
            return {"startLine": first.number, "endLine": last.number}
        start, end = first.column(spots[0].start), last.column(spots[-1].end)
        return {"startLine": first.number, "startColumn": start, "endLine": last.number, "endColumn": end}

    def line(self, number: int) -> _Line:
        """A line that was read, as a line of the file or of the text in the log."""
        if number not in self.lines:
            read = self.audit.lines[number] if self.audit.lines else ""
            whole, told_number = _single(read), number + 1
            if self.source is not None:
                told_number = told.line(self.audit, Spot(number, 0, 0))
                whole = self.source[told_number - 1] if told_number <= len(self.source) else ""
            # a line that holds it in other words (marks of Markdown), or twice, is marked as a whole
            offset = whole.find(_single(read) if self.source is None else read)
            offset = -1 if whole.find(read, offset + 1) >= 0 else offset
            self.lines[number] = _Line(told_number, offset, [at for at, sign in enumerate(whole) if sign > "\uffff"])
        return self.lines[number]

    def fixes(self, finding: TextFinding) -> Iterator[dict[str, Any]]:
        """The correction as an edit, where the file is text and the place is known to the character."""
        if finding.correction is None or self.source is None or not finding.correction.quote.spots:
            return
        region = self.region(finding.correction.quote.spots)
        if "startColumn" in region:
            edit = {"deletedRegion": region, "insertedContent": {"text": finding.correction.text}}
            change = {"artifactLocation": self.location, "replacements": [edit]}
            yield {"description": {"text": shown(told.correction(finding))}, "artifactChanges": [change]}


def _single(line: str) -> str:
    """A line that is one for every reader: what would break it becomes a space."""
    return line.translate(_BREAKING)


_BREAKING = dict.fromkeys(map(ord, {character for sequence in _BREAKS for character in sequence}), " ")
