"""A pack that says every fact of the catalogue: under each condition, and with every slot that it always has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from helpers import packs
from narrator.phrases.phrase import ALWAYS
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.kinds import AMOUNT, COUNT, NAMES, NUMBER, ORDINAL, PASSAGE, PERCENT, REASON, TERM, TEXT, WORD
from narrator.rules.spec import Spec

_HEADER = "region: 新疆\nyear: 2024\ntitle: 全部事实\nsource: 目录\nliteral_numbers: [百万元以上设备]\n"
_SLOTS = "的各项"
_LISTED = ("empty", "some")
_FORMATS = {
    AMOUNT: "万元",
    PERCENT: "百分比",
    COUNT: "个",
    NUMBER: "原样",
    TEXT: "文字",
    TERM: "名称",
    NAMES: "列举",
    REASON: "原因",
    WORD: "主体",
    ORDINAL: "中文序号",
}


def pack(folder: Path) -> Path:
    """The folder of the pack: of a fact, a phrase with a wording for each condition, and one that prints its slots."""
    outer = [spec for spec in CATALOGUE.values() if not spec.within]
    parts = [{"part": "全部事实", "body": [block for spec in outer for block in _blocks(spec)]}]
    outline = {"title": "全部事实", "parts": parts}
    phrases: dict[str, Any] = {
        "全部事实": "全部事实",
        **dict(entry for spec in CATALOGUE.values() for entry in _entries(spec)),
    }
    facts = {"source": "目录", "new": phrases}
    return packs.child(folder, "national", pack=_HEADER, outline=_text(outline), facts=_text(facts))


def _text(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def _entries(spec: Spec) -> Iterator[tuple[str, Any]]:
    """The phrase of a fact; of a list, one for each of whether it is empty."""
    if spec.many:
        yield from ((_id(spec, listed), f"{spec.name}（{listed}）。") for listed in _LISTED)
    if spec.kind is not PASSAGE:
        conditions = spec.kind.conditions or (ALWAYS,)
        said = {condition: f"{spec.name}：{condition}。" for condition in conditions}
        yield _id(spec), {"over": spec.name, "say": said if spec.kind.conditions else said[ALWAYS]}
        lacking = {slot for slots in spec.kind.lacks.values() for slot in slots}
        slots = {slot: kind for slot, kind in spec.all_slots.items() if slot not in lacking}
        slots = {} if spec.name.endswith("指标") else slots  # whose cells may be blank
        printed = "".join(f"{slot}是〔{{{{ {slot} | {_FORMATS[kind]} }}}}〕；" for slot, kind in slots.items())
        yield _id(spec, _SLOTS), {"over": spec.name, "say": printed or "无。"}


def _id(spec: Spec, more: str = "") -> str:
    return f"事实.{spec.name}{more}"


def _blocks(spec: Spec) -> Iterator[Any]:
    """A paragraph that says a fact, with the facts within it; and one that says whether a list is empty."""
    if spec.many:
        yield {"paragraph": list(_whether(spec))}
    if spec.kind is PASSAGE:
        yield {"text": spec.name}
    elif spec.many:
        inner = [clause for part in CATALOGUE.values() if spec.name in part.within for clause in _clauses(part)]
        yield {"paragraph": [_id(spec), _id(spec, _SLOTS), *inner], "each": spec.name}
    else:
        yield {"paragraph": list(_clauses(spec)), "when": {spec.name: "any"}}  # of 机关运行经费, not all are there


def _whether(spec: Spec) -> Iterator[Any]:
    return ({"sentence": [_id(spec, listed)], "when": {spec.name: listed}} for listed in _LISTED)


def _clauses(spec: Spec) -> Iterator[Any]:
    if spec.many:
        yield from _whether(spec)
        yield {"each": spec.name, "say": [_id(spec), _id(spec, _SLOTS)]}
    else:
        yield from ({"say": phrase, "of": spec.name} for phrase in (_id(spec), _id(spec, _SLOTS)))
