"""Lint: everything that is wrong with a pack, at once, each with its place and advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from narrator.authoring import examples
from narrator.document import charts
from narrator.figures.findings import Finding, by_place
from narrator.files.marked import Scalar
from narrator.phrases import bases, outline, pack, shelf
from narrator.phrases.layers import Layer
from narrator.phrases.pack import Pack
from narrator.phrases.stack import FORMAT


def lint(pack_id: str, wording: str = "") -> list[Finding]:
    """The findings on a pack (id or folder) and its parents: entries, examples and outline, in order of place.

    ``wording`` is the folder of a unit's own, laid over the pack.

    An empty list means that the pack can be used. Raises Refused where there is no such pack.
    """
    layers = shelf.chain(pack_id, wording)
    return _sorted(finding for number in range(len(layers)) for finding in _layer(layers[: number + 1]))


def numbers(pack_id: str, wording: str = "") -> tuple[Scalar, ...]:
    """The pieces of prescribed wording with a number in them that a pack declares, beside its parents', with places.

    Raises Refused where there is no such pack.
    """
    layers = shelf.chain(pack_id, wording)
    inspected, _ = pack.inspect(layers, layers[-1].id)
    return tuple(number for number in inspected.rules.numbers if inspected.owns(number.place))


def lint_shelf() -> list[Finding]:
    """The findings on all packs of the shelf, and the phrases that no pack which has them says."""
    chains = {entry.id: shelf.layers_of(shelf.folder_of(entry.id)) for entry in shelf.entries()}
    findings = [finding for chain in chains.values() for finding in _layer(chain)]
    said: set[tuple[str, str]] = set()
    for name, chain in chains.items():
        for year in years(chain):
            inspected, _ = pack.inspect(chain, name, year)
            said |= {(layer, phrase) for phrase in reached(inspected) for layer in inspected.layers if inspected.year}
    for name, chain in chains.items():
        for raw in chain[-1].entries:
            if (name, raw.id) not in said:
                evidence = f"没有哪个短语库用到短语「{raw.id}」，它印不出来。"
                findings.append(Finding("P136", raw.place, evidence, "请在大纲里用它，或删去。"))
    return _sorted(findings)


def reached(inspected: Pack) -> set[str]:
    """The ids of the phrases that a document of the pack can print."""
    return outline.inspect(inspected)[2] | charts.WORDS


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(findings), key=by_place)


def years(layers: tuple[Layer, ...]) -> list[int]:
    """The years in which the pack may differ; 0, its own, where no entry is bound to years."""
    return sorted({0, *(year for layer in layers for year in layer.dated)})


def _layer(layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """What is wrong with the last of these layers, in any of the years in which it may differ."""
    for year in years(layers):
        yield from _findings(layers, year)


def _findings(layers: tuple[Layer, ...], year: int) -> Iterator[Finding]:
    inspected, findings = pack.inspect(layers, layers[-1].id, year)
    yield from findings
    if any(layer.unread for layer in layers):  # what a file does not say is no mistake of the others
        return
    if not any(finding.code == FORMAT for finding in findings):  # every example printed by it would be wrong as well
        yield from examples.check(inspected)
    _, of_outline, by_outline = outline.inspect(inspected)
    yield from of_outline
    yield from bases.left_open(inspected.phrases.values())
    yield from bases.unworded(
        (phrase for phrase in inspected.phrases.values() if inspected.owns(phrase.place)), inspected
    )
    if not inspected.year:
        return
    used = by_outline | charts.WORDS
    said = [phrase for phrase in inspected.phrases.values() if phrase.id in used]
    yield from bases.unstated(said, layers[-1].place, whole=not inspected.covers)
    for phrase in inspected.phrases.values():
        if phrase.id not in used and inspected.owns(phrase.place):
            yield Finding(
                "P130",
                phrase.place,
                f"大纲用不到短语「{phrase.id}」，它印不出来。",
                "请在 outline.yaml 里用它，或删去。",
            )
