"""What every output of an audit says in the same words: the verdict, where a place is, what is quoted of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from narrator.audit.finding import DOUBT, ERROR, LEVELS, Audit, Entry, Quote, TextFinding
from narrator.figures.told import Spot

_ENDS = "。；;！!？?\n"
_CELL = re.compile(r"(.*?)(第 [0-9]{1,9} 行)第 ([0-9]{1,9}) 格")
_GAP = re.compile(r"\s{2,}")
_SENTENCE = re.compile(f"[^{_ENDS}]*[{_ENDS}]")
_NO_YEAR = 2000  # where the text names none
_SHORT = 60  # characters that are quoted before and after a place
_LONG = 1000  # characters that are looked through for the ends of its sentence


class Passage(NamedTuple):
    """Places within their sentence: where that stands, and its words in turn as words around a place and its own."""

    where: str
    pieces: tuple[str, ...]

    def __str__(self) -> str:
        words = (f"〔{piece}〕" if number % 2 else piece for number, piece in enumerate(self.pieces))
        return f"{self.where}「{''.join(words)}」"


def where(audit: Audit, spot: Spot) -> str:
    """The line of a spot as a person finds it in the file: 第 12 段, 表 2 第 3 行第 4 格."""
    place = audit.places[spot.line] if audit.places else None
    return (place.key if place else "") or f"第 {spot.line + 1} 行"


def line(audit: Audit, spot: Spot) -> int:
    """The number of this line in the file, from 1: of a text file its line, of others what the reader counted."""
    return audit.places[spot.line].line if audit.places else spot.line + 1


def place(audit: Audit, quote: Quote) -> str:
    """Where a quote begins; "" where it stands nowhere."""
    return where(audit, quote.spots[0]) if quote.spots else ""


def passage(audit: Audit, quote: Quote) -> Passage:
    """What is quoted of the sentence around a place."""
    return _passage(audit, [quote])


def passages(audit: Audit, quotes: Iterable[Quote]) -> list[Passage]:
    """The same of several places: those of one sentence together, where none lies on another."""
    groups: dict[tuple[int, ...], list[Quote]] = {}
    for number, quote in enumerate(quotes):
        key: tuple[int, ...] = (-1, number)
        if len(quote.spots) == 1:
            (spot,) = quote.spots
            before, after = _around(audit, quote)
            key = (spot.line, spot.start - len(before), spot.end + len(after))
            if any(
                spot.start < other.spots[0].end and other.spots[0].start < spot.end for other in groups.get(key, ())
            ):
                key = (-1, number)
        groups.setdefault(key, []).append(quote)
    return [_passage(audit, group) for group in groups.values()]


def _passage(audit: Audit, quotes: list[Quote]) -> Passage:
    """The sentence of places that stand in it."""
    first, *others = sorted(quotes, key=lambda quote: quote.spots)
    before, after = _around(audit, first)
    pieces = [_short(before.lstrip(), head=0), first.text]
    last = first
    for quote in others:
        between = audit.lines[quote.spots[0].line][last.spots[-1].end : quote.spots[0].start]
        pieces += [_short(between), quote.text]
        last, (_, after) = quote, _around(audit, quote)
    return Passage(place(audit, first), (*pieces, _short(after.rstrip(), tail=0)))


def _short(words: str, head: int = _SHORT, tail: int = _SHORT) -> str:
    """Words with what stands beyond so many characters from their ends left out, and gaps as one space."""
    words = _GAP.sub(" ", words)
    if len(words) <= head + tail:
        return words
    return f"{words[:head]}……{words[len(words) - tail :]}"


def _around(audit: Audit, quote: Quote) -> tuple[str, str]:
    """The words of a sentence before and after a place, as far as its lines go."""
    if not quote.spots:
        return "", ""
    first, last = quote.spots[0], quote.spots[-1]
    before = audit.lines[first.line][max(first.start - _LONG, 0) : first.start]
    after = audit.lines[last.line][last.end : last.end + _LONG]
    ends = _SENTENCE.match(after)
    return before[max(before.rfind(end) for end in _ENDS) + 1 :], after[: ends.end() if ends else None]


def count(findings: Iterable[TextFinding]) -> dict[str, int]:
    """How many findings there are of each level."""
    levels = [finding.level for finding in findings]
    return {level: levels.count(level) for level in LEVELS}


def grave(audits: Iterable[Audit]) -> bool:
    """Whether anything was found that is an error or may be one."""
    return any(finding.level in (ERROR, DOUBT) for audit in audits for finding in audit.findings)


def date(year: int) -> datetime.date:
    """The date that a file of an audit carries, never the clock's: the last day of the year that the text is of."""
    return datetime.date(year or _NO_YEAR, 12, 31)


def verdict(audit: Audit) -> str:
    """What the audit came to, in a sentence; where nothing was found, also what that means."""
    counts = count(audit.findings)
    only = f"（只审「{audit.part}」这一节）" if audit.part else ""
    if counts[ERROR]:
        return f"{'，'.join(f'{level} {number} 处' for level, number in counts.items())}{only}。"
    rest = "".join(f"，{level} {number} 处" for level, number in counts.items() if number)
    return f"没有发现错误{only}{rest}。{meaning(audit)}"


def meaning(audit: Audit) -> str:
    """What was looked at: how many figures were read, how often a check was made and held."""
    held, checks = sum(entry.held for entry in audit.ledger), sum(entry.held > 0 for entry in audit.ledger)
    done = f"{checks} 项核对共 {held} 处成立" if held else "没有一项核对做得成，等于没有审"
    return f"{coverage(audit)}{done}。"


def coverage(audit: Audit) -> str:
    """How many figures were read and how many were not, in a sentence."""
    told = audit.coverage
    if not told.figures:
        return "没有读到数。"
    left = f"，其余 {len(told.unbound)} 个没有读懂，没有核对" if told.unbound else ""
    return f"{told.figures} 个数中读懂 {told.bound} 个{left}。"


def correction(finding: TextFinding) -> str:
    """What should stand there instead, where that is certain."""
    made = finding.correction
    return f"「{made.text}」（原为「{made.quote.text}」）" if made else ""


def unsettled(entry: Entry, most: int | None = None) -> str:
    """Why a check could not be made, each cause with how often; ``most`` causes, where that is said."""
    causes = [f"{why}（{number} 处）" if number > 1 else why for why, number in entry.undecided]
    return "；".join(causes[:most]) + ("等" if most is not None and most < len(causes) else "")


class Cell(NamedTuple):
    """A cell as its place calls it: the table, the row, the column from 1."""

    table: str
    row: str
    column: int


def cell(audit: Audit, number: int) -> Cell | None:
    """The cell that a line is; None for a line of the text."""
    found = _CELL.fullmatch(audit.places[number].key) if audit.places else None
    return Cell(found[1], found[2], int(found[3])) if found else None
