"""How much of a pack is used: in rows for a terminal, in one line, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from narrator.authoring.coverage import Coverage, UsedWording
from narrator.document import plain
from narrator.phrases import spelling
from narrator.phrases.phrase import ALWAYS

COLUMNS = ("短语", "用语的条件", "用到几次", "哪些单位", "没有用到的条件", "例句")
ALWAYS_SAID, NOWHERE = "总是", "没有用到"
_NAMED = 3  # units that a row names


def rows(wordings: Iterable[UsedWording]) -> list[tuple[str, ...]]:
    """A row of ``COLUMNS`` for each wording; of a phrase, only the first names it."""
    made: list[tuple[str, ...]] = []
    before = ""
    for wording in wordings:
        phrase = "" if wording.phrase == before else wording.phrase
        before = wording.phrase
        used = "、".join(_times(wording.term(condition), by) for condition, by in wording.counts.items() if by)
        examples = str(len(wording.examples) or "")
        made.append((phrase, conditions(wording), used, users(wording.users, _NAMED), unused(wording), examples))
    return made


def _times(term: str, users: Mapping[str, int]) -> str:
    return f"{term} {sum(users.values())}".strip()


def conditions(wording: UsedWording) -> str:
    """The conditions of a wording in words."""
    named = "、".join(map(wording.term, filter(None, wording.counts)))
    lead = spelling.WITHOUT if wording.without_reason else ""
    return "：".join(filter(None, (lead, named))) or ALWAYS_SAID


def unused(wording: UsedWording) -> str:
    """The conditions under which nobody used a wording, in words; "" where there are none."""
    return "、".join(wording.term(condition) if condition != ALWAYS else NOWHERE for condition in wording.unused)


def users(counts: Mapping[str, int], most: int = 0) -> str:
    """Who used something, each with how often; no more names than ``most``, if stated."""
    named = [f"{name}（{times} 次）" if times > 1 else name for name, times in counts.items()]
    shown = "、".join(named[: most or len(named)])
    return f"{shown}等 {len(named)} 个" if most and len(named) > most else shown


def summary(coverage: Coverage) -> str:
    """How many wordings and conditions there are, and how many of them were used."""
    count = coverage.counted()
    partly = f"（另有 {count.partly} 种只用到一部分条件）" if count.partly else ""
    wordings = f"用语 {count.wordings} 种，用到 {count.used} 种{partly}"
    return f"{wordings}；条件 {count.conditions} 个，用到 {count.conditions_used} 个"


def data(coverages: Iterable[Coverage], *, missing: bool) -> dict[str, Any]:
    """The coverage of packs as JSON-able data; of the wordings, with ``missing``, only those not wholly used."""
    return {"packs": [_pack(coverage, missing) for coverage in coverages]}


def _pack(coverage: Coverage, missing: bool) -> dict[str, Any]:
    pack = coverage.pack
    wordings = coverage.missing if missing else coverage.wordings
    return {
        "pack": pack.id,
        "wording": pack.wording,
        "layers": list(pack.layers),
        "units": coverage.units,
        "count": coverage.counted()._asdict(),
        "wordings": [_wording(coverage, wording) for wording in wordings],
    }


def _wording(coverage: Coverage, wording: UsedWording) -> dict[str, Any]:
    source = wording.variant.source
    return {
        "phrase": wording.phrase,
        "over": wording.over,
        "text": wording.variant.text,
        "without_reason": wording.without_reason,
        "conditions": wording.counts,
        "unused": wording.unused,
        "examples": len(wording.examples),
        "evidence": source.evidence,
        "layer": coverage.pack.layer(source.place),
        **({"choice": {wording.choice.option: wording.choice.choice}} if wording.choice else {}),
        "place": plain.place(source.place),
    }
