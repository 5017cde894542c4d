"""What an audit says of a clean text, and of the same text with one error in it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from audit.clean import Clean, prose
from audit.figures import Text
from audit.plants import KINDS, Kind, Plant, every, plants
from narrator.audit.finding import DOUBT, ERROR, Audit, TextFinding
from narrator.audit.run import audit

PER_TEXT = 6  # plants of one text: more texts say more than more plants
TRIED = 3 * PER_TEXT


class Alarm(NamedTuple):
    """A finding as plain data: the first place quoted."""

    code: str
    level: str
    quote: str
    evidence: str


class Planted(NamedTuple):
    """How the audit of a planted text ended: which findings are new, in the planted sentence and elsewhere."""

    kind: str
    decidable: bool
    here: tuple[Alarm, ...]
    elsewhere: tuple[Alarm, ...]
    before: str
    after: str

    @property
    def found(self) -> bool:
        """Whether the error was told, in its place and loud enough."""
        kind = KINDS[self.kind]
        told = (*self.here, *self.elsewhere) if kind.anywhere else self.here
        return any(kind.form or alarm.level in (ERROR, DOUBT) for alarm in told)

    @property
    def false(self) -> tuple[Alarm, ...]:
        """The new 错误 where there is none: for a decoy, all."""
        kind = KINDS[self.kind]
        told = (*self.here, *self.elsewhere) if kind.decoy else () if kind.anywhere else self.elsewhere
        return tuple(alarm for alarm in told if alarm.level == ERROR)


class Outcome(NamedTuple):
    """What was said of one text: of itself, and of each error planted in it."""

    name: str
    pack: str
    clean: tuple[Alarm, ...]
    bound: int
    figures: int
    planted: tuple[Planted, ...]


class Task(NamedTuple):
    """A clean text, and what to plant in it."""

    clean: Clean
    plants: tuple[Plant, ...]


def tasks(texts: Iterable[Clean], number: int, seed: int = 0) -> Iterator[Task]:
    """Every text with some of so many plants, as many of each kind as the texts have places for."""
    every()
    counted: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    quota = -(-number // len(KINDS)) if number else 0
    for clean in texts:
        chance = random.Random(f"{seed} {clean.name}")
        wanting = [kind for kind in KINDS.values() if counted[kind.name] < quota]
        chance.shuffle(wanting)
        wanting.sort(key=lambda kind: tried[kind.name])
        taken = tuple(islice(plants(Text(clean.lines), chance, _counted(wanting[:TRIED], tried)), PER_TEXT))
        counted.update(plant.kind for plant in taken)
        yield Task(clean, taken)


def _counted(kinds: Iterable[Kind], tried: Counter[str]) -> Iterator[Kind]:
    """The kinds as they are asked for, so that one without a place is not tried first again and again."""
    for kind in kinds:
        tried[kind.name] += 1
        yield kind


def done(task: Task) -> Outcome:
    """The task, done: the text audited as it is, and with each error."""
    every()
    clean, planted = task
    said = _audited(clean.name, clean.lines)
    return Outcome(
        clean.name,
        clean.pack,
        tuple(map(alarm, said.findings)),
        said.coverage.bound,
        said.coverage.figures,
        tuple(_compared(plant, said, _audited(clean.name, plant.lines)) for plant in planted),
    )


def _audited(name: str, lines: tuple[str, ...]) -> Audit:
    return audit(name, lines, prose(lines))


def alarm(finding: TextFinding) -> Alarm:
    """A finding as plain data."""
    return Alarm(finding.code, finding.level, finding.places[0].text if finding.places else "", finding.evidence)


def _compared(plant: Plant, before: Audit, after: Audit) -> Planted:
    """Which findings are new: of each code, those beyond as many as the clean text has on the same line.

    One that is told of several places is new where it names the planted sentence beside those of the clean text.
    """
    known = Counter((finding.code, _line(finding)) for finding in before.findings)
    places = {(finding.code, _line(finding)): len(finding.places) for finding in before.findings}
    same = {(finding.code, _line(finding), finding.evidence) for finding in before.findings}
    here: list[Alarm] = []
    elsewhere: list[Alarm] = []
    fresh = []
    for finding in after.findings:
        key = finding.code, plant.was(_line(finding))
        if (*key, finding.evidence) in same:
            known[key] -= 1
        else:
            fresh.append((key, finding))
    for key, finding in fresh:
        more = len(finding.places) > places.get(key, 0) and _touches(finding, plant.sentence)
        if known[key] > 0 and not more:
            known[key] -= 1
        else:
            (here if _touches(finding, plant.sentence) else elsewhere).append(alarm(finding))
    return Planted(plant.kind, plant.edit.decidable, tuple(here), tuple(elsewhere), plant.before, plant.after)


def _line(finding: TextFinding) -> int:
    return finding.places[0].spots[0].line if finding.places and finding.places[0].spots else -1


def _touches(finding: TextFinding, sentence: list[tuple[int, int, int]]) -> bool:
    return any(
        spot.line == line and spot.start < end and start < spot.end
        for place in finding.places
        for spot in place.spots
        for line, start, end in sentence
    )
