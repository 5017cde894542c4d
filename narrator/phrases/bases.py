"""The cases that every pack must word, the bases above all: nothing to compare with, or nothing to tell.

A rate over zero, a year that is not there, no change: what is printed then is a choice of the region. A layer
that is bound to no year may leave those open for all who build on it; a pack that leaves one open has a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.phrases.home import PACK_FILE
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Variant
from narrator.rules.catalogue import kind_of
from narrator.rules.kinds import CHANGE, COMPLETION, DEVIATION, SHARE, Kind


class Base(NamedTuple):
    """A case that must be worded: its name, and the kinds of fact and the condition that it is."""

    name: str
    kinds: tuple[Kind, ...]
    condition: str

    @property
    def term(self) -> str:
        """The term of the condition."""
        return self.kinds[0].conditions[self.condition].term


BASES = (
    Base("没有上年（本年新设）", (CHANGE,), "no_last"),
    Base("上年是零", (CHANGE,), "from_zero"),
    Base("两年都是零", (CHANGE,), "none"),
    Base("没有增减", (CHANGE,), "flat"),
    Base("有负数", (CHANGE,), "negative"),
    Base("预算是零", (DEVIATION, COMPLETION), "zero_budget"),
    Base("占比中有负数", (SHARE,), "negative"),
    Base("总额是零的占比", (SHARE,), "zero_total"),
)
_COMPARED = frozenset((*CHANGE.signed, *CHANGE.unsigned, *DEVIATION.signed, *DEVIATION.unsigned, "完成率", "占比"))


def worded(phrases: Iterable[Phrase], base: Base) -> dict[str, Variant]:
    """The wordings that state this case by its name, by the ids of their phrases."""
    return {
        phrase.id: phrase.variants[base.condition]
        for phrase in phrases
        if kind_of(phrase.over) in base.kinds and base.condition in phrase.variants
    }


def unworded(phrases: Iterable[Phrase], owner: Pack) -> Iterator[Finding]:
    """Phrases that do not say every condition of their fact.

    A case that an inherited phrase was free to leave open is told of the pack itself.
    """
    for phrase in phrases:
        kind = kind_of(phrase.over)
        if kind is None or "" in phrase.variants:
            continue
        free = {base.condition for base in BASES if kind in base.kinds}
        missing = [name for name in kind.conditions if name not in phrase.variants]
        always = [name for name in missing if name not in free]
        if owner.year and owner.owns(phrase.place):
            always, missing = missing, []
        if always:
            yield _unsaid(phrase, kind, always, phrase.place)
        if owner.year and (left := [name for name in missing if name in free]):
            yield _unsaid(phrase, kind, left, Place(f"{owner.layers[-1]}/{PACK_FILE}", 0, 0))


def _unsaid(phrase: Phrase, kind: Kind, conditions: list[str], place: Place) -> Finding:
    cases = "、".join(str(kind.conditions[name]) for name in conditions)
    evidence = f"短语「{phrase.id}」没有写这些情况怎么说：{cases}。"
    return Finding("P116", place, evidence, '请逐个写用语，说法相同的写在一起；什么都不说就写 ""。')


def left_open(phrases: Iterable[Phrase]) -> Iterator[Finding]:
    """Phrases that print what a comparison comes to, in one wording for all cases."""
    for phrase in phrases:
        variant = phrase.variants.get("")
        slots = [slot.name for slot in variant.slots if slot.name in _COMPARED] if variant else []
        if variant and slots and any(kind_of(phrase.over) in base.kinds for base in BASES):
            evidence = f"短语「{phrase.id}」不分条件就印出「{slots[0]}」，零、持平、负数时会说错。"
            yield Finding("P156", variant.source.place, evidence, "请在 say 下面逐个条件写用语。")


def unstated(phrases: Iterable[Phrase], place: Place) -> Iterator[Finding]:
    """The cases that none of these phrases words."""
    listed = list(phrases)
    for base in BASES:
        if not worded(listed, base):
            named = "、".join(kind.term for kind in base.kinds)
            evidence = f"没有写「{base.name}」时怎么说。"
            yield Finding("P157", place, evidence, f"请在说{named}的短语里，写条件「{base.term}」的用语。")
