"""Two packs beside each other: what only one of them has, and what each words in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from narrator.authoring import listing
from narrator.files import marked
from narrator.files.marked import Node
from narrator.phrases import resolving, spelling, stack
from narrator.phrases.layers import Layer
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, WITHOUT_REASON, Phrase, Variant
from narrator.rules.catalogue import kind_of

SETTINGS = ("decimals", "gap", "reasons", "statements", "attached", "charts")


class Side(NamedTuple):
    """One of the two: how it was asked for, its layers and what they come to."""

    name: str
    layers: tuple[Layer, ...]
    pack: Pack


class BothWordings(NamedTuple):
    """The wordings of both for the same conditions; None where one has none."""

    conditions: tuple[str, ...]
    before: Variant | None
    after: Variant | None


class Reworded(NamedTuple):
    """A phrase that both have, and say over different facts, or in different words."""

    before: Phrase
    after: Phrase
    wordings: tuple[BothWordings, ...]


class BothWritten(NamedTuple):
    """A format, a setting or a reason by its name, as each of the two writes it; "" where it does not."""

    name: str
    before: str
    after: str


class Comparison(NamedTuple):
    """All that differs; the outlines as lines of both."""

    sides: tuple[Side, Side]
    only: tuple[tuple[Phrase, ...], tuple[Phrase, ...]]
    reworded: tuple[Reworded, ...]
    formats: tuple[BothWritten, ...] = ()
    settings: tuple[BothWritten, ...] = ()
    reasons: tuple[BothWritten, ...] = ()
    outlines: tuple[Sequence[str], Sequence[str]] = ((), ())

    @property
    def same(self) -> bool:
        """Whether the two say the same in the same words."""
        told = (*self.only, self.reworded, self.formats, self.settings, self.reasons)
        return not any(told) and self.outlines[0] == self.outlines[1]


def compare(one: Side, other: Side, only: Sequence[str] = ()) -> Comparison:
    """What differs between two packs; with ``only``, of these phrases alone. Raises Refused."""
    mine, theirs = (_chosen(side.pack.phrases, only) for side in (one, other))
    alone = (
        tuple(phrase for name, phrase in mine.items() if name not in theirs),
        tuple(phrase for name, phrase in theirs.items() if name not in mine),
    )
    changed = tuple(
        reworded
        for name, phrase in mine.items()
        if name in theirs and (reworded := _reworded(phrase, theirs[name])) is not None
    )
    if only:
        return Comparison((one, other), alone, changed)
    return Comparison(
        (one, other),
        alone,
        changed,
        _entries(*({name: _plain(entry) for name, entry in stack.formats_of(s.layers).items()} for s in (one, other))),
        _entries(*(dict(_flat(resolving.header(side.layers), SETTINGS)) for side in (one, other))),
        _entries(*(_reasons(side.pack) for side in (one, other))),
        (tuple(listing.lines(one.pack.outline)), tuple(listing.lines(other.pack.outline))),
    )


def _chosen(phrases: Mapping[str, Phrase], only: Sequence[str]) -> dict[str, Phrase]:
    return {name: phrase for name, phrase in phrases.items() if not only or name in only}


def _reworded(before: Phrase, after: Phrase) -> Reworded | None:
    """Condition by condition; conditions whose wordings are the same in both stand together."""
    grouped: dict[tuple[Variant | None, Variant | None], list[str]] = {}
    mine, theirs = _by_condition(before, after)
    for condition in dict.fromkeys((*mine, *theirs)):
        pair = (mine.get(condition), theirs.get(condition))
        texts = [variant.text if variant else None for variant in pair]
        if texts[0] != texts[1]:
            grouped.setdefault(pair, []).append(condition)
    if before.over == after.over and not grouped:
        return None
    return Reworded(before, after, tuple(BothWordings(tuple(names), *pair) for pair, names in grouped.items()))


def _by_condition(*phrases: Phrase) -> tuple[dict[str, Variant], ...]:
    """The wordings of phrases by condition: one for all cases is named for each where another names them."""
    named = any(ALWAYS not in phrase.variants for phrase in phrases)
    found = []
    for phrase in phrases:
        told: dict[str, Variant] = {}
        for variants, mark in ((phrase.variants, ""), (phrase.without, WITHOUT_REASON)):
            for condition, variant in variants.items():
                kind = kind_of(phrase.over)
                cases = kind.conditions if named and condition == ALWAYS and kind else (condition,)
                told |= {spelling.listed(phrase.over, filter(None, (mark, case))): variant for case in cases}
        found.append(told)
    return tuple(found)


def _entries(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[BothWritten, ...]:
    both = (BothWritten(name, mine.get(name, ""), theirs.get(name, "")) for name in dict.fromkeys((*mine, *theirs)))
    return tuple(entry for entry in both if entry.before != entry.after)


def _reasons(pack: Pack) -> dict[str, str]:
    return {
        code: "；".join((offer.wording.text, offer.explained, *("、".join(names) for names in offer[3:])))
        for code, offer in pack.offers.items()
    }


def _flat(node: marked.Mapping, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The settings under these keys by the keys that lead to them, as text."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, marked.Mapping):
            yield from ((f"{key}/{rest}", text) for rest, text in _flat(value, tuple(value)))
        elif value is not None:
            yield str(key), _plain(value)


def _plain(node: Node) -> str:
    if isinstance(node, marked.Mapping):
        return "，".join(f"{key}: {_plain(value)}" for key, value in node.items())
    return "、".join(map(_plain, node)) if isinstance(node, marked.Sequence) else str(node or "")
