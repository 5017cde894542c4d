"""A pack, and the head of one, as plain data, and back; what has a mistake is told by its sources and never kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.phrases import table
from narrator.phrases.nodes import Compiled
from narrator.phrases.pack import Pack
from narrator.phrases.settings import Offered

if TYPE_CHECKING:
    from narrator.figures.findings import Finding
    from narrator.files.marked import Mapping as Marked

_ELSEWHERE = ("folders", "plan", "read_offers", "proved")  # its own place, and what is kept beside its other fields
_PLAIN = tuple(name for name in Pack.__dataclass_fields__ if name not in _ELSEWHERE)
_DAMAGE = (LookupError, TypeError, ValueError)


def data_of(pack: Pack) -> Any:
    """The pack as plain data, with its outline and its wordings of reasons; None where either has a mistake."""
    outline, findings, *more, _ = pack.compiled
    if findings or pack.offered.findings:
        return None
    fields = tuple(getattr(pack, name) for name in _PLAIN)
    proved = {name: pack.wordings[name] for name in sorted(pack.compiled.reached)}
    return {"pack": table.flat((*fields, proved, outline, *more)), "offers": table.flat(pack.offered.reasons)}


def pack_of(data: Any, folders: tuple[Path, ...]) -> Pack | None:
    """The pack of such data, whose layers stand in these folders; None where it is none."""
    try:
        *values, proved, outline, reached, pieces, facts = table.deep(data["pack"])
        compiled = Compiled(outline, (), reached, pieces, facts, _unknown)
        return Pack(
            **dict(zip(_PLAIN, values, strict=True)),
            folders=folders,
            proved=proved,
            plan=lambda _: compiled,
            read_offers=lambda: Offered(table.deep(data["offers"])),
        )
    except _DAMAGE:
        return None


def _unknown() -> list[Finding]:
    raise TypeError("only a pack that was read from its sources tells what it does not use")


def data_of_head(content: Marked) -> Any:
    """The content of a ``pack.yaml`` as plain data."""
    return table.flat(content)


def head_of(data: Any) -> Marked | None:
    """The content of a ``pack.yaml`` from plain data; None where it is none."""
    try:
        head: Marked = table.deep(data)
    except _DAMAGE:
        return None
    return head if isinstance(head, Mapping) else None
