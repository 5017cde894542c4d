"""What a pack says of the words in workbooks: ``titles``, ``headings`` and ``rows`` of a bureau's own."""

from __future__ import annotations

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.files import marked
from narrator.files.marked import Scalar
from narrator.phrases.entries import shapeless
from narrator.readers.widths import squeeze
from narrator.readers.words import Words, official

KINDS = Words._fields
_CALLED = {"titles": "表名", "headings": "栏目标题", "rows": "行名"}


def words(header: marked.Mapping, findings: list[Finding]) -> Words:
    """The own words of a pack by kind; what leads to no official word is told (P158)."""
    if not any(kind in header for kind in KINDS):
        return Words()
    return Words(**{kind: _kind(kind, header, findings) for kind in KINDS})


def _kind(kind: str, header: marked.Mapping, findings: list[Finding]) -> dict[str, str]:
    node = header.get(kind)
    if node is None:
        return {}
    if not isinstance(node, marked.Mapping):
        findings.append(shapeless(node.place))
        return {}
    known, found = official(kind), {}
    for own, meant in node.items():
        place = meant.place if meant is not None else node.marks[own]
        if not isinstance(meant, Scalar) or meant not in known:
            evidence = f"{kind} 里「{own}」对应的「{meant}」不是公开表的{_CALLED[kind]}。"
            findings.append(Finding("P158", place, evidence, near(str(meant), sorted(known), "请对照财政部的公开表。")))
        else:
            found[squeeze(own)] = str(meant)
    return found
