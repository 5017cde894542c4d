"""A pack: the wording of one region and year, resolved from its layers, of which a child states only what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from narrator.figures.findings import Refused, in_order
from narrator.figures.official import Official
from narrator.figures.values import Place
from narrator.phrases.formats import Format
from narrator.phrases.nodes import Compiled, Outline
from narrator.phrases.phrase import Phrase
from narrator.phrases.settings import NO_RULES, NONE, Chosen, Offered, Reason, Reasons, Rules, TableWords
from narrator.phrases.sure import NO_WORDINGS, Wordings, wordings
from narrator.readers.words import NO_WORDS, Words
from narrator.rules.derive import Decimals
from narrator.rules.due import REASON


class _Wordings(dict[str, Wordings]):
    """The wordings of each phrase, worked out when they are first asked for."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack.proved)
        self._pack = pack

    def __missing__(self, phrase_id: str) -> Wordings:
        phrase = self._pack.phrases.get(phrase_id)
        self[phrase_id] = found = wordings(phrase, self._pack.formats) if phrase else NO_WORDINGS
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Pack:
    """Everything that a document of one region and year is worded with.

    ``id`` is the folder below the phrasebook ("xinjiang/2024"), ``layers`` the names of the ``folders`` that it
    is made of, parent first; ``year`` is 0 where they name none, and no document is drafted from such a pack.
    ``plan`` compiles its outline when it is first asked for, ``has_outline`` tells whether there is one. ``gap`` is
    the phrase that marks what is still to be filled in. ``reasons`` are its settings for 主要原因, ``read_offers``
    reads its wordings by code when they are first asked for; ``statements`` says where the nine tables go
    ("inline", "separate" or "none") and ``attached`` how they are worded, None where they are not; ``charts`` asks
    for pictures without being asked. ``accounts`` are the names of accounts that it adds to the official list.
    ``texts`` says how many published texts of different units show a piece of its outline; ``unproven`` tells that
    what it inherits has no evidence for its year. ``wording`` names its last layer where that is a unit's own;
    ``chosen`` are the choices that a unit made in place of defaults, whose layers stand before that one.
    ``instead`` is the shipped pack in whose place it is taken. ``words`` are the region's own words in workbooks.
    ``broken`` are the ids of entries that have a mistake (only ``Phrasebook.inspect`` lets such a pack pass).
    ``rules`` are the numbers and the words of direction that it declares.
    ``proved`` are its wordings for reading, as far as they were worked out before.
    """

    id: str
    layers: tuple[str, ...]
    folders: tuple[Path, ...]
    region: str
    year: int
    title: str
    decimals: Decimals
    formats: Mapping[str, Format]
    phrases: Mapping[str, Phrase]
    gap: Phrase
    reasons: Reasons
    plan: Callable[[Pack], Compiled]
    has_outline: bool
    read_offers: Callable[[], Offered]
    statements: str = NONE
    attached: TableWords | None = None
    charts: bool = False
    accounts: Mapping[str, Official] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    unproven: bool = False
    wording: str | None = None
    chosen: tuple[Chosen, ...] = ()
    instead: str = ""
    broken: frozenset[str] = frozenset()
    words: Words = NO_WORDS
    rules: Rules = NO_RULES
    proved: Mapping[str, Wordings] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Which pack it is, for a developer: all that it holds would be megabytes."""
        return f"<Pack {self}>"

    def __str__(self) -> str:
        """Which wording it is, for a person: its id, what the unit chose, and the unit's own folder if it has one."""
        instead = f"（代替自带的 {self.instead}）" if self.instead else ""
        chosen = "、".join(map(str, self.chosen))
        own = "" if self.wording is None else f"，另用本单位的用语 {self.wording}"
        return f"{self.id}{instead}{f'，选用 {chosen}' if chosen else ''}{own}"

    @property
    def inherits_from(self) -> str:
        """The layer below its own; "" where there is none."""
        return self.layers[self._own - 1] if self._own else ""

    def inherits(self, place: Place) -> bool:
        """Whether this place stands in a layer below its own."""
        return self.layer(place) in self.layers[: self._own]

    def choice(self, place: Place) -> Chosen | None:
        """The choice in whose layer this place stands; None where it stands in none."""
        above = self.layers[self._own + 1 :]
        return dict(zip(above, self.chosen, strict=False)).get(self.layer(place)) if self.chosen else None

    @property
    def _own(self) -> int:
        """Which of its layers is its own: above it stand only those that a unit chose, and the unit's own wording."""
        return len(self.layers) - 1 - len(self.chosen) - (self.wording is not None)

    @cached_property
    def compiled(self) -> Compiled:
        """Its outline, compiled, with what is wrong with it."""
        return self.plan(self)

    @property
    def outline(self) -> Outline:
        """Its outline: which sections and sentences, in what order. Raises Refused with all its mistakes."""
        return self.without_mistake.outline

    @property
    def facts_used(self) -> frozenset[str]:
        """The names of the facts that its outline says, repeats over or asks about. Raises Refused."""
        return self.without_mistake.facts

    @property
    def without_mistake(self) -> Compiled:
        """Its outline with the names of its facts. Raises Refused with all its mistakes."""
        if self.compiled.findings:
            raise Refused(list(self.compiled.findings))
        return self.compiled

    @cached_property
    def explaining(self) -> Compiled:
        """What of its outline says a phrase that may print a reason. Raises Refused."""
        phrases = (phrase.id for phrase in self.phrases.values() for variant in phrase.said() if variant.prints(REASON))
        return self.without_mistake.only(frozenset(phrases))

    @cached_property
    def frames(self) -> set[object]:
        """Lines in which its wordings were found to bend no figure, by what they hold beside their figures."""
        return set()

    @cached_property
    def wordings(self) -> Mapping[str, Wordings]:
        """The wordings of its phrases, for reading a text back; none for what is no phrase of it."""
        return _Wordings(self)

    @cached_property
    def offered(self) -> Offered:
        """Its wordings of reasons by code, with what is wrong with them."""
        return self.read_offers()

    @property
    def offers(self) -> Mapping[str, Reason]:
        """Its wordings of reasons by code. Raises Refused with all their mistakes."""
        if self.offered.findings:
            raise Refused(in_order(self.offered.findings))
        return self.offered.reasons

    def owns(self, place: Place) -> bool:
        """Whether this place stands in the last of its layers."""
        return self.layer(place) == self.layers[-1]

    def layer(self, place: Place) -> str:
        """The layer in which this place stands; "" where it is none of its own."""
        fitting = (layer for layer in self.layers if place.file.startswith(f"{layer}/"))
        return max(fitting, key=len, default="")
