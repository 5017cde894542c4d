"""What a pack adds to the official names of accounts: ``accounts.yaml``, codes with their names and one source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from narrator.figures.findings import Finding
from narrator.figures.official import Official
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases.entries import shapeless

ACCOUNTS_KEYS = ("source", "codes")


def read(contents: Iterable[marked.Mapping], findings: list[Finding]) -> Mapping[str, Official]:
    """The accounts of all layers by code, a child's over its parent's; what is wrong is added to the findings."""
    found: dict[str, Official] = {}
    for content in contents:
        codes, source = content.get("codes"), content.get("source")
        if codes is None:
            continue
        if not isinstance(codes, marked.Mapping):
            findings.append(shapeless(codes.place))
            continue
        if not isinstance(source, Scalar) or not source.strip():
            evidence = "科目名称没有写出处（source）。"
            findings.append(Finding("P160", content.place, evidence, "请写这些名称印在哪个公开的文件上。"))
        for code, value in codes.items():
            names, place = _names(value), codes.marks[code]
            if re.fullmatch("[0-9]{3}([0-9]{2}){0,2}", code) is None:
                findings.append(_wrong(place, f"「{code}」不是科目编码。", "应是 3、5 或 7 位数字（类、款、项）。"))
            elif not names:
                findings.append(_wrong(place, f"科目 {code} 没有名称。", "请写名称；有旧名的写 [名称, 旧名]。"))
            else:
                found[str(code)] = Official(str(code), names[0], tuple(names[1:]), str(source or ""), published=True)
    return found


def _wrong(place: Place, evidence: str, advice: str) -> Finding:
    return Finding("P161", place, evidence, advice)


def _names(value: Node) -> list[str]:
    """The name, or the name and those before it; none where something else stands there."""
    items = value if isinstance(value, marked.Sequence) else [value]
    names = [str(item).strip() if isinstance(item, Scalar) else "" for item in items]
    return names if all(names) else []
