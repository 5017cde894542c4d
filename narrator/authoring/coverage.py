"""Coverage: which wordings of a pack are used, under which of their conditions, by which units and how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from narrator.authoring import examples
from narrator.authoring.examples import Example
from narrator.authoring.lint import reached
from narrator.document.charts import WORDS, charts, words_of
from narrator.document.tree import Attached, Document, Paragraph, lines_of
from narrator.figures.model import Unit
from narrator.figures.values import Gap, Place, Text
from narrator.phrases import spelling
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, WITHOUT_REASON, Said, Source, Variant
from narrator.phrases.reasons import worded
from narrator.phrases.settings import Chosen
from narrator.rules.catalogue import kind_of

EXAMPLES = "例句"  # the user by whose name the examples of a pack are counted
NUMBER = "reasons/number"  # stands for the id of the wording that numbers several reasons: it is no phrase


class Count(NamedTuple):
    """How many wordings there are, how many of them were used under each condition, how many under some.

    The same for conditions, counted once for each wording.
    """

    wordings: int
    used: int
    partly: int
    conditions: int
    conditions_used: int


class UsedWording:
    """A wording that a document can print, and how often each user used it under each of its conditions.

    ``over`` is the fact or kind that its phrase is said over, ``choice`` what a unit has to choose for it, None for
    a wording of the pack itself. A wording under no condition has the one condition "".
    """

    def __init__(
        self, over: str, variant: Variant, shown: tuple[Example, ...] = (), choice: Chosen | None = None
    ) -> None:
        self.over = over
        self.variant = variant
        self.choice = choice
        self.examples = shown
        self.counts: dict[str, dict[str, int]] = {condition: {} for condition in _conditions(variant.source)}

    @property
    def phrase(self) -> str:
        """The id of its phrase."""
        return self.variant.source.phrase or NUMBER

    @property
    def without_reason(self) -> bool:
        """Whether it is said where no reason is due."""
        return WITHOUT_REASON in self.variant.source.conditions

    @property
    def unused(self) -> list[str]:
        """The conditions under which nobody used it."""
        return [condition for condition, users in self.counts.items() if not users]

    @property
    def users(self) -> dict[str, int]:
        """Who used it, and how often, under whatever condition."""
        users: dict[str, int] = {}
        for counts in self.counts.values():
            for user, times in counts.items():
                users[user] = users.get(user, 0) + times
        return users

    def term(self, condition: str) -> str:
        """The term of one of its conditions."""
        return spelling.term(kind_of(self.over), condition)

    def count(self, user: str, condition: str, times: int = 1) -> None:
        """So many uses more."""
        counts = self.counts[condition]
        counts[user] = counts.get(user, 0) + times


def _conditions(source: Source) -> tuple[str, ...]:
    """The conditions of a wording by their names, however it is marked; "" where it is said under any."""
    return tuple(name for name in source.conditions if name != WITHOUT_REASON) or (ALWAYS,)


class Coverage:
    """What documents use of one pack, taken in one after the other; none is kept.

    What can be used are the phrases that the pack's outline reaches, the gap mark, the words of the nine
    tables and of the charts of what is told, and what numbers several reasons; the same of the pack as it is with
    each of the choices that it leaves to a unit, which are given behind it. ``units`` are those taken in.
    """

    def __init__(self, pack: Pack, *varied: Pack) -> None:
        """Raises Refused where the outline of one or a file of its examples has mistakes."""
        self.pack = pack
        self.units: list[str] = []
        self._wordings: dict[Source, UsedWording] = {}
        self._taken: set[Pack] = set()
        for one in (pack, *varied):
            self._take(one)

    def _take(self, pack: Pack) -> None:
        """What can be used of the pack; in another year it may have other wordings."""
        if pack in self._taken:
            return
        self._taken.add(pack)
        known = (reached(pack) - WORDS) | words_of(pack.facts_used)
        shown = examples.by_wording(pack)
        said = [phrase for phrase in pack.phrases.values() if phrase.id in known]
        for phrase in sorted(said, key=lambda phrase: _order(phrase.place, pack)):
            for variant in phrase.distinct():
                choice = pack.choice(variant.source.place)
                used = UsedWording(phrase.over, variant, shown[variant.source], choice)
                self._wordings.setdefault(variant.source, used)
        if pack.reasons.number:
            self._wordings.setdefault(pack.reasons.number.source, UsedWording("", pack.reasons.number))

    @property
    def wordings(self) -> tuple[UsedWording, ...]:
        """Every wording that can be used, in the order in which the phrases are written, those of one together."""
        by_phrase: dict[str, list[UsedWording]] = {}
        for wording in self._wordings.values():
            by_phrase.setdefault(wording.phrase, []).append(wording)
        return tuple(wording for several in by_phrase.values() for wording in several)

    @property
    def missing(self) -> tuple[UsedWording, ...]:
        """The wordings that were not used under each of their conditions."""
        return tuple(wording for wording in self.wordings if wording.unused)

    def counted(self) -> Count:
        """How much of the pack was used."""
        wordings = self.wordings
        partly = sum(bool(wording.unused and wording.users) for wording in wordings)
        conditions = sum(len(wording.counts) for wording in wordings)
        unused = sum(len(wording.unused) for wording in wordings)
        return Count(len(wordings), len(wordings) - len(self.missing), partly, conditions, conditions - unused)

    def add_examples(self) -> None:
        """Count each example of the pack as a use, by the name of ``EXAMPLES``."""
        for wording in self.wordings:
            for _ in wording.examples:
                for condition in wording.counts:
                    wording.count(EXAMPLES, condition)

    def add(self, name: str, unit: Unit, document: Document) -> None:
        """Count what the document of a unit uses of the pack; ``name`` is the unit's, for whoever reads the count."""
        pack = document.words
        assert pack is not None
        self._take(pack)
        self.units.append(name)
        lines = [line for _, line in document.lines()]
        for line in (*lines, *_around(document.statements)):
            for source, condition in _used(line, pack):
                self._wordings[source].count(name, condition)
        for chart in charts(document):
            for phrase in chart.phrases:
                self._wordings[pack.phrases[phrase].variants[ALWAYS].source].count(name, ALWAYS)
        if pack.reasons.number:
            numbered = sum(_numbered(lines, unit, pack))
            if numbered:
                self._wordings[pack.reasons.number.source].count(name, ALWAYS, numbered)


def _order(place: Place, pack: Pack) -> tuple[int, str, int]:
    """Phrases stand as they are written: layer by layer, parent first, file by file."""
    return pack.layers.index(pack.layer(place)), place.file, place.line


def _around(statements: Iterable[Attached]) -> Iterator[Paragraph]:
    """The lines and cells of the nine tables."""
    for statement in statements:
        yield from (line for _, line in lines_of((statement.table,)))
        if statement.note is not None:
            yield statement.note


def _used(line: Paragraph, pack: Pack) -> Iterator[tuple[Source, str]]:
    """The wordings that a line uses, each with the condition that held.

    What stands around a gap while the condition is open is shared by several wordings and uses none.
    """
    for said in line.said:
        if said.source.phrase not in ("", pack.gap.id):
            condition = _condition(said)
            if condition is not None:
                yield said.source, condition
        for span in said.spans:
            if isinstance(span.value, Gap):
                variant = pack.gap.variant(span.value.of)
                assert variant is not None
                yield variant.source, span.value.of if ALWAYS not in pack.gap.variants else ALWAYS


def _condition(said: Said) -> str | None:
    """The condition under which a wording was said, "" where it has none; None where it is open."""
    return ALWAYS if _conditions(said.source) == (ALWAYS,) else said.condition


def _numbered(lines: Iterable[Paragraph], unit: Unit, pack: Pack) -> Iterator[int]:
    """How many numbers stand in each reason that is printed and was listed as several."""
    told = worded(unit, pack).reasons
    several: dict[Place | None, int] = {
        told[key].origin: len(items) for key, items in unit.listed_reasons.items() if len(items) > 1
    }
    for line in lines:
        for span in line.spans:
            if isinstance(span.value, Text) and span.value.origin is not None:
                yield several.get(span.value.origin, 0)
