"""What a pack states beside its phrases, as values: about reasons, the nine statements, its own numbers and directions.

How they are read from its files stands in ``offers``, ``attached``, ``literals`` and ``directions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from narrator.figures import terms
from narrator.figures.findings import Finding
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Text
from narrator.phrases import spelling
from narrator.phrases.directions import Directions
from narrator.phrases.phrase import Phrase, Variant
from narrator.rules.catalogue import COMMON
from narrator.rules.due import Due
from narrator.rules.kinds import CHANGE, DEVIATION, TEXT

if TYPE_CHECKING:
    from narrator.files.marked import Scalar

INLINE, SEPARATE, NONE = PLACINGS = ("inline", "separate", "none")  # where the nine statements go
ITEM, NUMBER = "事项", "序号"  # slots that the program fills: the official name of what is explained; the number
KNOWN: Mapping[str, str] = {**COMMON, ITEM: TEXT}  # slots that nobody has to type


class Reason(NamedTuple):
    """A wording by its code, and when it may be offered.

    ``explains`` are conditions of a 增减 or 差异 (up, to_zero, under …), ``against`` comparisons and
    ``about`` subjects or the beginnings of account codes (any where empty); ``when`` are names of
    ``narrator.rules.explained.CONDITIONS`` that must all hold.
    """

    code: str
    wording: Variant
    explains: tuple[str, ...]
    against: tuple[str, ...]
    about: tuple[str, ...]
    when: tuple[str, ...]

    @property
    def explained(self) -> str:
        """What it explains, by terms, joined: conditions of a 差异 where only a budget is compared, else of a 增减."""
        over = (CHANGE, DEVIATION) if not self.against or terms.VS_LAST_YEAR in self.against else (DEVIATION, CHANGE)
        kinds = [next((kind for kind in over if name in kind.conditions), None) for name in self.explains]
        return "、".join(map(spelling.term, kinds, self.explains))

    def fits(self, comparison: str, subject: str) -> bool:
        """Whether it is about this comparison and this subject."""
        about = any(subject == name or (name.isdigit() and subject.startswith(name)) for name in self.about)
        return (not self.against or comparison in self.against) and (not self.about or about)


class Offered(NamedTuple):
    """The wordings of reasons by code, and what is wrong with them."""

    reasons: Mapping[str, Reason] = MappingProxyType({})
    findings: tuple[Finding, ...] = ()


class ReasonWords(NamedTuple):
    """Words by which the reasons of a region are read, for the checks.

    ``up``, ``down`` and ``flat`` are the pack's words of direction and no more (增加), ``more`` and ``less`` what
    somebody did that has one (追加, 压减); ``compared`` join a name to its direction (较上年),
    ``plain`` say nothing by themselves (支出, 导致), ``empty`` are 空话. ``over`` and ``under`` are directions
    only beside a budget (超出预算).
    """

    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    flat: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


class Reasons(NamedTuple):
    """All that a pack says about reasons.

    ``number`` and ``join`` put several together; a text may serve ``repeated`` unrelated items.
    """

    due: Due = Due()
    number: Variant | None = None
    join: str | None = None
    repeated: int = 3
    words: ReasonWords = ReasonWords()


class TableWords(NamedTuple):
    """The phrases of the tables; a pack that attaches none has no TableWords."""

    above: tuple[Phrase, ...]
    amount: Phrase
    number: Phrase
    empty: Phrase
    order: tuple[str, ...] = tuple(STATEMENTS)
    below: Mapping[str, Phrase] = MappingProxyType({})

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of them."""
        every = (*self.above, self.amount, self.number, self.empty, *self.below.values())
        return frozenset(phrase.id for phrase in every)


class Chosen(NamedTuple):
    """A choice that was made in place of the default, and how many published texts show it."""

    option: str
    choice: str
    texts: int = 0

    @property
    def given(self) -> tuple[tuple[str, Text], ...]:
        """The same as a unit gives it."""
        return ((self.option, Text(self.choice)),)

    def __str__(self) -> str:
        """For a person: 上年为零时的增长率「写增长100.0%」."""
        return f"{self.option}「{self.choice}」"


class Rules(NamedTuple):
    """What a pack declares of its words: numbers that belong to a prescribed wording, and words of direction."""

    numbers: tuple[Scalar, ...]
    directions: Directions


NO_RULES = Rules((), Directions({}))
