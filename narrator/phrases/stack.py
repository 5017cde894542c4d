"""Layers one over the other: what a child states covers what it inherits, phrase by phrase.

A layer is laid over what those below it come to, which packs that begin with the same layers share, compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.terms import WAN
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node
from narrator.phrases import directions, entries, literals
from narrator.phrases.declared_formats import SETTINGS, FormatError, build
from narrator.phrases.directions import base
from narrator.phrases.entries import NEW, Raw, laid_over, unproven
from narrator.phrases.formats import Format
from narrator.phrases.layers import Layer
from narrator.phrases.phrase import Phrase
from narrator.phrases.settings import Rules

FORMAT = "P102"  # a format that cannot be used
_INHERITED = ("title", "cover", "numbers", "parts")  # keys of the outline that a child covers as a whole


@dataclass(frozen=True, slots=True)
class Stack:
    """What a chain of layers comes to: formats and where each is written, entries, phrases; the raw outline.

    ``outline`` has the title, how headings are numbered, and the parts, ``blocks`` are the pieces that they may use.

    ``findings`` are those that only show where layers meet, or on compiling; ``unread`` as in ``Layer``.
    """

    formats: Mapping[str, Format] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    raws: Mapping[str, Raw] = field(default_factory=dict)
    phrases: Mapping[str, Phrase] = field(default_factory=dict)
    outline: Mapping[str, Node] = field(default_factory=dict)
    blocks: Mapping[str, Node] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    unread: bool = False
    rules: Rules = field(default_factory=lambda: Rules((), base()))

    @property
    def scale(self) -> str:
        """The unit (元, 万元, 亿元) of all its amounts; 万元 where it prints none."""
        return next((form.scale for form in self.formats.values() if form.scale), WAN)


def laid(layer: Layer, under: Stack | None, year: int) -> Stack:
    """A layer over what those below it come to (None where it is the first), as it holds in this year.

    The year is 0 where no entry is bound to years.
    """
    below, inherited = (Stack(), None) if under is None else (under, under.raws)
    findings: list[Finding] = []
    formats, unread = _formats(layer, findings)
    raws = {name: unproven(raw) for name, raw in below.raws.items()} if layer.unproven else dict(below.raws)
    stated: dict[str, Raw] = {}
    for raw in layer.entries:
        if raw.holds(year):
            stated.setdefault(raw.id, raw)
    for raw in stated.values():
        raws[raw.id] = laid_over(raws.get(raw.id), raw, inherited, findings)
    rules = Rules(
        literals.declared(layer.header.get("literal_numbers"), below.rules.numbers, findings),
        directions.added(layer.header.get("directions"), below.rules.directions, findings),
    )
    turned = rules.directions != below.rules.directions
    reformatted = formats.keys() & below.formats.keys()
    places = {**below.places, **_marks(layer, formats)}
    formats = {**below.formats, **formats}
    findings += _of_one_scale(formats, places)
    unread = unread or layer.unread or below.unread
    phrases = dict(below.phrases)
    for name in [] if unread else list(raws) if layer.unproven or turned or reformatted else stated:
        phrase = None if turned or name in stated else phrases.get(name)
        phrases.pop(name, None)
        if phrase is None or not entries.formats_of(phrase).isdisjoint(reformatted):
            phrase = entries.compile_entry(raws[name], formats, rules, findings)
        elif layer.unproven:
            phrase = entries.without_evidence(phrase)
        if phrase is not None:
            phrases[name] = phrase
    outline = {**below.outline, **{key: node for key, node in layer.outline.items() if key in _INHERITED}}
    blocks = _blocks(layer, below.blocks, inherited is None, findings)
    found = (*below.findings, *findings)
    return Stack(formats, places, raws, phrases, outline, blocks, found, unread, rules)


def formats_of(layers: tuple[Layer, ...]) -> dict[str, marked.Mapping]:
    """The formats of a chain of layers as they are written, by name; of layers without a mistake."""
    found: dict[str, marked.Mapping] = {}
    for layer in layers:
        written = layer.header.get("formats")
        for name, entry in written.items() if isinstance(written, marked.Mapping) else ():
            if isinstance(entry, marked.Mapping):
                found[str(name)] = entry
    return found


def _formats(layer: Layer, findings: list[Finding]) -> tuple[dict[str, Format], bool]:
    """The layer's own formats; whether they could not be read."""
    written = layer.header.get("formats")
    if written is not None and not isinstance(written, marked.Mapping):
        findings.append(entries.shapeless(written.place))
        return {}, True
    found = {}
    for name, entry in (written or {}).items():
        settings = entry if isinstance(entry, marked.Mapping) else {}
        known = SETTINGS.get(str(settings.get("type")), ())
        if isinstance(entry, marked.Mapping) and known:
            findings += entries.unknown(entry, known, ("unit",) if "bare" in known else ())  # which build tells
        try:
            found[str(name)] = build(str(name), {k: str(v) for k, v in settings.items() if v is not None})
        except FormatError as error:
            assert written is not None
            findings.append(Finding(FORMAT, written.marks[name], str(error)))
    return found, False


def _of_one_scale(formats: Mapping[str, Format], places: Mapping[str, Place]) -> Iterator[Finding]:
    """A document tells its amounts in one unit: what is derived from a printed figure cannot be printed in another."""
    amounts = {name: form.scale for name, form in formats.items() if form.scale}
    if len(set(amounts.values())) > 1:
        named = "，".join(f"「{name}」按{scale}印" for name, scale in amounts.items())
        evidence = f"各种金额的单位不一样：{named}。"
        yield Finding(
            "P104",
            places[next(reversed(amounts))],
            evidence,
            "一份说明只用一种单位。请在 formats 里把它们的 scale 写成一样。",
        )


def _marks(layer: Layer, formats: Mapping[str, Format]) -> dict[str, Place]:
    written = layer.header.get("formats")
    return {name: written.marks[name] for name in formats} if isinstance(written, marked.Mapping) else {}


def _blocks(layer: Layer, below: Mapping[str, Node], root: bool, findings: list[Finding]) -> dict[str, Node]:
    """The pieces of the outline: those that the layer changes (``blocks``) or adds (``new``) over the inherited."""
    blocks = dict(below)
    for key in ("blocks", NEW):
        written = layer.outline.get(key)
        if written is not None and not isinstance(written, marked.Mapping):
            findings.append(entries.shapeless(written.place))
            continue
        for name, node in (written or {}).items():
            place = written.marks[name] if written else layer.place
            if key == NEW and name in below:
                advice = "要改写它，请移到 blocks 下；是另一段，请另起名称。"
                findings.append(Finding("P154", place, f"上级大纲里已经有「{name}」这一段，不是新增的。", advice))
            elif key != NEW and name not in below and not root:
                advice = near(str(name), below, "") + entries.MOVE
                findings.append(Finding("P153", place, f"上级大纲里没有「{name}」这一段，改不了。", advice))
            blocks[str(name)] = node
    return blocks
