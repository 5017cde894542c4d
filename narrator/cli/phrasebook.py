"""Commands that show what the phrasebook holds: phrases facts, lint, list."""

from __future__ import annotations

from typing import Any

import click

from narrator.cli import units
from narrator.cli.base import FINDINGS, OK, draw, phrasebook, program, row, say, table, tell
from narrator.usage import CommandGroup

_HOMES = {
    "narrator.cli.phrasebook": ("facts", "lint", "list"),
    "narrator.cli.packs": ("new", "examples", "show", "diff"),
    "narrator.cli.coverage": ("coverage",),
}


@program.group(cls=CommandGroup, homes=_HOMES)
def phrases() -> None:
    """查看、新建、检查、比较短语库。"""


@phrases.command()
def facts() -> None:
    """列出短语可用的事实：槽位、类型、条件。"""
    from narrator.rules.catalogue import CATALOGUE, COMMON
    from narrator.rules.kinds import KINDS

    shown = table("种类", "条件（依次判断，第一个成立的为准）", "槽位", lines=True)
    for kind in KINDS.values():
        conditions = "\n".join(f"{case.term}：{case.meaning}" for case in kind.conditions.values())
        row(shown, kind.term, conditions, _slots(kind.slots))
    draw("事实的种类", shown)
    shown = table("事实", "种类", "说的是", "另有槽位")
    for spec in CATALOGUE.values():
        name = f"{'、'.join(spec.within)} › {spec.name}" if spec.within else spec.name
        row(shown, name + ("（列表）" if spec.many else ""), spec.kind.term, spec.about, _slots(spec.slots))
    draw("事实目录", shown)
    say(f"任何短语都可用：{_slots(COMMON)}")


@phrases.command("lint")
@click.argument("pack", metavar="[短语库]", required=False)
def lint_pack(pack: str | None) -> int:
    """检查短语库：一次列出全部问题。不写短语库，就检查自带的全部。"""
    from narrator.authoring import lint

    book = phrasebook()
    if pack is not None:
        name, _, wording = units.wanted(pack)
        findings = lint.lint(name, wording, book)
        numbers = {number.place: number for number in lint.numbers(book, name, wording)}
    else:
        findings = lint.lint_all(book)
        numbers = {number.place: number for entry in book.entries() for number in lint.numbers(book, entry.id)}
    for finding in findings:
        say(str(finding))
    if numbers:
        listed = (f"  {number}　{at}" for at, number in numbers.items())
        tell(["用语里的数（literal_numbers），请核对是不是规定用语：", *listed])
    tell([f"共 {len(findings)} 处问题。" if findings else "没有问题。"])
    return FINDINGS if findings else OK


@phrases.command("list")
@click.argument("pack", metavar="[短语库]", required=False)
def list_phrases(pack: str | None) -> None:
    """列出短语库，或一个短语库的全部短语。"""
    from narrator.phrases import spelling

    book = phrasebook()
    if pack is None:
        shown = table("短语库", "名称", "地区", "年度", "沿用", "公开文本篇数")
        for entry in book.entries():
            *parents, own = book.chain(entry.id)
            named = str(own.header.get("title", ""))
            above = " ← ".join(layer.id for layer in parents)
            texts = own.header.get("texts")
            counts = "、".join(f"{name} {count}" for name, count in texts.items()) if isinstance(texts, dict) else ""
            row(shown, entry.id, named, entry.region, str(entry.year or ""), above, counts)
        draw("短语库", shown)
        return
    shown = table("编号", "说的是", "用语数", "出处")
    for phrase in book.pack(*units.wanted(pack)).phrases.values():
        row(shown, phrase.id, spelling.about(phrase.over), str(len(phrase.distinct())), str(phrase.place))
    draw(pack, shown)


def _slots(slots: Any) -> str:
    return " ".join(f"{name}:{kind}" for name, kind in slots.items())
