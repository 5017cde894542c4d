"""What stands behind a wording: published texts judged by a pack, sentence by sentence, and records against packs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from narrator.authoring.printed import STOP, Sentences, Shown
from narrator.authoring.records import EQUAL, MISTAKEN, OTHER, OUTSIDE, PUNCTUATION, TERMS, Record
from narrator.figures.findings import Finding
from narrator.phrases import spelling
from narrator.phrases.nodes import phrases_said
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Source
from narrator.phrases.phrasebook import Phrasebook
from narrator.phrases.settings import Chosen
from narrator.reading.lines import Source as Lines
from narrator.reading.lines import paragraphs
from narrator.reading.reading import parts_of

_FIGURE = re.compile(r"\d(?:\.\d+)?(?:亿元|万元|元|%|人|批|辆|次|个|台)")
_HEAD = re.compile("SOURCE|NOTE|---")  # lines with which a kept text may begin: where it is from
_BROKEN = "…"  # what is left out of an excerpt: the sentence is not whole


class Mistake(NamedTuple):
    """What a text says against its own figures: from where to where, counted through all lines; code and evidence."""

    start: int
    end: int
    code: str
    evidence: str


class Judged(NamedTuple):
    """A sentence with figures beside a pack: its line (from 1), its folded words, the outcome.

    ``shown`` are the phrases that it shows where it is equal, also when its figures are wrong; none where it is so by
    a choice that the pack leaves to its units, which is ``chosen``. ``near`` is the id of the phrase that it tells in
    other words, "" where none is near; ``mistakes`` are those of the text itself.
    """

    line: int
    text: str
    outcome: str
    shown: tuple[Shown, ...]
    chosen: Chosen | None
    near: str
    mistakes: tuple[Mistake, ...]


# Judging --------------------------------------------------------------------------------------------


class Judge:
    """A pack as that by which texts are judged: in its own words, and with each choice that it leaves to its units.

    ``varied`` is the pack without choices, then with each choice alone, as ``Phrasebook.varied`` gives them.
    """

    def __init__(self, varied: Sequence[Pack]) -> None:
        self.pack = varied[0]
        self._choices = varied[1:]
        self._strict, self._loose = Sentences(self.pack), Sentences(self.pack, marks=False)

    @cached_property
    def _chosen(self) -> list[tuple[Chosen, Sentences]]:
        return [(pack.chosen[0], Sentences(pack)) for pack in self._choices]

    def judge(self, source: Lines, prose: Iterable[bool], mistakes: Sequence[Mistake] = ()) -> Iterator[Judged]:
        """Each sentence with figures, in order; one that is broken off, by 「…」 or with the text, is passed over.

        ``prose`` says of each line whether it is one of a text and not a cell of a table.
        """
        told = [
            part
            for paragraph in paragraphs(source, prose)
            if not _HEAD.match(paragraph.folded.text)
            for part, heading, _ in parts_of(paragraph.folded)
            if heading is None
        ]
        for number, folded in enumerate(told, 1):
            begin = 0
            for text in re.split(f"(?<={STOP})", folded.text):
                start, begin = begin, begin + len(text)
                if not has_figure(text) or _BROKEN in text:
                    continue
                first, last = folded.at[start], folded.at[begin - 1]
                own = tuple(one for one in mistakes if one.start <= last and one.end > first)
                found = self._judged(source.spots(first, last + 1)[0].line + 1, text, own)
                ends = number == len(told) and begin == len(folded.text) and not text.endswith(STOP)
                if not ends or found.outcome == EQUAL:  # a text may break off in the midst of its last sentence
                    yield found

    def _judged(self, line: int, text: str, mistakes: tuple[Mistake, ...]) -> Judged:
        shown = self._strict.shown(text)
        chosen, outcome = None, EQUAL
        if shown is None:
            chosen = next((one for one, sentences in self._chosen if sentences.shown(text) is not None), None)
        if shown is None and chosen is None:
            shown, outcome = self._loose.shown(text), PUNCTUATION
        if mistakes:
            return Judged(line, text, MISTAKEN, shown or (), chosen, "", mistakes)
        if shown is not None or chosen is not None:
            return Judged(line, text, outcome, shown or (), chosen, "", ())
        near = self._strict.nearest(text)
        return Judged(line, text, OTHER if near else OUTSIDE, (), None, near, ())


def has_figure(sentence: str) -> bool:
    """Whether a sentence has a figure with its unit."""
    return _FIGURE.search(sentence) is not None


def counted(judged: Iterable[Judged]) -> dict[str, int]:
    """How many sentences have each outcome, of those that any has."""
    outcomes = [one.outcome for one in judged]
    return {outcome: outcomes.count(outcome) for outcome in TERMS if outcome in outcomes}


def summary(counts: Mapping[str, int]) -> str:
    """The counts of the outcomes in words."""
    told = "，".join(f"{term} {counts[outcome]}" for outcome, term in TERMS.items() if counts.get(outcome))
    return f"有数的句子 {sum(counts.values())} 句：{told}" if told else "没有有数的句子"


def proved(judged: Iterable[Judged], *, alone: bool) -> dict[str, tuple[str, ...]]:
    """The phrases that the sentences show, with the conditions of wordings that have these words alone, or do not.

    What differs in punctuation only proves nothing.
    """
    found: dict[str, dict[str, None]] = {}
    for one in judged:
        if one.outcome in (EQUAL, MISTAKEN):
            for shown in one.shown:
                if shown.alone == alone:
                    found.setdefault(shown.phrase, {}).update(dict.fromkeys(shown.conditions))
    return {phrase: tuple(conditions) for phrase, conditions in sorted(found.items())}


def chosen(judged: Iterable[Judged]) -> dict[str, tuple[str, ...]]:
    """The choices that the sentences take in place of the pack's own words, by option."""
    found: dict[str, dict[str, None]] = {}
    for one in judged:
        if one.chosen is not None:
            found.setdefault(one.chosen.option, {})[one.chosen.choice] = None
    return {option: tuple(choices) for option, choices in sorted(found.items())}


def against(judged: Iterable[Judged]) -> dict[str, tuple[int, ...]]:
    """The lines that tell a phrase in other words or other marks, by its id; "" stands for those near to none."""
    found: dict[str, list[int]] = {}
    for one in judged:
        if one.outcome in (PUNCTUATION, OTHER, OUTSIDE):
            found.setdefault(one.near or (one.shown[0].phrase if one.shown else ""), []).append(one.line)
    return {phrase: tuple(lines) for phrase, lines in sorted(found.items())}


def mistaken(judged: Iterable[Judged]) -> dict[str, tuple[int, ...]]:
    """The lines that contradict the text's own figures, by the code of the check."""
    found: dict[str, dict[int, None]] = {}
    for one in judged:
        for mistake in one.mistakes:
            found.setdefault(mistake.code, {})[one.line] = None
    return {code: tuple(lines) for code, lines in sorted(found.items())}


# Records against packs --------------------------------------------------------------------------------


class Standing(NamedTuple):
    """A wording with the records that show it; with the first one of a phrase, those that tell the phrase otherwise.

    ``shared`` are records of words that are the same under several conditions.
    """

    phrase: str
    conditions: tuple[str, ...]
    text: str
    shown: tuple[Record, ...]
    shared: tuple[Record, ...]
    against: tuple[Record, ...]


def standing(pack: Pack, records: Sequence[Record], book: Phrasebook) -> Iterator[Standing]:
    """Every wording of a pack with the records behind it: of the pack itself, and of packs that inherit the wording.

    Raises Refused where a record names a pack that there is not.
    """
    by_phrase: dict[str, list[tuple[Record, frozenset[Source]]]] = {}
    for record in records:
        judge = pack if record.pack == pack.id else book.pack(record.pack)
        if pack.id in judge.layers:
            for name in {*record.proves, *record.shares, *record.contradicts} & judge.phrases.keys():
                wordings = frozenset(variant.source for variant in judge.phrases[name].distinct())
                by_phrase.setdefault(name, []).append((record, wordings))
    for phrase in pack.phrases.values():
        for number, variant in enumerate(phrase.distinct()):
            behind = [one for one, wordings in by_phrase.get(phrase.id, ()) if variant.source in wordings]
            conditions = spelling.told(phrase.over, variant.source.conditions)
            yield Standing(
                phrase.id,
                conditions,
                variant.text,
                tuple(one for one in behind if _has(one.proves.get(phrase.id), conditions)),
                tuple(one for one in behind if _has(one.shares.get(phrase.id), conditions)),
                tuple(one for one in behind if phrase.id in one.contradicts and not number),
            )


def _has(told: tuple[str, ...] | None, conditions: tuple[str, ...]) -> bool:
    """Whether a record tells a wording with these conditions; one without any is told by its phrase alone."""
    return told is not None and (not conditions or not {*told}.isdisjoint(conditions))


def pieces(pack: Pack, records: Sequence[Record]) -> dict[str, int]:
    """How many units' texts, judged by this very pack, show each piece of its outline, of those that any shows.

    A piece is shown by a phrase that only it says, with the pieces within it and around it; by any of its phrases
    where it has none of its own.
    """
    said = {name: phrases_said(nodes) for name, nodes in pack.compiled.pieces.items()}
    found = {}
    for name, phrases in said.items():
        others = (other for other in said.values() if not (other <= phrases or other >= phrases))
        own = phrases.difference(*others) or phrases
        found[name] = len({(one.unit, one.year) for one in records if one.pack == pack.id and _shows(one, own)})
    return {name: count for name, count in found.items() if count}


def _shows(record: Record, phrases: Collection[str]) -> bool:
    return any(one in record.proves or one in record.shares for one in phrases)


def unknown(pack: Pack, record: Record) -> Iterator[Finding]:
    """What a record says that its pack does not have: the pack was changed since."""
    advice = "短语库改过了，请用 narrator phrases case 重新生成这份记录。"
    for name in dict.fromkeys((*record.proves, *record.shares, *record.contradicts)):
        phrase = pack.phrases.get(name)
        conditions = {one for variant in phrase.distinct() for one in variant.source.conditions} if phrase else set()
        worded = set(spelling.told(phrase.over, conditions)) if phrase else set()
        lacking = {*record.proves.get(name, ()), *record.shares.get(name, ())} - worded
        if name and (phrase is None or lacking):
            what = "、".join(sorted(lacking)) if phrase else ""
            told = (
                f"{record.unit} {record.year} 的记录里有短语「{name}」{f'（{what}）' if what else ''}，{pack.id} 没有。"
            )
            yield Finding("P181", record.place, told, advice)
