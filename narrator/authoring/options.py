"""What is wrong with the options of a pack: each choice as a pack, and what choices and layers do to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from narrator.authoring.comparing import Side, compare
from narrator.figures.findings import Finding
from narrator.figures.values import Place, Text
from narrator.files import marked
from narrator.phrases import options, spelling
from narrator.phrases.entries import NEW
from narrator.phrases.home import OPTIONS, REASONS_FILE
from narrator.phrases.layers import CHOICE_KEYS, KEYS, Layer
from narrator.phrases.options import Choice, Option
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS
from narrator.phrases.phrasebook import Phrasebook
from narrator.rules.catalogue import kind_of

_FEW = 3  # named one by one
_KEY_BY_KEY = ("formats", "decimals", "reasons", "attached")  # parts of pack.yaml that a child covers so
_NO_WORDS = {*KEYS} - {*CHOICE_KEYS} | {"source", "literal_numbers", "directions"}


class _Laid(NamedTuple):
    """A choice with its layer, which lies over the layers of the pack."""

    option: Option
    choice: Choice
    layers: tuple[Layer, ...]

    @property
    def named(self) -> str:
        return f"选项「{self.option.name}」的「{self.choice.name}」"


def chains(phrasebook: Phrasebook, pack_id: str) -> list[tuple[Layer, ...]]:
    """The layers of a pack with those of each choice that it leaves to a unit, one chain a choice. Raises Refused."""
    return [laid.layers for laid in _laid(phrasebook, pack_id)]


def check(phrasebook: Phrasebook, pack_id: str) -> Iterator[Finding]:
    """What is wrong with the choices of a pack, but what is wrong with each as a layer. Raises Refused."""
    chain = phrasebook.chain(pack_id)
    for option in phrasebook.options(pack_id):
        for choice in option.choices.values():
            if choice.layer is not None and not choice.layer.is_dir():
                yield options.missing(option.name, choice)
    every = _laid(phrasebook, pack_id)
    if not every:
        return
    plain, findings = phrasebook.inspect(chain, pack_id)
    if findings or plain.compiled.findings:
        return
    stated = [_stated(laid.layers[-1], plain) for laid in every]
    for laid, said in zip(every, stated, strict=True):
        yield from _idle(phrasebook, plain, chain, laid)
        yield from _undone(chain, plain, laid, said)
    for (one, mine), (other, theirs) in combinations(zip(every, stated, strict=True), 2):
        if one.option is not other.option and (both := [what for what in theirs if what in mine]):
            evidence = f"{one.named}和{other.named}都改写{_listed(both)}，一起选时不知道用哪一句。"
            yield Finding("P175", theirs[both[0]], evidence, "请并成一个选项，或分成不同的短语、不同的条件。")


def _laid(phrasebook: Phrasebook, pack_id: str) -> list[_Laid]:
    return [
        _Laid(option, choice, phrasebook.chain(pack_id, given=((option.name, Text(choice.name)),)))
        for option in phrasebook.options(pack_id)
        for choice in option.choices.values()
        if choice.layer is not None and choice.layer.is_dir()
    ]


def _idle(phrasebook: Phrasebook, plain: Pack, chain: tuple[Layer, ...], laid: _Laid) -> Iterator[Finding]:
    """A choice that changes nothing is none."""
    over, findings = phrasebook.inspect(laid.layers, plain.id)
    if findings or over.compiled.findings or over.offered.findings:
        return
    if compare(Side("", chain, plain), Side("", laid.layers, over)).same:
        evidence = f"{laid.named}与短语库本来的写法没有不同。"
        yield Finding("P174", laid.choice.place, evidence, "请在它的文件夹里写不同的，或删去这种写法。")


def _undone(chain: tuple[Layer, ...], plain: Pack, laid: _Laid, said: Mapping[str, Place]) -> Iterator[Finding]:
    """An inherited choice lies over what a child of its pack states, and would take it back."""
    names = [layer.id for layer in chain]
    if laid.option.pack not in names:
        return
    for layer in chain[names.index(laid.option.pack) + 1 :]:
        own = _stated(layer, plain)
        if both := [what for what in own if what in said]:
            evidence = f"{laid.named}沿用自 {laid.option.pack}，选了它，这里改写的{_listed(both)}就不算了。"
            advice = f"请在 {OPTIONS} 里重写这个选项，或写「{laid.option.name}: {options.WITHDRAWN}」撤去。"
            yield Finding("P176", own[both[0]], evidence, advice)


def _listed(names: list[str]) -> str:
    return f"{'、'.join(names[:_FEW])}{'等' if len(names) > _FEW else ''}"


def _stated(layer: Layer, pack: Pack) -> dict[str, Place]:
    """All that a layer says of the pack, each by how messages call it, with its place."""
    found: dict[str, Place] = {}
    for raw in layer.entries:
        phrase = pack.phrases.get(raw.id)
        over = phrase.over if phrase else raw.over
        every = tuple(kind.conditions) if (kind := kind_of(over)) else ()
        for wordings, mark in ((raw.wordings, ""), (raw.without, spelling.WITHOUT)):
            for wording in wordings:
                named = [spelling.named(kind, condition) for condition in wording.conditions]
                for condition in every if ALWAYS in named and every else named:
                    told = spelling.listed(over, filter(None, (mark, condition)))
                    found[f"「{raw.id}」{f'（{told}）' if told else ''}"] = wording.text.place
    for key, place, block in _keys(layer.outline, ("blocks", NEW)):
        found[f"大纲的「{block or key}」"] = place
    for key, place, name in _keys(layer.header, _KEY_BY_KEY):
        if key not in _NO_WORDS:
            found[f"「{key}/{name}」" if name else f"「{key}」"] = place
    if layer.reasons is not None:
        found[f"「{REASONS_FILE}」"] = Place(f"{layer.id}/{REASONS_FILE}", 0, 0)
    return found


def _keys(node: marked.Mapping, deeper: tuple[str, ...]) -> Iterator[tuple[str, Place, str]]:
    """The keys of an outline or a header; of those that a child covers key by key, the keys within as well."""
    for key, inner in node.items():
        if key in deeper and isinstance(inner, marked.Mapping):
            yield from ((str(key), inner.marks[name], str(name)) for name in inner)
        else:
            yield str(key), node.marks[key], ""
