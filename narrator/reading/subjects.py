"""What an amount is an amount of: closed lists of names, by the section in which they stand.

A subject is certain where its name is all that stands before the amount, but for words that say nothing of it
(``fillers``). Everything else is no subject: what is not certain stays unbound.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from narrator.figures import official
from narrator.figures.terms import CLASS, EXPENDITURE, INCOME, OVERVIEW
from narrator.files import marked
from narrator.phrases.home import root
from narrator.reading.folding import fold

FILE = "reading/subjects.yaml"
_ALL_MONEY = (OVERVIEW, INCOME, EXPENDITURE)
_CODE = (3, 5, 7)
OTHERS = "其余"  # all sections that are not named
WAYS = ("收入", "支出")  # subjects of their own where nothing else is said


class Subject(NamedTuple):
    """A subject as the file lists it; see there."""

    id: str
    names: tuple[str, ...]
    within: Mapping[str, str]
    of: str
    cells: str
    both: tuple[str, ...]


class Named(NamedTuple):
    """What the words before an amount name: a subject or none, and what of them nothing here knows."""

    subject: str
    left: str
    qualified: bool = False  # no subject, but words that tell it from the one before

    @property
    def certain(self) -> bool:
        """Whether the subject is known and nothing else is said."""
        return bool(self.subject) and not self.left


class Subjects(NamedTuple):
    """The lists of ``subjects.yaml``."""

    by_id: Mapping[str, Subject]
    names: Mapping[str, tuple[tuple[str, str], ...]]  # by the first character: names, the longest first, and their id
    fillers: Mapping[str, tuple[str, ...]]
    qualifiers: frozenset[str]
    money: frozenset[str]
    default: Mapping[str, str]

    def filler(self, words: str, at: int) -> str:
        """The filler that stands at a place, the longest one, or ""."""
        return next((word for word in self.fillers.get(words[at], ()) if words.startswith(word, at)), "")

    def says_nothing(self, name: str) -> bool:
        """Whether a name is made of fillers alone, as 财政拨款支出 behind another name."""
        at = 0
        while at < len(name) and (filler := self.filler(name, at)):
            at += len(filler)
        return at == len(name)

    def of_all_money(self, subject: str) -> bool:
        """Whether it stands in the tables of all money (01 to 03), whatever its source."""
        found = self.by_id.get(subject)
        return found is not None and found.cells.startswith(_ALL_MONEY)

    def total_of(self, subject: str) -> str:
        """What a share of this subject is a share of, where the text does not say."""
        found = self.by_id.get(subject)
        return found.of if found else ""

    def alike(self, subject: str) -> tuple[str, ...]:
        """The subject and those that it tells as well (收入支出总计 tells 收入总计 and 支出总计)."""
        found = self.by_id.get(subject)
        return (subject, *found.both) if found else (subject,)


@cache  # a file of the program's own, which no pack changes
def subjects() -> Subjects:
    """The subjects of ``phrasebook/reading``."""
    content = marked.load(root() / FILE, FILE)
    assert isinstance(content, marked.Mapping)
    listed, default = content["subjects"], content["default"]
    assert isinstance(listed, marked.Mapping) and isinstance(default, marked.Mapping)
    by_id: dict[str, Subject] = {}
    names: dict[str, list[tuple[str, str]]] = {}
    for id_, entry in listed.items():
        assert isinstance(entry, marked.Mapping)
        within = entry.get("in")
        said = tuple(fold(name).text for name in str(entry["names"]).split())
        by_id[id_] = Subject(
            id_,
            said,
            {area: str(other) for area, other in within.items()} if isinstance(within, marked.Mapping) else {},
            str(entry.get("of") or ""),
            str(entry.get("cells") or ""),
            tuple(str(entry.get("both") or "").split()),
        )
        for name in said:
            names.setdefault(name[0], []).append((name, id_))
    for code, account in official.names().items():
        if len(code) in _CODE:
            printed = [fold(name).text for name in account.names]
            if len(code) == CLASS:
                printed += [name.removesuffix("支出") for name in printed]
            for name in printed:
                names.setdefault(name[0], []).append((name, f"科目/{name}"))
    fillers: dict[str, list[str]] = {}
    for word in (fold(printed).text for printed in str(content["fillers"]).split()):
        fillers.setdefault(word[0], []).append(word)
    return Subjects(
        by_id,
        {first: tuple(sorted(dict.fromkeys(found), key=lambda one: -len(one[0]))) for first, found in names.items()},
        {first: tuple(sorted(found, key=len, reverse=True)) for first, found in fillers.items()},
        frozenset(str(content["qualifiers"]).split()),
        frozenset(str(content["money"]).split()),
        {area: str(subject) for area, subject in default.items()},
    )


@lru_cache(maxsize=4096)  # the same words stand before the amounts of thousands of units
def named(words: str, area: str) -> Named:
    """What the words before an amount name in a section."""
    lists = subjects()
    found: dict[str, bool] = {}  # subjects, and whether their name says something beyond fillers
    left: list[str] = []
    fillers: list[str] = []
    at = 0
    while at < len(words):
        for name, id_ in lists.names.get(words[at], ()):
            if words.startswith(name, at) and (subject := _within(lists, id_, area)):
                found[subject] = found.get(subject, False) or not lists.says_nothing(name)
                at += len(name)
                break
        else:
            filler = lists.filler(words, at)
            (fillers if filler else left).append(filler or words[at])
            at += len(filler) or 1
    telling = [subject for subject, tells in found.items() if tells] or list(found)
    if telling and lists.of_all_money(telling[-1]):
        left += [word for word in fillers if word in lists.money]
    if len(telling) > 1:
        return Named(telling[-1], "、".join(telling))
    if not telling and not left:
        qualified = any(word in lists.qualifiers for word in fillers)
        return Named(next((word for word in fillers if word in WAYS), ""), "", qualified)
    return Named(telling[0] if telling else "", "".join(left))


def _within(lists: Subjects, id_: str, area: str) -> str:
    """The subject that a name means in a section; "" where it means none there."""
    subject = lists.by_id.get(id_)
    if subject is None or not subject.within:
        return id_
    if not area and id_ in subject.within.values():
        return id_
    return subject.within.get(area) or subject.within.get(OTHERS, "")
