"""A pack: the wording of one region and year, resolved from its layers.

``load`` takes the layers from the parent down, so that a child states only what differs. What a chain of
layers comes to is worked out once and shared by all packs that begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.official import Official
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import accounts, attached, offers, titles
from narrator.phrases.entries import shapeless, turned, unknown, year_of
from narrator.phrases.formats import Format
from narrator.phrases.layers import Layer, merged
from narrator.phrases.literals import NO_RULES, Rules
from narrator.phrases.offers import Reason, Reasons
from narrator.phrases.phrase import Phrase
from narrator.phrases.stack import Stack, stacked
from narrator.readers.words import NO_WORDS, Words
from narrator.rules.kinds import GAP
from narrator.rules.sheet import Decimals

_MERGED = ("decimals", "reasons", "attached", *titles.KINDS)  # parts of pack.yaml that a child changes key by key
_DECIMALS = ("amount", "percent", "score")
_OWN = ("parent", "since", "until", "covers", "evidence", "formats")  # parts that are not inherited as they stand


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything that a document of one region and year is worded with.

    ``id`` is the folder below the phrasebook ("xinjiang/2024"), ``layers`` the names of the ``folders`` that it
    is made of, parent first; ``year`` is 0 where they name none, and no document is drafted from such a pack.
    ``outline`` is the raw outline (title, parts), ``blocks`` are the pieces that it may use; the document
    floor compiles them. ``gap`` is the phrase that marks what is still to be filled in. ``reasons`` are
    its settings for 主要原因, ``offers`` reads its wordings by code when they are first asked for (Refused
    where they have a mistake); ``statements`` says where the nine tables go ("inline", "separate" or "none")
    and ``attached`` how they are worded, None where they are not; ``charts`` asks for pictures without being
    asked. ``accounts`` are the names of accounts that it adds to the official list. ``covers`` says in words which
    part of the 说明 it has, "" for all of it; ``unproven`` tells that what it inherits has no evidence for its
    year. ``words`` are the region's own words in workbooks. ``broken`` are the ids of entries that have a mistake
    (only ``inspect`` lets such a pack pass). ``rules`` are the numbers and the words of direction that it declares.
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
    outline: Mapping[str, Node]
    blocks: Mapping[str, Node]
    gap: Phrase
    reasons: Reasons
    offers: Callable[[], Mapping[str, Reason]]
    statements: str = attached.NONE
    attached: attached.Wording | None = None
    charts: bool = False
    accounts: Mapping[str, Official] = field(default_factory=dict)
    covers: str = ""
    unproven: bool = False
    wording: str | None = None
    instead: str = ""
    broken: frozenset[str] = frozenset()
    words: Words = NO_WORDS
    rules: Rules = NO_RULES

    def __str__(self) -> str:
        """Which wording it is, for a person: its id, and the unit's own folder where it has one."""
        instead = f"（代替自带的 {self.instead}）" if self.instead else ""
        own = "" if self.wording is None else f"，另用本单位的用语 {self.wording}"
        return f"{self.id}{instead}{own}"

    def owns(self, place: Place) -> bool:
        """Whether this place stands in the last of its layers."""
        return self.layer(place) == self.layers[-1]

    def layer(self, place: Place) -> str:
        """The layer in which this place stands; "" where it is none of its own."""
        fitting = (layer for layer in self.layers if place.file.startswith(f"{layer}/"))
        return max(fitting, key=len, default="")


def load(layers: tuple[Layer, ...], pack_id: str, year: int = 0, wording: str | None = None, instead: str = "") -> Pack:
    """The pack that these layers make up in a year, 0 for its own. Raises Refused with all problems at once.

    ``wording`` names the last layer where that is a unit's own, ``instead`` the shipped pack in whose place it is
    taken.
    """
    resolver = _Resolver(layers)
    pack = replace(resolver.pack(pack_id, year), wording=wording, instead=instead)
    if resolver.findings:
        raise Refused(_sorted(resolver.findings))
    return pack


def inspect(layers: tuple[Layer, ...], pack_id: str, year: int = 0) -> tuple[Pack, list[Finding]]:
    """As ``load``, but with what is wrong beside what could be read: phrases with a mistake are left out."""
    resolver = _Resolver(layers)
    pack = resolver.pack(pack_id, year)
    return pack, _sorted([*resolver.findings, *resolver.offers.read()[1]])


def header(layers: tuple[Layer, ...]) -> marked.Mapping:
    """All ``pack.yaml`` of these layers as one: what a child states covers its parents; mistakes are left aside."""
    return _Resolver(layers).header


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(findings), key=by_place)


class _Resolver:
    """Puts the layers of one pack together, and tells what is wrong with what comes of it."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers
        self.findings = [finding for layer in layers for finding in layer.findings]
        self.unread = any(layer.unread for layer in layers)
        self.header = self.headers()
        self.stack = Stack()
        self.offers = _Offers(layers, 0)

    def headers(self) -> marked.Mapping:
        """All ``pack.yaml`` as one: a child covers its parents, some parts key by key."""
        both = marked.nothing(self.layers[-1].place)
        for layer in self.layers:
            own = layer.header
            for key in _MERGED:
                if key in own and key in both:
                    below, above = self.mapping(both[key]), self.mapping(own[key])
                    own = merged(own, marked.nothing(own.place))
                    own[key] = merged(below, above)
            for key in _OWN:
                both.pop(key, None)
            both = merged(both, own)
        return both

    def mapping(self, node: Node) -> marked.Mapping:
        """The node as a mapping; another kind of node leaves the rest unread, to say only what is wrong."""
        if isinstance(node, marked.Mapping):
            return node
        if node is not None:
            self.unread = True
            self.findings.append(shapeless(node.place))
        return marked.nothing(self.layers[-1].place)

    def pack(self, pack_id: str, year: int) -> Pack:
        header, before = self.header, len(self.findings)
        own_year = year_of(header.get("year"), self.findings)
        dated = any(layer.dated for layer in self.layers)
        year_told = len(self.findings) > before
        self.years()
        settings = self.mapping(header.get("reasons"))
        self.offers = _Offers(self.layers, (year or own_year) if dated else 0)
        self.stack = stack = stacked(self.layers, self.offers.year)
        self.findings += stack.findings
        self.unread = self.unread or stack.unread
        phrases = {} if self.unread else stack.phrases
        explaining = offers.read_settings(settings, stack.formats, stack.rules, self.findings)
        decimals = self.decimals()
        self.findings += _rounded_twice(stack, decimals)
        broken = frozenset(stack.raws) - frozenset(phrases)
        placing = attached.placing(header.get("statements"), self.findings)
        tables = None
        if not self.unread:
            tables = attached.wording(header.get("attached"), phrases, broken, self.findings)
        gap = phrases.get(str(header.get("gap")))
        if not self.unread and not year_told:
            self.findings += self.missing(own_year, gap)
        return Pack(
            id=pack_id,
            layers=tuple(layer.id for layer in self.layers),
            folders=tuple(layer.folder for layer in self.layers),
            region=str(header.get("region") or ""),
            year=own_year,
            title=str(header.get("title") or pack_id),
            decimals=decimals,
            formats=stack.formats,
            phrases=phrases,
            outline=stack.outline,
            blocks=stack.blocks,
            gap=gap if gap and gap.over == GAP.name else Phrase("", GAP.name, Place(pack_id, 0, 0), {}),
            reasons=explaining,
            offers=self.offers,
            statements=placing,
            attached=tables,
            charts=self.flag("charts"),
            accounts=accounts.read((layer.accounts for layer in self.layers), self.findings),
            covers=str(header.get("covers") or ""),
            unproven=self.layers[-1].unproven,
            broken=broken,
            words=titles.words(header, self.findings),
            rules=stack.rules,
        )

    def years(self) -> None:
        """The years from which and until which the pack may be taken."""
        own = self.layers[-1].header
        since, until = (year_of(own.get(key), self.findings) for key in ("since", "until"))
        if until and since > until:
            self.findings.append(turned(own.marks["since"], "这个短语库", since, until))

    def missing(self, year: int, gap: Phrase | None) -> Iterator[Finding]:
        """A pack for a year has region, outline and the gap mark (one with a mistake is told already)."""
        place = self.layers[-1].place
        broken = str(self.header.get("gap")) in self.stack.raws and gap is None
        marks_gaps = broken or (gap is not None and gap.over == GAP.name)
        if year and not self.header.get("region"):
            yield Finding(
                "P103", place, "没有写 region，不知道给哪个地区用。", "请写地区，与单位文件中的「地区」相同。"
            )
        if year and not marks_gaps:
            evidence = "没有写 gap，缺的数印不出待填标记。"
            yield Finding("P103", place, evidence, f"请写一条 over 是「{GAP.term}」的短语的编号。")
        if year and self.stack.outline.get("parts") is None:
            yield Finding(
                "P103", place, "没有大纲，不知道先说什么、后说什么。", "请在 outline.yaml 里写 title 和 parts。"
            )

    def flag(self, key: str) -> bool:
        """A setting that is yes or no; no where the pack does not say."""
        node = self.header.get(key)
        if node is not None and node not in ("yes", "no"):
            self.findings.append(Finding("P103", node.place, f"{key} 不能是「{node}」。", "请写 yes 或 no。"))
        return node == "yes"

    def decimals(self) -> Decimals:
        given = self.mapping(self.header.get("decimals"))
        self.findings += unknown(given, _DECIMALS)
        places = {}
        for key, value in given.items():
            if isinstance(value, Scalar) and re.fullmatch("[0-6]", value):
                places[str(key)] = int(value)
            else:
                place = value.place if value is not None else given.marks[key]
                self.findings.append(
                    Finding("P103", place, f"{key} 的小数位数不能是「{value}」。", "请写 0 到 6 的整数。")
                )
        known = {key: value for key, value in places.items() if key in _DECIMALS}
        return Decimals(**known, scale=self.stack.scale)


class _Offers:
    """The wordings of reasons by code, read from the layers' ``reasons.yaml`` when they are first asked for."""

    def __init__(self, layers: tuple[Layer, ...], year: int) -> None:
        self.layers = layers
        self.year = year

    def __call__(self) -> Mapping[str, Reason]:
        found, findings = self.read()
        if findings:
            raise Refused(_sorted(findings))
        return found

    def read(self) -> tuple[Mapping[str, Reason], list[Finding]]:
        """The wordings by code, and what is wrong with them."""
        return _listed(self.layers, self.year)


@cache
def _listed(layers: tuple[Layer, ...], year: int) -> tuple[Mapping[str, Reason], list[Finding]]:
    layer, below = layers[-1], layers[:-1]
    inherited, told = _listed(below, year) if below else ({}, [])
    if layer.reasons is None:
        return inherited, told
    findings = list(told)
    try:
        content = marked.load(layer.reasons, f"{layer.id}/{offers.REASONS_FILE}")
    except Refused as refused:
        return inherited, [*findings, *refused.findings]
    stack = stacked(layers, year)
    own = offers.read_offers(content, stack.formats, stack.rules, findings, inherited if below else None)
    return {**inherited, **{offer.code: offer for offer in own}}, findings


def _rounded_twice(stack: Stack, decimals: Decimals) -> Iterator[Finding]:
    """Amounts and rates are rounded once, by the rules; a format may trim, never round again."""
    for name, form in stack.formats.items():
        due = {"amount": decimals.amount, "percent": decimals.percent}.get(form.type)
        if due is not None and form.decimals is not None and form.decimals < due:
            evidence = f"格式「{name}」只印 {form.decimals} 位小数，数却先算到 {due} 位（decimals），会舍入两次。"
            yield Finding("P104", stack.places[name], evidence, f"请把格式改成 {due} 位小数，或改 decimals。")
