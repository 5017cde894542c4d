"""Lint: everything that is wrong with a pack, at once, each with its place and advice."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.authoring import examples, options
from narrator.document import charts
from narrator.figures.findings import Finding, in_order
from narrator.files.marked import Scalar
from narrator.phrases import bases
from narrator.phrases.layers import Layer
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import Phrasebook, default
from narrator.phrases.search import Given
from narrator.phrases.stack import FORMAT


def lint(pack_id: str, wording: str = "", phrasebook: Phrasebook | None = None, given: Given = ()) -> list[Finding]:
    """The findings on a pack (id or folder), its parents and choices: entries, examples, outline, in order of place.

    ``wording`` is the folder of a unit's own, laid over the pack with what the unit chooses (``given``).

    An empty list means that the pack can be used. Raises Refused where there is no such pack.
    """
    phrasebook = phrasebook or default()
    chain = phrasebook.chain(pack_id, wording, given)
    found = [finding for number in range(len(chain)) for finding in _layer(phrasebook, chain[: number + 1])]
    return in_order(found if wording else [*found, *_options(phrasebook, pack_id)])


def numbers(phrasebook: Phrasebook, pack_id: str, wording: str = "") -> tuple[Scalar, ...]:
    """The pieces of prescribed wording with a number in them that a pack declares, beside its parents', with places.

    Raises Refused where there is no such pack.
    """
    chains = [phrasebook.chain(pack_id, wording), *([] if wording else options.chains(phrasebook, pack_id))]
    every = [phrasebook.inspect(chain, chain[-1].id)[0] for chain in chains]
    return tuple(number for one in every for number in one.rules.numbers if one.owns(number.place))


def lint_all(phrasebook: Phrasebook) -> list[Finding]:
    """The findings on all packs of a phrasebook, and the phrases that no pack which has them says."""
    chains = {entry.id: phrasebook.chain(entry.id) for entry in phrasebook.entries()}
    findings = [finding for chain in chains.values() for finding in _layer(phrasebook, chain)]
    findings += dict.fromkeys(finding for name in chains for finding in _options(phrasebook, name))
    said: set[tuple[str, str]] = set()
    for name, chain in ((of, one) for of in chains for one in (chains[of], *options.chains(phrasebook, of))):
        for year in years(chain):
            inspected, _ = phrasebook.inspect(chain, name, year)
            said |= {(layer, phrase) for phrase in reached(inspected) for layer in inspected.layers if inspected.year}
    for name, chain in chains.items():
        for raw in chain[-1].entries:
            if (name, raw.id) not in said:
                evidence = f"没有哪个短语库用到短语「{raw.id}」，它印不出来。"
                findings.append(Finding("P136", raw.place, evidence, "请在大纲里用它，或删去。"))
    return in_order(findings)


def reached(inspected: Pack) -> set[str]:
    """The ids of the phrases that a document of the pack can print."""
    return set(inspected.compiled.reached | charts.WORDS)


def years(layers: tuple[Layer, ...]) -> list[int]:
    """The years in which the pack may differ; 0, its own, where no entry is bound to years."""
    return sorted({0, *(year for layer in layers for year in layer.dated)})


def _options(phrasebook: Phrasebook, pack_id: str) -> Iterator[Finding]:
    """What is wrong with the choices that a pack leaves to its units."""
    for layers in options.chains(phrasebook, pack_id):
        yield from _layer(phrasebook, layers)
    yield from options.check(phrasebook, pack_id)


def _layer(phrasebook: Phrasebook, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """What is wrong with the last of these layers, in any of the years in which it may differ."""
    for year in years(layers):
        yield from _findings(phrasebook, layers, year)


def _findings(phrasebook: Phrasebook, layers: tuple[Layer, ...], year: int) -> Iterator[Finding]:
    inspected, findings = phrasebook.inspect(layers, layers[-1].id, year)
    yield from findings
    if any(layer.unread for layer in layers):  # what a file does not say is no mistake of the others
        return
    if not any(finding.code == FORMAT for finding in findings):  # every example printed by it would be wrong as well
        yield from examples.check(inspected)
    yield from inspected.compiled.findings
    yield from inspected.compiled.unused()
    yield from bases.left_open(inspected.phrases.values())
    yield from bases.unworded(
        (phrase for phrase in inspected.phrases.values() if inspected.owns(phrase.place)), inspected
    )
    if not inspected.year:
        return
    used = reached(inspected)
    said = [phrase for phrase in inspected.phrases.values() if phrase.id in inspected.compiled.reached]
    yield from bases.unstated(said, layers[-1].place)
    for phrase in inspected.phrases.values():
        if phrase.id not in used and inspected.owns(phrase.place):
            yield Finding(
                "P130",
                phrase.place,
                f"大纲用不到短语「{phrase.id}」，它印不出来。",
                "请在 outline.yaml 里用它，或删去。",
            )
