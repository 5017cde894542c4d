"""A line of a finished text read by the clauses of an outline: phrases with their values and places.

Wordings are strict: every character of the line is one of a wording, of a value, or of the pack's punctuation. Every
way to read the line is looked for, so that more than one is told and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from narrator.document.told_phrases import Begin, Parse, ReadPhrase, ReadSlot, likely, together
from narrator.document.tree import SENTENCE_END
from narrator.phrases.formats import Read
from narrator.phrases.match import Blank, Pieces, pieces
from narrator.phrases.nodes import Clause, Each, Say
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Said

_MOST_STEPS = 20_000
_NO_NAME = re.compile("[，。；：]")  # what no official name holds
_DEEPEST = 300
_LONGEST = 20_000  # characters of a line that is looked at


class _Literal(NamedTuple):
    text: str
    then: Step


class _Worded(NamedTuple):
    phrase: str
    fact: str
    wordings: tuple[tuple[Pieces, frozenset[str]], ...]
    then: Step


class _Item(NamedTuple):
    of: str
    then: Step


class _Fork:
    """One of several ways on; made empty, since a list goes round."""

    def __init__(self) -> None:
        self.ways: list[Step] = []


Step: TypeAlias = "_Literal | _Worded | _Item | _Fork | None"


class Effort:
    """How many steps are left for a text; a whole 说明 takes some thousands."""

    def __init__(self, steps: int = 500_000) -> None:
        self.left = steps

    def step(self) -> None:
        """One step; raises where none is left."""
        if not self.left:
            raise _Exhausted
        self.left -= 1


class LinePattern:
    """Clauses compiled for reading; ``at_hand`` is the list whose item they tell of, "" for none."""

    def __init__(
        self, clauses: tuple[Clause, ...], pack: Pack, at_hand: str = "", number: Phrase | None = None
    ) -> None:
        self._pack = pack
        self.gap = gap_mark(pack)
        self.start = self._sequence(clauses, at_hand, None)
        if number is not None:
            self.start = self._worded(number, "", self.start)
        self.needed = _needed(self.start)
        self.bare = not self.needed and self.start is not None and not _has_words(self.start)

    # From clauses to steps

    def _sequence(self, clauses: tuple[Clause, ...], at_hand: str, then: Step) -> Step:
        for clause in reversed(clauses):
            then = self._clause(clause, at_hand, then)
        return then

    def _clause(self, clause: Clause, at_hand: str, then: Step) -> Step:
        if isinstance(clause, Said):
            return _Literal("".join(span.text for span in clause.spans), then)
        if isinstance(clause, Say):
            return self._worded(clause.phrase, clause.of or at_hand, then)
        if isinstance(clause, Each):
            return self._each(clause, then)
        body = self._sequence(clause.clauses, at_hand, then)
        if clause.when is None:
            return body
        fork = _Fork()
        fork.ways = [body, then]
        return fork

    def _each(self, clause: Each, then: Step) -> Step:
        after = _Literal(clause.end.text, then) if clause.end else then
        again = _Fork()
        item = _Item(clause.of, self._sequence(clause.clauses, clause.of, again))
        again.ways = [_Literal(clause.join.text, item) if clause.join else item, after]
        first = _Fork()
        first.ways = [item, after]
        return first

    def _worded(self, phrase: Phrase, fact: str, then: Step) -> Step:
        found: dict[Pieces, frozenset[str]] = {}
        for variant in phrase.distinct():
            said = pieces(variant, self._pack.formats)
            found[said] = found.get(said, frozenset()) | frozenset(variant.source.conditions)
        return _Worded(phrase.id, fact, tuple(found.items()), then)

    # Reading

    def read(self, text: str, effort: Effort) -> tuple[Parse, ...]:
        """The ways to read a whole line, two at the most; first without a value that goes beyond a sentence."""
        if len(text) > _LONGEST or self.needed not in text or not effort.left:
            return ()
        return _Walk(self, text, SENTENCE_END, effort).whole() or (
            _Walk(self, text, "", effort).whole() if SENTENCE_END in text else ()
        )


def gap_mark(pack: Pack) -> re.Pattern[str]:
    """The mark of what is still to be filled in, whatever that is."""
    said = {pieces(variant, pack.formats) for variant in pack.gap.distinct()}
    ways = ("".join(re.escape(p) if isinstance(p, str) else "[^】\n]*?" for p in one) for one in said)
    return re.compile("|".join(ways))


def _needed(step: Step) -> str:
    """The longest words that every way from a step on must have; "" where there are none."""
    most = ""
    while isinstance(step, _Literal | _Worded | _Item):
        if isinstance(step, _Literal):
            most = max(most, step.text, key=len)
        elif isinstance(step, _Worded):
            shared = set.intersection(*({p for p in said if isinstance(p, str)} for said, _ in step.wordings))
            most = max([most, *sorted(shared)], key=len)
        step = step.then
    return most.strip()


def _has_words(step: Step) -> bool:
    """Whether any wording from a step on has words of its own."""
    seen: set[int] = set()
    todo = [step]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, _Fork):
            todo += one.ways
        elif isinstance(one, _Literal):
            return True
        else:
            if isinstance(one, _Worded) and any(isinstance(p, str) for said, _ in one.wordings for p in said):
                return True
            todo.append(one.then)
    return False


class _Exhausted(Exception):
    """The line has more ways to be read than are looked at."""


class _Walk:
    """One line against one pattern; ``stop`` is what no free value may hold, "" for nothing."""

    def __init__(self, pattern: LinePattern, text: str, stop: str, effort: Effort) -> None:
        self.pattern, self.text, self.stop, self.effort = pattern, text, stop, effort
        self.steps = 0
        self.known: dict[tuple[int, int], tuple[Parse, ...]] = {}

    def whole(self) -> tuple[Parse, ...]:
        try:
            return self._from(self.pattern.start, 0, 0)
        except _Exhausted:
            return ()

    def _step(self) -> None:
        self.steps += 1
        self.effort.step()
        if self.steps > _MOST_STEPS:
            raise _Exhausted

    def _from(self, step: Step, at: int, depth: int) -> tuple[Parse, ...]:
        """The readings from a step and a place on, two different ones at the most."""
        if step is None:
            return ((),) if at == len(self.text) else ()
        key = (id(step), at)
        if key not in self.known:
            self._step()
            if depth > _DEEPEST:
                raise _Exhausted
            self.known[key] = ()  # a list that goes round without a character
            ways = self._ways(step, at, depth)
            self.known[key] = likely(
                (*first, *rest) for first, then, end in ways for rest in self._from(then, end, depth + 1)
            )
        return self.known[key]

    def _ways(self, step: Step, at: int, depth: int) -> Iterator[tuple[Parse, Step, int]]:
        if isinstance(step, _Fork):
            for way in step.ways:
                yield (), way, at
        elif isinstance(step, _Item):
            yield (Begin(step.of),), step.then, at
        elif isinstance(step, _Literal):
            end = self._behind(step.text, at)
            if end is not None:
                yield (), step.then, end
        elif step is not None:
            found: dict[int, list[ReadPhrase]] = {}
            for wording, conditions in step.wordings:
                for slots, end in self._through(wording, 0, at, step.then):
                    found.setdefault(end, []).append(ReadPhrase(step.phrase, step.fact, conditions, slots, at, end))
            for end, several in found.items():
                for one in together(several):
                    yield ((one,) if end > at else ()), step.then, end

    def _through(self, wording: Pieces, number: int, at: int, then: Step) -> Iterator[tuple[tuple[ReadSlot, ...], int]]:
        slots: tuple[ReadSlot, ...] = ()
        for index in range(number, len(wording)):
            piece = wording[index]
            if isinstance(piece, str):
                behind = self._behind(piece, at)
                if behind is None:
                    return
                at = behind
            elif (gap := self.pattern.gap.match(self.text, at)) is not None:
                at = gap.end()  # what is still to be filled in is told by nothing
            elif piece.closed:
                found = piece.form.pattern.match(self.text, at)
                value = piece.form.parse(found.group()) if found else None
                if found is None or value is None:
                    return
                slots, at = (*slots, self._slot(piece, value, at, found.end())), found.end()
            else:
                yield from self._free(wording, index, at, slots, then)
                return
        yield slots, at

    def _behind(self, words: str, at: int) -> int | None:
        """Where these words end that begin here; white space at either end of the line need not be there."""
        for said in (words, words.lstrip() if not at else words):
            if self.text.startswith(said, at):
                return at + len(said)
        return len(self.text) if self.text[at:] == words.rstrip() else None

    def _free(
        self, wording: Pieces, index: int, at: int, slots: tuple[ReadSlot, ...], then: Step
    ) -> Iterator[tuple[tuple[ReadSlot, ...], int]]:
        """Free words: they end where what follows may begin."""
        piece = wording[index]
        assert isinstance(piece, Blank)
        stop = _NO_NAME.search(self.text, at) if piece.form.type == "term" else None
        limit = stop.start() if stop else self.text.find(self.stop, at) if self.stop else -1
        for end in sorted(set(self._begins(wording[index + 1 :], then, at + 1, set()))):
            self._step()
            if limit != -1 and end > limit:
                return
            value = None if self.text[end - 1] in piece.never else piece.form.read(self.text[at:end])
            if value is None or self.pattern.gap.search(self.text, at, end):
                continue
            for more, behind in self._through(wording, index + 1, end, then):
                yield (*slots, self._slot(piece, value, at, end), *more), behind

    def _slot(self, piece: Blank, value: Read, start: int, end: int) -> ReadSlot:
        form, text = piece.form, self.text[start:end]
        printed = len(text.partition(".")[2].removesuffix(form.unit)) if isinstance(value, Decimal) else 0
        digits = printed if form.decimals is None else form.decimals
        return ReadSlot(piece.name, form.type, form.scale or form.unit, digits, value, text, start, end)

    def _begins(self, wording: Pieces, then: Step, least: int, seen: set[int]) -> Iterator[int]:
        """Where the next piece may begin, not before ``least``; at the end of a wording, the next step."""
        if wording:
            yield from self._piece(wording[0], least)
        elif then is None:
            if least <= len(self.text):
                yield len(self.text)
        elif isinstance(then, _Literal):
            yield from self._piece(then.text, least)
        elif isinstance(then, _Item):
            yield from self._begins((), then.then, least, seen)
        elif isinstance(then, _Fork):
            if id(then) not in seen:
                seen.add(id(then))
                for way in then.ways:
                    yield from self._begins((), way, least, seen)
        else:
            for said, _ in then.wordings:
                yield from self._begins(said, then.then, least, seen)

    def _piece(self, piece: str | Blank, least: int) -> Iterator[int]:
        if isinstance(piece, str):
            start = self.text.find(piece, least)
            while start != -1:
                yield start
                start = self.text.find(piece, start + 1)
        elif piece.closed:
            yield from (found.start() for found in piece.form.pattern.finditer(self.text, least))
        else:
            yield from range(least, len(self.text) + 1)
