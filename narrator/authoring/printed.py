"""Every sentence that a pack can print, as a pattern over folded text: which wordings a published sentence shows.

Widths, blanks, quotes and the digits of figures do not count, words and their order do. What a pack leaves to the unit
(a reason, a list of names) may be anything within the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from narrator.phrases import spelling
from narrator.phrases.formats import Format
from narrator.phrases.nodes import BlockNode, Clause, Each, Lines, Say, SectionNode
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said, Slot, Source, Variant
from narrator.reading.folding import fold

STOP = "。"
_ENDS = "。;,:"  # of a folded sentence: the mark at its very end says nothing of its words
_NUMBERED = r"(?:[(]?[一二三四五六七八九十\d]{1,3}(?:[)、.]{1,2}|(?=[^\d])))?"
_PUNCTUATION = re.compile(r"[,、:;()]")
_LONGEST = 2_000  # characters of a sentence that is looked at
_NUMBER = r"(?>-?\d[\d,]*(?:\.\d+)?)"  # as one piece: no other way to cut it is tried
_MONEY = "(?:万元|亿元|元)"
_MARK = re.compile(r"<([\d.]+)>")
_REASON = re.compile("主要原因|主要是")  # behind it stand the unit's own words
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NEAR = 0.5  # of the pairs of characters of a sentence: what shares less with it tells something else


class Shown(NamedTuple):
    """A phrase that a sentence shows: the terms of the conditions of its wording.

    ``alone`` tells that no other wording of the phrase has these words; else the conditions are those of all that do.
    """

    phrase: str
    conditions: tuple[str, ...]
    alone: bool


class _Sentence(NamedTuple):
    """A sentence of the pack: its pattern, the wordings that stand behind each group of it, the pairs in its words."""

    pattern: re.Pattern[str]
    sources: tuple[tuple[Source, ...], ...]
    pairs: frozenset[str]


class Sentences:
    """The sentences that a pack can print; without ``marks``, marks of punctuation do not count either."""

    def __init__(self, pack: Pack, *, marks: bool = True) -> None:
        self._sources: list[Source] = []
        self._pack = pack
        self._marks = marks
        found = dict.fromkeys(text for line in _lines(pack.outline.parts) for text in self._line(line))
        self._all = [self._compiled(text) for text in found if _MARK.search(text)]

    def shown(self, sentence: str) -> tuple[Shown, ...] | None:
        """The phrases that a folded sentence shows, in order; None where the pack prints no such sentence.

        Where it prints it in several ways, the one is taken that has the most phrases.
        """
        told = dict.fromkeys(self._words(sentence.rstrip(end)) for end in (STOP, _ENDS) if len(sentence) <= _LONGEST)
        ways = [self._way(one, text) for text in told for one in self._all]
        return max((way for way in ways if way is not None), key=len, default=None)

    def nearest(self, sentence: str) -> str:
        """The id of the phrase that a folded sentence tells in other words, "" where none is near."""
        reason = _REASON.search(sentence)
        text = sentence[: reason.start()] if reason and reason.start() else sentence
        pairs = _pairs(text)
        best, most = None, (_NEAR, 0.0)
        for one in self._all:
            shared = len(pairs & one.pairs)
            alike = shared / max(len(pairs), 1), shared / max(len(one.pairs), 1)
            if alike > most:
                best, most = one, alike
        if best is None:
            return ""
        told = {group[0].phrase: _pairs(self._pack.phrases[group[0].phrase].said()[0].text) for group in best.sources}
        return max(told, key=lambda phrase: len(told[phrase] & pairs))

    def _way(self, one: _Sentence, text: str) -> tuple[Shown, ...] | None:
        found = one.pattern.fullmatch(text)
        if found is None:
            return None
        groups = [(found.start(at), sources) for at, sources in enumerate(one.sources, 1) if found.group(at)]
        return tuple(_shown(sources) for _, sources in sorted(groups, key=lambda group: group[0]))

    def _words(self, folded: str) -> str:
        return folded if self._marks else _PUNCTUATION.sub("", folded)

    def _folded(self, text: str) -> str:
        return STOP.join(re.escape(self._words(part)) for part in fold(text).text.split(STOP))

    def _compiled(self, text: str) -> _Sentence:
        sources: list[tuple[Source, ...]] = []

        def group(mark: re.Match[str]) -> str:
            sources.append(tuple(self._sources[int(number)] for number in mark.group(1).split(".")))
            return ""

        pattern = _MARK.sub(group, text)
        return _Sentence(re.compile(_NUMBERED + pattern), tuple(sources), _pairs(pattern.replace(_MONEY, "")))

    # From clauses to patterns: what is begun goes in, what is begun behind them comes out, each end is handed over.

    def _line(self, line: Lines) -> Iterator[str]:
        ended: list[str] = []
        begun = self._clauses(line.clauses, "", ended)
        yield from ended
        yield begun

    def _clauses(self, clauses: Iterable[Clause], begun: str, ended: list[str]) -> str:
        for clause in clauses:
            begun = self._clause(clause, begun, ended)
        return begun

    def _clause(self, clause: Clause, begun: str, ended: list[str]) -> str:
        if isinstance(clause, Said):
            return self._said([self._folded("".join(span.text for span in clause.spans))], begun, ended)
        if isinstance(clause, Say):
            return self._variants(clause.phrase.distinct(), begun, ended)
        if isinstance(clause, Each):
            return self._each(clause, begun, ended)
        inside = self._clauses(clause.clauses, begun, ended)
        return inside if clause.when is None else _either([inside, begun])

    def _each(self, clause: Each, begun: str, ended: list[str]) -> str:
        join = self._folded(clause.join.text) if clause.join else ""
        end = self._folded(clause.end.text) if clause.end else ""
        own: list[str] = []
        item = self._clauses(clause.clauses, "", own)
        if not own and STOP not in join:
            return self._said([f"(?:{item}{join})*{item}{end}", ""], begun, ended)
        first = self._clauses(clause.clauses, begun, ended)  # its items are sentences
        ended += own
        again = self._said([join], _either([first, item]), ended)
        last = self._clauses(clause.clauses, again, ended)
        return self._said([end], _either([first, last, begun]), ended)

    def _variants(self, variants: Sequence[Variant], begun: str, ended: list[str]) -> str:
        """One of several wordings; which of them have a part of their words in common is kept with it."""
        first = len(self._sources)
        self._sources += [variant.source for variant in variants]
        worded = [self._text(variant).split(STOP) for variant in variants]
        behind: dict[tuple[int, bool, str], list[int]] = {}
        for number, parts in enumerate(worded, first):
            for at, part in enumerate(parts):
                behind.setdefault((at, at + 1 == len(parts), part), []).append(number)

        def marked(at: int, last: bool, part: str) -> str:
            return f"(<{'.'.join(map(str, behind[at, last, part]))}>{part})" if part else ""

        options = [
            STOP.join(marked(at, at + 1 == len(parts), part) for at, part in enumerate(parts)) for parts in worded
        ]
        return self._said(options, begun, ended)

    def _said(self, options: Sequence[str], begun: str, ended: list[str]) -> str:
        going_on: list[str] = []
        whole: list[str] = []
        for option in dict.fromkeys(options):
            first, *rest = option.split(STOP)
            if rest:
                ended += [begun + first, *rest[:-1]]
                going_on.append(rest[-1])
            else:
                whole.append(first)
        return _either([*([begun + _either(whole)] if whole else []), *going_on])

    def _text(self, variant: Variant) -> str:
        formats = self._pack.formats
        return "".join(
            _slot(formats[piece.format]) if isinstance(piece, Slot) else self._folded(piece.text)
            for piece in variant.pieces
        )


def _shown(sources: tuple[Source, ...]) -> Shown:
    conditions = tuple(term for one in sources for term in spelling.told(one.over, one.conditions))
    return Shown(sources[0].phrase, conditions, len(sources) == 1)


def _lines(nodes: Iterable[BlockNode]) -> Iterator[Lines]:
    for node in nodes:
        if isinstance(node, SectionNode):
            yield from _lines(node.body)
        elif isinstance(node, Lines):
            yield node


def _either(options: Sequence[str]) -> str:
    """One of several patterns."""
    distinct = list(dict.fromkeys(options))
    return distinct[0] if len(distinct) == 1 else f"(?:{'|'.join(distinct)})" if distinct else ""


def _pairs(text: str) -> frozenset[str]:
    words = _HAN.findall(text)
    return frozenset(word[at : at + 2] for word in words for at in range(len(word) - 1))


def _slot(form: Format) -> str:
    """What may stand in a slot of this format."""
    if form.type == "amount":
        return _NUMBER + (_MONEY if form.unit else "")
    if form.numeric:
        return _NUMBER + re.escape(fold(form.unit).text)
    if form.type == "year":
        return r"\d{4}" + re.escape(fold(form.unit).text)
    if form.type == "term":
        return r"[^,\u3002:;]{0,80}?[^,\u3002:;\d.-]"
    if form.type in ("word", "ordinal"):
        words = [re.escape(fold(word).text) for word in form.words] or [r"\d{1,3}"]
        return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
    return r"[^\u3002]{1,600}?"
