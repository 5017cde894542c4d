"""Auditing a text: read it, run every check, collect findings, ledger and coverage."""

from __future__ import annotations

from collections.abc import Iterable

from narrator.audit.check import Audited, quote, run
from narrator.audit.finding import Audit, Coverage
from narrator.reading.reading import read


def audit(file: str, texts: Iterable[str], prose: Iterable[bool], part: str = "") -> Audit:
    """The audit of a file by its lines; ``prose`` says of each whether it is one of a text and not a cell of a table.

    ``part`` is the section that these lines are, where they are not a whole text.
    """
    return audited(file, Audited(read(texts, prose, part), part))


def audited(file: str, given: Audited) -> Audit:
    """The audit of a reading, with the statements and the text of the year before where they are given."""
    from narrator.audit.catalogue import ALL

    reading = given.reading
    found = [run(check, given) for check in ALL]
    findings = sorted(
        (finding for findings, _ in found for finding in findings),
        key=lambda finding: (finding.places[0].spots if finding.places else (), finding.code),
    )
    unbound = tuple(quote(reading, (one.start, one.end)) for one in reading.told if not one.bound)
    coverage = Coverage(len(reading.told) - len(unbound), unbound)
    ledger = tuple(entry for _, entry in found)
    return Audit(file, reading.source.texts, reading.unit, reading.year, tuple(findings), ledger, coverage, given.part)
