"""Clauses of a reason, read by the pack's words: which way they point, and whether they are about the figure itself.

Nothing is understood beyond that. A clause is about the figure itself where its own name, words that
join and words that say nothing are all that stands beside the direction (「公务接待费较上年减少」); in
「在职人员减少」 the people are left over, so it is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from narrator.document.reasons import Asked
from narrator.figures import terms as t
from narrator.figures.number import decimal
from narrator.figures.values import Text
from narrator.phrases.settings import ReasonWords

_BREAKS = r"[，。；;、：:！？]|[,.](?![0-9])"
_NUMBER = r"[0-9]{1,9}(?:,[0-9]{3}){0,2}(?:\.[0-9]{1,6})?"
_MEASURE = rf"({_NUMBER})\s*(万元|元|[%％])"
_NOT = "未不没无非"
_LOOSE = "约|近|余|多|左右|以上"
_MARKS = '[“”"（）()《》「」 ]'

UP, DOWN, FLAT = "up", "down", "flat"
_SIGNS = {
    **dict.fromkeys(("up", "from_zero", "over", "zero_budget"), UP),
    **dict.fromkeys(("down", "to_zero", "under"), DOWN),
    **dict.fromkeys(("flat", "none", "equal"), FLAT),
}


class Measure(NamedTuple):
    """An amount or a rate inside a clause, as written: the number, 万元, 元 or %."""

    number: Decimal
    unit: str
    text: str


class Clause:
    """One clause: its directions, what is left of it beside them, the measures in it."""

    def __init__(self, text: str, names: Iterable[str], words: ReasonWords) -> None:
        self.text = text
        self._names = tuple(names)
        self._words = words

    @cached_property
    def directions(self) -> frozenset[str]:
        """UP, DOWN or FLAT, as its words say; a word that is denied says neither."""
        known = self._words
        pointing = _without(self.text, known.flat)
        up, down = (*known.up, *known.more, *known.over), (*known.down, *known.less, *known.under)
        said = {direction for direction, words in ((UP, up), (DOWN, down)) if _affirmed(words).search(pointing)}
        return frozenset(said | ({FLAT} if pointing != self.text else set()))

    @cached_property
    def rest(self) -> str:
        """What remains without names, numbers, directions and words that say nothing."""
        words = self._words
        pointing = (*words.up, *words.down, *words.flat, *words.over, *words.under)
        return _left(self.text, (*self._names, *words.plain, *words.compared, *pointing))

    @cached_property
    def named(self) -> bool:
        """Whether the figure's own name stands in it."""
        return any(name in _plain(self.text) for name in self._names)

    @cached_property
    def own(self) -> bool:
        """Whether it says something of the figure itself, by its name or as 支出, 决算数 and the like."""
        words = self._words
        bare = _left(self.text, (*words.compared, *words.up, *words.down, *words.flat))
        return not self.rest and bool(bare)

    @property
    def bare(self) -> bool:
        """Whether it only points (「较上年减少4.85万元」): at the figure, or at the clause before."""
        return not self.rest and not self.own and any(word in self.text for word in self._words.compared)

    @property
    def measures(self) -> list[Measure]:
        """The amounts and rates in it; none where it says about how much."""
        if re.search(_LOOSE, self.text):
            return []
        found = re.finditer(_MEASURE, self.text)
        return [Measure(decimal(hit[1].replace(",", "")), hit[2].replace("％", "%"), hit[0]) for hit in found]


class Given:
    """A reason as given, clause by clause."""

    def __init__(self, asked: Asked, text: Text, words: ReasonWords, last_year: str) -> None:
        self.asked = asked
        self.text = text
        self.words = words if asked.comparison in t.BUDGET_OF else words._replace(over=(), under=())
        self.past = (t.LAST_YEAR, last_year)
        names = {asked.name, asked.name.removeprefix("财政拨款"), asked.subject}
        self.names = tuple(sorted((_plain(name) for name in names if not name.isdigit()), key=len, reverse=True))

    @cached_property
    def clauses(self) -> list[Clause]:
        """Its clauses, in order."""
        parts = [part.strip() for part in re.split(_BREAKS, self.text.text)]
        return [Clause(part, self.names, self.words) for part in parts if part]

    @property
    def sign(self) -> str:
        """Which way the figure moved: UP, DOWN, FLAT; "" where that is open or means nothing (negative)."""
        return _SIGNS.get(self.asked.fact.condition or "", "")

    @property
    def directions(self) -> frozenset[str]:
        """All directions that its clauses say."""
        return frozenset(direction for clause in self.clauses for direction in clause.directions)

    @property
    def looks_back(self) -> bool:
        """Whether a clause is about last year alone (「上年新增设备」), so that its direction is not this year's."""
        texts = [_without(clause.text, self.words.compared) for clause in self.clauses]
        return any(past in text for past in self.past for text in texts)

    def hollow(self, *more: tuple[str, ...]) -> bool:
        """Whether nothing is left of it beside names, directions, words that say nothing and ``more``."""
        words = tuple(word for group in more for word in group)
        return not any(_left(clause.rest, words) for clause in self.clauses)


def _plain(text: str) -> str:
    """The text without quotation marks, brackets and spaces, as names are compared."""
    return re.sub(_MARKS, "", text)


def _without(text: str, words: tuple[str, ...]) -> str:
    """The text without these words, the longest first."""
    for word in _longest_first(words):
        text = text.replace(word, "")
    return text


@lru_cache(maxsize=256)  # the words of a pack, with the names of the figures that its units explain
def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=64)  # the words of a pack
def _affirmed(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of these words that is not denied."""
    return re.compile(f"(?<![{_NOT}])(?:{one_of(words)})" if words else "(?!)")


@lru_cache(maxsize=64)  # the words of a pack
def one_of(words: tuple[str, ...]) -> str:
    """The pattern of one of these words."""
    return "|".join(map(re.escape, words))


_DIGITS = rf"{_NUMBER}\s*(?:万元|元|[%％]|年度?)?|[/·-]"


def _left(text: str, words: tuple[str, ...]) -> str:
    return _without(re.sub(_DIGITS, "", _plain(text)), words)
