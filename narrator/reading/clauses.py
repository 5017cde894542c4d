"""The clauses that every region writes, compiled from ``phrasebook/reading/``: the role of each figure by its words.

A clause becomes a pattern over the text in which each figure is one sign (``numbers.skeleton``). No part of it repeats
without a bound, so that the time of a walk grows with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from narrator.files import marked
from narrator.phrases import directions
from narrator.phrases.directions import SENSES
from narrator.phrases.home import root
from narrator.reading.folding import fold
from narrator.reading.numbers import BARE, COUNT, FIGURES, MONEY, NONE, RATE, YEAR

FILE = "reading/clauses.yaml"
WORDS = "reading/words.yaml"
_SIGNS = {"元": f"[{MONEY}{BARE}]", "%": f"[{RATE}{BARE}{NONE}]", "个": f"[{COUNT}{BARE}]"}
_PIECE = re.compile(r"〈(?P<words>[^〉]+)〉|\{(?P<slot>[^}]+)\}|(?P<open>［)|(?P<close>］)|(?P<free>…)|(?P<text>.)")
_FREE = rf"[^{FIGURES},。;:]{{0,40}}?"
_PART_OF_NAME = "(?<!公共)(?<!基金)(?<!经营)"  # 一般公共预算 … name money, and compare with no budget
YEAR_SLOT = "年度"
ACCOUNT = "科目"
_LEVELS = ("类", "款", "项", "款二", "项二")
REASON = "原因"
LIST = "其中"
_ACCOUNT = (
    rf"(?P<类>[^{FIGURES},。;:、()0-9.]{{2,30}})\(类\)"
    rf"(?:(?P<款>[^{FIGURES},。;:]{{0,40}}?)\(款\)(?:(?P<项>[^{FIGURES},。;:]{{0,60}}?)\(项\))?)?"
    rf"|(?:(?P<款二>[^{FIGURES},。;:、()0-9.…]{{2,40}}?)\(款\))?(?P<项二>[^{FIGURES},。;:、()0-9.…]{{2,60}}?)\(项\)"
)


class Clause(NamedTuple):
    """A clause as its file says it: what kind of fact it tells of, or what it compares with; its slots in order."""

    id: str
    kind: str
    basis: str
    say: tuple[str, ...]
    examples: tuple[str, ...]


class Hit(NamedTuple):
    """A clause found: where it stands in the skeleton, which figures it gives by role, and its words of direction."""

    clause: str
    kind: str
    basis: str
    start: int
    end: int
    roles: tuple[tuple[str, int], ...]  # role, place of the figure in the skeleton
    senses: tuple[int, ...]
    text: str
    names: tuple[str, ...] = ()  # of an account: 类, 款, 项


class Grammar(NamedTuple):
    """All clauses as one pattern, and what each of its groups means."""

    pattern: re.Pattern[str]
    clauses: dict[
        str, tuple[Clause, tuple[str, ...]]
    ]  # by the group of one wording: its clause, the groups of its slots
    direction: re.Pattern[str]

    def hits(self, text: str) -> Iterator[Hit]:
        """The clauses of a skeleton from left to right, none within another."""
        for found in self.pattern.finditer(text):
            group = found.lastgroup or ""
            start, end = found.span()
            if group == ACCOUNT:
                names = tuple((found[level] or "").strip() for level in _LEVELS if found[level] is not None)
                yield Hit(ACCOUNT, ACCOUNT, "", start, end, (), (), found.group(), names)
            elif group in (REASON, LIST):
                yield Hit(group, group, "", start, end, (), (), found.group())
            else:
                clause, slots = self.clauses[group]
                roles = tuple((slot.split("_")[0], found.start(slot)) for slot in slots if found[slot] is not None)
                words = directions.base().words
                senses = tuple(SENSES[words[said[1]]] for said in self.direction.finditer(found.group()))
                yield Hit(clause.id, clause.kind, clause.basis, start, end, roles, senses, found.group())


@cache  # files of the program's own, which no pack changes
def grammar() -> Grammar:
    """The grammar of ``phrasebook/reading``."""
    words = {name: [fold(word).text for word in str(said).split()] for name, said in _mapping(WORDS).items()}
    base = directions.base()
    words["方向"] = [word for sense in ("up", "down", "over", "under") for word in base.of(sense)]
    words["持平"] = list(base.of("flat"))
    types = _types()
    groups: dict[str, tuple[Clause, tuple[str, ...]]] = {}
    patterns = [
        rf"(?P<{ACCOUNT}>{_ACCOUNT})",
        rf"(?P<{REASON}>(?:{_any(words['原因'])})(?:是|为|:|,|在于|系|有)?(?:是|为|:|,)?(?![的之及]))",
    ]
    for clause in clauses():
        for number, say in enumerate(clause.say):
            group = f"c{len(groups)}"
            pattern, slots = _compiled(say, words, types, f"{group}x{number}")
            groups[group] = (clause, slots)
            patterns.append(f"(?P<{group}>{pattern})")
    patterns.append(rf"(?P<{LIST}>{_any(words['其中'])})")
    direction = re.compile(rf"(?<![不未无])({_any([*words['方向'], *words['持平']])})")
    return Grammar(re.compile("|".join(patterns)), groups, direction)


@cache  # likewise
def clauses() -> tuple[Clause, ...]:
    """The clauses of the file in order."""
    listed = _mapping(FILE)["clauses"]
    assert isinstance(listed, marked.Sequence)
    found: list[Clause] = []
    for entry in listed:
        assert isinstance(entry, marked.Mapping)
        say, examples = entry["say"], entry["examples"]
        assert isinstance(say, marked.Sequence) and isinstance(examples, marked.Sequence)
        kind, basis = str(entry.get("kind") or ""), str(entry.get("basis") or "")
        found.append(Clause(str(entry["id"]), kind, basis, tuple(map(str, say)), tuple(map(str, examples))))
    return tuple(found)


def _types() -> dict[str, str]:
    slots = _mapping(FILE)["slots"]
    assert isinstance(slots, marked.Mapping)
    return {slot: unit for unit, named in slots.items() for slot in str(named).split()}


def _mapping(name: str) -> marked.Mapping:
    content = marked.load(root() / name, name)
    assert isinstance(content, marked.Mapping)
    return content


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _compiled(say: str, words: dict[str, list[str]], types: dict[str, str], mark: str) -> tuple[str, tuple[str, ...]]:
    """A wording as a pattern, and the names of the groups that its slots stand in."""
    parts: list[str] = []
    slots: list[str] = []
    for piece in _PIECE.finditer(say):
        if piece["words"]:
            part_of_name = _PART_OF_NAME if piece["words"] == "预算" else ""
            parts.append(f"{part_of_name}(?:{_any(words[piece['words']])})")
        elif piece["slot"] == YEAR_SLOT:
            parts.append(YEAR)
        elif piece["slot"]:
            slots.append(f"{piece['slot']}_{mark}")
            parts.append(f"(?P<{slots[-1]}>{_SIGNS[types[piece['slot']]]})")
        elif piece["open"]:
            parts.append("(?:")
        elif piece["close"]:
            parts.append(")?")
        elif piece["free"]:
            parts.append(_FREE)
        else:
            parts.append(re.escape(piece["text"]))
    return "".join(parts), tuple(slots)
