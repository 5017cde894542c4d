"""What an audit says: findings that quote their places, a ledger of every check, and how much of the text was read."""

from __future__ import annotations

from typing import NamedTuple

from narrator.figures.told import Spot
from narrator.figures.values import Place

ERROR, DOUBT, HINT = "错误", "疑点", "提示"
LEVELS = (ERROR, DOUBT, HINT)


class Quote(NamedTuple):
    """A place in the audited file: its spots, which are lines and characters as the file has them, and its text."""

    spots: tuple[Spot, ...]
    text: str


class Correction(NamedTuple):
    """What should stand at a place, where that is certain: the place, the text in its stead."""

    quote: Quote
    text: str


class TextFinding(NamedTuple):
    """A finding: its check's code, its level, the places that it is about, the first one first of all.

    ``evidence`` is the sum with its numbers, in Chinese; ``advice`` says what to do.
    """

    code: str
    level: str
    places: tuple[Quote, ...]
    evidence: str
    advice: str
    correction: Correction | None = None


class Entry(NamedTuple):
    """A check's line of the ledger: how often it held and was broken; why it could not be applied, and how often."""

    code: str
    about: str
    held: int
    broken: int
    undecided: tuple[tuple[str, int], ...]


class Coverage(NamedTuple):
    """How much of the figures was read: bound to a role and a subject, or not; the latter are checked by no guess."""

    bound: int
    unbound: tuple[Quote, ...]

    @property
    def figures(self) -> int:
        """All figures of the text."""
        return self.bound + len(self.unbound)


class Audit(NamedTuple):
    """The audit of one file: its lines as the file has them, findings in order of place, the ledger, the coverage.

    ``unit`` and ``year`` are those that the text names, "" and 0 where it names none. ``part`` is the section that was
    audited alone, "" for the whole text. ``places`` says of each line where a person finds it in the file; it is empty
    where the lines came from no file.
    """

    file: str
    lines: tuple[str, ...]
    unit: str
    year: int
    findings: tuple[TextFinding, ...]
    ledger: tuple[Entry, ...]
    coverage: Coverage
    part: str = ""
    places: tuple[Place, ...] = ()
