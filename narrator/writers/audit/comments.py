"""An audit as comments in a copy of the Word file: at each place of a finding what is wrong, the sum, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrator.audit.finding import Audit, Quote, TextFinding
from narrator.readers import isolated, package
from narrator.readers.word import DOOR
from narrator.writers.audit import told
from narrator.writers.docx.annotate import Note, annotated


def write(audit: Audit) -> bytes:
    """The bytes of the copy. Raises Refused where the file cannot be read, or is not the one that was audited."""
    path = Path(audit.file)
    notes = tuple(_notes(audit)) if audit.lines else ()
    raw = package.read(path, DOOR)
    return isolated.call(DOOR, path, annotated, path, raw, audit.lines, notes, told.date(audit.year))


def _notes(audit: Audit) -> Iterator[Note]:
    for finding in audit.findings:
        quotes = [quote for quote in finding.places if quote.spots]
        if not quotes:
            yield Note((0, 0), (0, len(audit.lines[0])), ("说的是整篇。", *_lines(audit, finding)))
            continue
        yield _note(quotes[0], _lines(audit, finding))
        head = f"{finding.level} {finding.code}（又见 {told.place(audit, quotes[0])}的批注）"
        yield from (_note(quote, (head, *finding.evidence.splitlines())) for quote in quotes[1:])


def _note(quote: Quote, lines: tuple[str, ...]) -> Note:
    first, last = quote.spots[0], quote.spots[-1]
    return Note((first.line, first.start), (last.line, last.end), lines)


def _lines(audit: Audit, finding: TextFinding) -> tuple[str, ...]:
    """What the comment says, a paragraph each."""
    correction = f"改为：{told.correction(finding)}" if finding.correction else ""
    others = (f"又见 {passage}" for passage in told.passages(audit, finding.places)[1:])
    said = (f"{finding.level} {finding.code}", finding.evidence, finding.advice, correction, *others)
    return tuple(line for words in said for line in words.splitlines() if line)
