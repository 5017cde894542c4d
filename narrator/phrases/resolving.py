"""Resolving: the layers of a chain, put together, make a pack; what is wrong with what comes of it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from narrator.figures.findings import Finding, Refused, in_order
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import accounts, attached, offers, options, outline, titles
from narrator.phrases.entries import shapeless, unknown
from narrator.phrases.home import CHOOSE, OPTIONS, REASONS_FILE
from narrator.phrases.layers import Layer, merged
from narrator.phrases.options import Head
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase
from narrator.phrases.settings import Chosen, Offered
from narrator.phrases.stack import Stack
from narrator.phrases.years import turned, year_of
from narrator.rules.derive import Decimals
from narrator.rules.kinds import GAP

_MERGED = ("decimals", "reasons", "attached", *titles.KINDS)  # parts of pack.yaml that a child changes key by key
_DECIMALS = ("amount", "percent", "score")
_RATES, _RATES_FROM = "rates", ("printed", "exact")
_OWN = (  # parts that are not inherited as they stand
    *("parent", "since", "until", "texts", "evidence", "formats"),
    *(OPTIONS, CHOOSE),
)


class Below(Protocol):
    """What a chain of layers comes to, worked out once for all packs that begin with it."""

    def stacked(self, layers: tuple[Layer, ...], year: int) -> Stack:
        """Its formats, phrases and raw outline in a year."""

    def offered(self, layers: tuple[Layer, ...], year: int) -> Offered:
        """Its wordings of reasons by code in a year."""


def resolve(
    layers: tuple[Layer, ...],
    pack_id: str,
    below: Below,
    year: int = 0,
    wording: str | None = None,
    instead: str = "",
    chosen: tuple[Chosen, ...] = (),
) -> tuple[Pack, list[Finding]]:
    """The pack that these layers make up in a year, 0 for its own, and all that is wrong with it.

    ``wording`` names the last layer where that is a unit's own, ``instead`` the shipped pack in whose place it is
    taken; before the unit's own stand the layers that it has ``chosen``. Phrases with a mistake are left out; what
    is wrong with the outline, and with reasons by code, is told by the pack where they are asked for.
    """
    resolver = _Resolver(layers)
    pack = resolver.pack(pack_id, year, wording, instead, chosen, below)
    return pack, in_order(resolver.findings)


def header(layers: tuple[Layer, ...]) -> marked.Mapping:
    """All ``pack.yaml`` of these layers as one: what a child states covers its parents; mistakes are left aside."""
    return _Resolver(layers).header


class _Resolver:
    """Puts the layers of one pack together, and tells what is wrong with what comes of it."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers
        self.findings = [finding for layer in layers for finding in layer.findings]
        self.unread = any(layer.unread for layer in layers)
        self.header = self.headers()
        self.stack = Stack()

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

    def pack(
        self,
        pack_id: str,
        year: int,
        wording: str | None,
        instead: str,
        chosen: tuple[Chosen, ...],
        below: Below,
    ) -> Pack:
        header, before = self.header, len(self.findings)
        own = self.layers[len(self.layers) - 1 - len(chosen) - (wording is not None)]
        options.laid((Head(layer.folder, layer.id, layer.header) for layer in self.layers), self.findings)
        own_year = year_of(header.get("year"), self.findings)
        dated = any(layer.dated for layer in self.layers)
        year_told = len(self.findings) > before
        self.years(own)
        settings = self.mapping(header.get("reasons"))
        held = (year or own_year) if dated else 0
        self.stack = stack = below.stacked(self.layers, held)
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
            gap=gap if gap and gap.over == GAP.name else Phrase("", GAP.name, Place(pack_id, 0, 0), {}),
            reasons=explaining,
            plan=partial(outline.compiled, raw=stack.outline, blocks=stack.blocks),
            has_outline=stack.outline.get("parts") is not None,
            read_offers=partial(below.offered, self.layers, held),
            statements=placing,
            attached=tables,
            charts=self.flag("charts"),
            accounts=accounts.read((layer.accounts for layer in self.layers), self.findings),
            texts=self.texts(own),
            unproven=own.unproven,
            broken=broken,
            words=titles.words(header, self.findings),
            wording=wording,
            chosen=chosen,
            instead=instead,
            rules=stack.rules,
        )

    def years(self, of: Layer) -> None:
        """The years from which and until which the pack may be taken."""
        own = of.header
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

    def texts(self, own: Layer) -> dict[str, int]:
        """How many published texts show a piece of the outline, as far as the pack's own layer says."""
        given = self.mapping(own.header.get("texts"))
        if not self.unread:
            self.findings += unknown(given, tuple(self.stack.blocks))
        counted = {}
        for key, value in given.items():
            if isinstance(value, Scalar) and re.fullmatch("[1-9][0-9]{0,3}", value):
                counted[str(key)] = int(value)
            else:
                place = value.place if value is not None else given.marks[key]
                evidence = f"{key} 的篇数不能是「{value or ''}」。"
                self.findings.append(Finding("P103", place, evidence, "请写有几个单位的公开文本为证，从 1 起的整数。"))
        return counted

    def decimals(self) -> Decimals:
        given = self.mapping(self.header.get("decimals"))
        self.findings += unknown(given, (*_DECIMALS, _RATES))
        places = {}
        rates = given.get(_RATES)
        if rates not in (None, *_RATES_FROM):
            shown = f"「{rates}」" if isinstance(rates, Scalar) else "一个列表或一组键值"
            advice = "printed 按印出的金额算，exact 按没有舍入的金额算。"
            self.findings.append(Finding("P103", given.marks[_RATES], f"{_RATES} 不能是{shown}。", advice))
        for key, value in given.items():
            if key == _RATES:
                continue
            if isinstance(value, Scalar) and re.fullmatch("[0-6]", value):
                places[str(key)] = int(value)
            else:
                place = value.place if value is not None else given.marks[key]
                self.findings.append(
                    Finding("P103", place, f"{key} 的小数位数不能是「{value}」。", "请写 0 到 6 的整数。")
                )
        known = {key: value for key, value in places.items() if key in _DECIMALS}
        return Decimals(**known, scale=self.stack.scale, exact_rates=rates == _RATES_FROM[1])


def offered(layer: Layer, under: Offered | None, stack: Stack) -> Offered:
    """The wordings of reasons by code of a layer over those below it; ``stack`` is what these layers come to."""
    inherited, told = under or Offered()
    if layer.reasons is None:
        return Offered(inherited, told)
    findings: list[Finding] = []
    try:
        content = marked.load(layer.reasons, f"{layer.id}/{REASONS_FILE}")
    except Refused as refused:
        return Offered(inherited, (*told, *refused.findings))
    own = offers.read_offers(content, stack.formats, stack.rules, findings, None if under is None else inherited)
    return Offered({**inherited, **{offer.code: offer for offer in own}}, (*told, *findings))


def _rounded_twice(stack: Stack, decimals: Decimals) -> Iterator[Finding]:
    """Amounts and rates are rounded once, by the rules; a format may trim, never round again."""
    for name, form in stack.formats.items():
        due = {"amount": decimals.amount, "percent": decimals.percent}.get(form.type)
        if due is not None and form.decimals is not None and form.decimals < due:
            evidence = f"格式「{name}」只印 {form.decimals} 位小数，数却先算到 {due} 位（decimals），会舍入两次。"
            yield Finding("P104", stack.places[name], evidence, f"请把格式改成 {due} 位小数，或改 decimals。")
