"""T301 …: what a template left behind, what stands twice; the lists of words by which that and reasons are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from narrator.audit.check import HELD, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.files import marked
from narrator.phrases import directions
from narrator.phrases.home import root
from narrator.reading.facts import Reading, Sentence
from narrator.reading.folding import fold
from narrator.reading.sections import sections

FILE = "reading/leftovers.yaml"
_WORDS = "公开的文字应当完整，没有模板里的选项和占位"
_EMPTY_ACCOUNT = re.compile(r"(?<=[,。;:、)])\([款项]\)|\(\)")
_TWICE = re.compile(r"(万元万元|%%|元元|。。|,,|;;|、、|::|,。|。,|;。|。;)")


class Left(NamedTuple):
    """The lists of ``leftovers.yaml``."""

    options: re.Pattern[str]
    blanks: re.Pattern[str]
    changes: re.Pattern[str]
    moves: re.Pattern[str]
    hollow: tuple[str, ...]


@cache  # a small file of the program's own
def left() -> Left:
    """The lists of the file."""
    content = marked.load(root() / FILE, FILE)
    assert isinstance(content, marked.Mapping)
    lists = {name: [fold(word).text for word in str(said).split()] for name, said in content.items()}
    options = content["options"]
    assert isinstance(options, marked.Sequence)
    marks = [*(fold(str(option)).text for option in options), *lists["marks"]]
    changes = _any([*directions.base().words, *lists["changes"]])
    ways = "|".join(directions.base().words)
    marks_or_ways = re.compile(rf"{_any(marks).pattern}|(?:{ways})[(/](?:或)?(?:{ways})(?![\u4e00-\u9fff])\)?")
    return Left(marks_or_ways, _any(lists["blanks"]), changes, _any(lists["moves"]), tuple(lists["hollow"]))


def _any(words: list[str]) -> re.Pattern[str]:
    """Any of these words; … in them are some characters without a figure."""
    listed = sorted(map(re.escape, filter(None, words)), key=len, reverse=True)
    return re.compile("|".join(listed).replace("…", "[^0-9,。;%-]{0,16}"))


def told(reading: Reading, *, everywhere: bool = False) -> Iterator[tuple[Sentence, str, list[int]]]:
    """The sentences of the sections that tell of money, folded, with the place of each character."""
    for sentence in reading.sentences:
        if everywhere or sentence.area not in sections().without or sentence.area == "绩效":
            folded = fold(reading.source.text(sentence.start, sentence.end), sentence.start)
            yield sentence, folded.text, folded.at


@check("T301", "没有模板里留下的选项、占位和空格", _WORDS)
def leftovers(audited: Audited) -> Iterator[Say]:
    """Options, marks and blanks of a template."""
    lists = left()
    for _, text, at in told(audited.reading):
        clean = True
        for pattern, level, evidence in (
            (lists.options, ERROR, "模板里的选项或占位没有删去"),
            (lists.blanks, ERROR, "这里少写了数"),
            (_EMPTY_ACCOUNT, DOUBT, "科目的名称没有写"),
        ):
            if found := tuple(pattern.finditer(text)):
                clean = False
                spans = tuple((at[match.start()], at[match.end() - 1] + 1) for match in found)
                words = "」「".join(dict.fromkeys(match.group() for match in found))
                yield Say(level, spans, f"「{words}」：{evidence}", "请按实际情况写完整。")
        if clean:
            yield Say(HELD)


@check("T302", "标点和单位没有重复", _WORDS)
def punctuation(audited: Audited) -> Iterator[Say]:
    """Marks of punctuation twice in a row."""
    for _, text, at in told(audited.reading):
        found = None
        if text == "。":
            yield Say(HINT, ((at[0], at[0] + 1),), "重复：「。。」", "请删去多的。")
            continue
        for found in _TWICE.finditer(text):
            yield Say(
                HINT,
                ((at[found.start()], at[found.end() - 1] + 1),),
                f"重复：「{found.group()}」",
                "请删去多的。",
            )
        if found is None:
            yield Say(HELD)
