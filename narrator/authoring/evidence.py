"""What stands behind a wording: published texts against a pack, sentence by sentence, and the records that are kept.

The texts stay outside the phrasebook. ``phrasebook/evidence/*.yaml`` keeps of each its source, unit, year and digest,
which phrases it proves, which it tells in other words (by line), and where it contradicts its own figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from narrator.authoring.printed import STOP, Sentences, Shown, terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases.nodes import phrases_said
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Source
from narrator.phrases.phrasebook import Phrasebook
from narrator.reading.lines import Source as Lines
from narrator.reading.lines import paragraphs

FOLDER = "evidence"  # of the records, in the folder of a phrasebook
EQUAL, PUNCTUATION, MISTAKEN, OTHER, OUTSIDE = "equal", "punctuation", "mistaken", "other", "outside"
TERMS = {
    EQUAL: "一致",
    PUNCTUATION: "只差标点",
    MISTAKEN: "文本自身有误",
    OTHER: "用语不同",
    OUTSIDE: "短语库没有",
}
_KEYS = ("text", "unit", "year", "source", "sha256", "pack", "sentences", "proves", "shares", "contradicts", "mistakes")
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

    ``shown`` are the phrases that it shows where it is equal, also when its figures are wrong; ``near`` is the id of
    the phrase that it tells in other words, "" where none is near; ``mistakes`` are those of the text itself.
    """

    line: int
    text: str
    outcome: str
    shown: tuple[Shown, ...]
    near: str
    mistakes: tuple[Mistake, ...]


class Record(NamedTuple):
    """What is kept of a text: ``text`` names its file, ``sha256`` is the digest of that, "" where only facts are kept.

    ``sentences`` counts the outcomes; ``proves`` are the conditions of the wordings that it shows, by phrase, and
    ``shares`` those of wordings that have the words it shows in common; ``contradicts`` are the lines that tell a
    phrase in other words ("" for those near to none), ``mistakes`` the lines by the code of the check.
    """

    text: str
    unit: str
    year: int
    source: str
    sha256: str
    pack: str
    sentences: Mapping[str, int]
    proves: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, tuple[str, ...]]
    contradicts: Mapping[str, tuple[int, ...]]
    mistakes: Mapping[str, tuple[int, ...]]
    place: Place = Place("", 0, 0)


# Judging --------------------------------------------------------------------------------------------


class Judge:
    """A pack as that by which texts are judged."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._strict, self._loose = Sentences(pack), Sentences(pack, marks=False)

    def judge(self, source: Lines, prose: Iterable[bool], mistakes: Sequence[Mistake] = ()) -> Iterator[Judged]:
        """Each sentence with figures, in order; one that is broken off by 「…」 is passed over.

        ``prose`` says of each line whether it is one of a text and not a cell of a table.
        """
        for paragraph in paragraphs(source, prose):
            folded, begin = paragraph.folded, 0
            if _HEAD.match(folded.text):
                continue
            for text in re.split(f"(?<={STOP})", folded.text):
                start, begin = begin, begin + len(text)
                if has_figure(text) and _BROKEN not in text:
                    first, last = folded.at[start], folded.at[begin - 1]
                    own = tuple(one for one in mistakes if one.start <= last and one.end > first)
                    yield self._judged(source.spots(first, last + 1)[0].line + 1, text, own)

    def _judged(self, line: int, text: str, mistakes: tuple[Mistake, ...]) -> Judged:
        strict = self._strict.shown(text)
        shown = strict or self._loose.shown(text)
        if mistakes:
            return Judged(line, text, MISTAKEN, shown or (), "", mistakes)
        if shown is not None:
            return Judged(line, text, EQUAL if strict is not None else PUNCTUATION, shown, "", ())
        near = self._strict.nearest(text)
        return Judged(line, text, OTHER if near else OUTSIDE, (), near, ())


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


# Records --------------------------------------------------------------------------------------------


def read(home: Path) -> tuple[Record, ...]:
    """All records below the folder of a phrasebook. Raises Refused with all that is wrong with them (P180)."""
    findings: list[Finding] = []
    records: list[Record] = []
    for path in sorted((home / FOLDER).glob("*.yaml")):
        try:
            content = marked.load(path, f"{FOLDER}/{path.name}")
        except Refused as refused:
            findings += refused.findings
            continue
        for node in content if isinstance(content, marked.Sequence) else [content]:
            reader = _Reader(node, Place(f"{FOLDER}/{path.name}", 1, 1))
            records += reader.record()
            findings += reader.findings
    if findings:
        raise Refused(findings)
    return tuple(records)


class _Reader:
    """One record as written."""

    def __init__(self, node: Node, place: Place) -> None:
        self.findings: list[Finding] = []
        self.place = node.place if isinstance(node, marked.Mapping) else place
        self.node = node

    def record(self) -> list[Record]:
        node = self.node
        if not isinstance(node, marked.Mapping):
            self._wrong(self.place, "这里应是一份公开文本的记录。")
            return []
        for key in node.keys() - set(_KEYS):
            self._wrong(node.marks[key], f"公开文本的记录里没有「{key}」这一项。")
        words = {key: self._scalar(node, key) for key in ("text", "unit", "year", "source", "sha256", "pack")}
        lacking = [key for key in ("unit", "year", "source", "pack") if not words[key]]
        if lacking:
            self._wrong(self.place, f"没有写 {'、'.join(lacking)}。")
        numbers = {key: self._numbers(node, key) for key in ("sentences", "contradicts", "mistakes")}
        counts = {key: numbers["sentences"][key][0] for key in TERMS if numbers["sentences"].get(key)}
        if words["year"] and not re.fullmatch("[0-9]{4}", words["year"]):
            self._wrong(self.place, f"年度不能是「{words['year']}」。")
        if self.findings:
            return []
        proves, shares = (
            {name: tuple(map(str, listed)) for name, listed in self._lists(node, key)} for key in ("proves", "shares")
        )
        return [
            Record(
                words["text"],
                words["unit"],
                int(words["year"]),
                words["source"],
                words["sha256"],
                words["pack"],
                counts,
                proves,
                shares,
                numbers["contradicts"],
                numbers["mistakes"],
                self.place,
            )
        ]

    def _wrong(self, place: Place, evidence: str) -> None:
        advice = "请用 narrator phrases case 重新生成这份记录，不要手改。"
        self.findings.append(Finding("P180", place, evidence, advice))

    def _scalar(self, node: marked.Mapping, key: str) -> str:
        value = node.get(key)
        if value is not None and not isinstance(value, Scalar):
            self._wrong(value.place, f"{key} 应是文字。")
            return ""
        return str(value or "")

    def _lists(self, node: marked.Mapping, key: str) -> Iterator[tuple[str, list[Scalar]]]:
        content = node.get(key)
        if content is not None and not isinstance(content, marked.Mapping):
            self._wrong(content.place, f"{key} 应是一组键值。")
            return
        for name, value in (content or {}).items():
            listed = value if isinstance(value, marked.Sequence) else [value]
            if any(not isinstance(one, Scalar) for one in listed):
                self._wrong(self.place, f"{key} 的「{name}」应是一个列表。")
                continue
            yield str(name), [one for one in listed if isinstance(one, Scalar)]

    def _numbers(self, node: marked.Mapping, key: str) -> dict[str, tuple[int, ...]]:
        found = {}
        for name, listed in self._lists(node, key):
            if all(re.fullmatch("[0-9]{1,6}", one) for one in listed):
                found[name] = tuple(map(int, listed))
            else:
                self._wrong(self.place, f"{key} 的「{name}」应是行号或篇数。")
        return found


def written(record: Record) -> str:
    """A record as YAML, an item of a list."""
    plain = {
        "text": record.text,
        "unit": record.unit,
        "year": record.year,
        "source": record.source,
        "sha256": record.sha256,
        "pack": record.pack,
    }
    lines = [f"{key}: {_scalar(value)}" for key, value in plain.items() if value]
    lines += _mapping("sentences", record.sentences)
    lines += _mapping("proves", {key: _list(value) for key, value in record.proves.items()})
    lines += _mapping("shares", {key: _list(value) for key, value in record.shares.items()})
    lines += _mapping("contradicts", {key: _list(value) for key, value in record.contradicts.items()})
    lines += _mapping("mistakes", {key: _list(value) for key, value in record.mistakes.items()})
    return "".join(f"{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _mapping(key: str, content: Mapping[str, object]) -> list[str]:
    return [f"{key}:", *(f"  {_scalar(name)}: {value}" for name, value in content.items())] if content else []


def _list(values: Iterable[object]) -> str:
    return f"[{', '.join(map(str, values))}]"


def _scalar(value: object) -> str:
    text = str(value)
    plain = text and re.fullmatch(r"[\w\u4e00-\u9fff./（）()·-]+", text) and not text.startswith("-")
    return text if plain else "'" + text.replace("'", "''") + "'"


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
            conditions = terms(variant.source)
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

    A piece is shown by a phrase that no other piece says, or by any of its phrases where it has none of its own.
    """
    said = {name: phrases_said(nodes) for name, nodes in pack.compiled.pieces.items()}
    often = Counter(chain.from_iterable(said.values()))
    own = {name: {one for one in phrases if often[one] == 1} or phrases for name, phrases in said.items()}
    units = {
        name: {(one.unit, one.year) for one in records if one.pack == pack.id and _shows(one, phrases)}
        for name, phrases in own.items()
    }
    return {name: len(found) for name, found in units.items() if found}


def _shows(record: Record, phrases: Collection[str]) -> bool:
    return any(one in record.proves or one in record.shares for one in phrases)


def unknown(pack: Pack, record: Record) -> Iterator[Finding]:
    """What a record says that its pack does not have: the pack was changed since."""
    advice = "短语库改过了，请用 narrator phrases case 重新生成这份记录。"
    for name in dict.fromkeys((*record.proves, *record.shares, *record.contradicts)):
        phrase = pack.phrases.get(name)
        worded = {term for variant in phrase.distinct() for term in terms(variant.source)} if phrase else set()
        lacking = {*record.proves.get(name, ()), *record.shares.get(name, ())} - worded
        if name and (phrase is None or lacking):
            what = "、".join(sorted(lacking)) if phrase else ""
            told = (
                f"{record.unit} {record.year} 的记录里有短语「{name}」{f'（{what}）' if what else ''}，{pack.id} 没有。"
            )
            yield Finding("P181", record.place, told, advice)
