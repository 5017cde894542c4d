"""Lint: everything that is wrong with a pack, at once, each with its place and advice."""

from __future__ import annotations

from narrator.document import charts, outline
from narrator.figures.findings import Finding, by_place
from narrator.phrases import examples, pack, shelf


def lint(pack_id: str) -> list[Finding]:
    """The findings on a pack (id or folder): its entries, examples and outline, in order of place.

    An empty list means that the pack can be used. Raises Refused where there is no such pack.
    """
    folder = shelf.folder_of(pack_id)
    inspected, findings = pack.inspect([folder], pack_id)
    findings += examples.check(inspected, folder)
    _, of_outline, reached = outline.inspect(inspected)
    findings += of_outline
    for phrase in inspected.phrases.values():
        if phrase.id not in reached | charts.WORDS:
            findings.append(
                Finding("P130", phrase.place, f"大纲用不到短语「{phrase.id}」。", "请在大纲里用它，或删去。")
            )
    return sorted(dict.fromkeys(findings), key=by_place)
