"""疑点确认 in a form: the 疑点 that have to be explained as rows, with what was typed beside them.

What a person wrote is never lost: an explanation whose 疑点 is no longer there, or has other figures now, stands
below the others and says so. A row that nobody wrote into goes when its 疑点 does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from narrator.checks import confirm
from narrator.checks.catalogue import run
from narrator.checks.check import Ledgers
from narrator.checks.confirm import Doubt
from narrator.figures import terms
from narrator.figures.findings import Finding
from narrator.figures.model import Unit
from narrator.figures.values import Key, Place
from narrator.files.marked import Scalar, Sequence
from narrator.forms import layout, notation
from narrator.forms.cells import Cells
from narrator.phrases.phrasebook import Phrasebook

_TYPED = (layout.EXPLANATION, *layout.SIGNED)
Row = dict[str, Scalar]


class DoubtRows(NamedTuple):
    """The cells of a form with its rows of 疑点, what stands beside them, and which explanations are missing.

    ``outdated`` counts the explanations that fit no 疑点 any more.
    """

    given: Cells
    shown: dict[tuple[Key, str], str]
    open: frozenset[Key]
    outdated: int = 0


def listed(unit: Unit | None, phrasebook: Phrasebook, given: Cells, start: Place) -> DoubtRows:
    """The rows of 疑点确认 for a unit; as they stand where the unit cannot be read (None). ``start`` is the form."""
    if unit is None:
        return DoubtRows(given, {}, frozenset())
    judged = confirm.judge(run(Ledgers(unit, phrasebook)), unit.confirmations)
    standing, left = _standing(judged, given, start)
    others = {key: text for key, text in given.items() if key[0] != terms.CONFIRMATIONS}
    shown: dict[tuple[Key, str], str] = {}
    waiting = set[Key]()
    for number, (row, where, state) in enumerate([*standing, *left], 1):
        key: Key = (terms.CONFIRMATIONS, number)
        others |= {(*key, heading): text for heading, text in row.items()}
        shown |= {(key, layout.STANDS): where, (key, layout.STATE): state}
        if state.startswith(confirm.OPEN):
            waiting.add((*key, layout.EXPLANATION))
    return DoubtRows(others, shown, frozenset(waiting), len(left))


_Stated = tuple[Row, str, str]  # a row, where its 疑点 stands, and its state


def _standing(judged: confirm.JudgedDoubts, given: Cells, start: Place) -> tuple[list[_Stated], list[_Stated]]:
    """The rows of the 疑点 that there are, and those whose explanation fits none any more."""
    old = _rows(given)
    rows: list[_Stated] = []
    for same, doubt in judged.doubts.items():
        fitting = [row for row in old.pop(same, []) if doubt.needed or _typed(row)]
        fresh = [_row(doubt.finding, start)] if doubt.needed else []
        state = confirm.DONE if doubt.confirmed else doubt.state
        rows += [(row, _where(doubt.finding.place, start), state) for row in fitting or fresh]
    left = [row for several in old.values() for row in several if _typed(row)]
    return rows, [(row, "", judged.outdated(row.get(layout.CODE, ""))) for row in left]


def remarks(doubts: DoubtRows) -> Iterable[str]:
    """What ``init`` says of them, in Chinese."""
    if doubts.open:
        yield f"「{terms.CONFIRMATIONS}」列出 {len(doubts.open)} 处疑点：请核对，确实如此的写明情况，写明后才能定稿。"
    if doubts.outdated:
        yield f"有 {doubts.outdated} 处写过的情况，所依据的数已变或疑点已没有，仍保留在「{terms.CONFIRMATIONS}」表中。"


def as_unit_file(doubts: Iterable[Doubt]) -> str:
    """The lines of a unit file in which these 疑点 wait for their explanation."""
    from narrator.forms import as_yaml

    start = Place("", 0, 0)
    root, waiting = notation.mapping(start), Sequence()
    for doubt in doubts:
        one = notation.mapping(start)
        for heading, text in {**_row(doubt.finding, start), layout.EXPLANATION: notation.scalar("", start)}.items():
            notation.put(one, heading, text, start)
        waiting.append(one)
    notation.put(root, terms.CONFIRMATIONS, waiting, start)
    return as_yaml.write(root)


def _rows(given: Cells) -> dict[confirm.DoubtKey, list[Row]]:
    """The rows of a form by the code and evidence that they are for."""
    by_number: dict[str | int, Row] = defaultdict(dict)
    for key, text in given.items():
        if key[0] == terms.CONFIRMATIONS and text.strip():
            by_number[key[1]][str(key[2])] = text
    rows: dict[confirm.DoubtKey, list[Row]] = {}
    for _, row in sorted(by_number.items()):
        rows.setdefault(confirm.key(row.get(layout.CODE, ""), row.get(layout.EVIDENCE, "")), []).append(row)
    return rows


def _row(finding: Finding, start: Place) -> Row:
    texts = {layout.CODE: finding.code, layout.EVIDENCE: finding.evidence}
    return {heading: notation.scalar(text, start) for heading, text in texts.items()}


def _typed(row: Row) -> bool:
    return any(heading in row for heading in _TYPED)


def _where(place: Place | None, start: Place) -> str:
    """Where to look: in a workbook sheet and cell; in the form itself, whose rows move, the name of the item."""
    if place is None:
        return ""
    if place.file == start.file:
        return place.key.replace("/", "·")
    return str(place._replace(file=Path(place.file).name))
