"""Commands that show what the phrasebook holds: phrases facts, lint, list."""

from __future__ import annotations

from collections.abc import Mapping

import click

from narrator.cli import units
from narrator.cli.base import FINDINGS, OK, draw, phrasebook, present, program, tell
from narrator.usage import CommandGroup

_HOMES = {
    "narrator.cli.phrasebook": ("facts", "lint", "list"),
    "narrator.cli.packs": ("new", "examples", "show", "outline", "diff"),
    "narrator.cli.coverage": ("coverage",),
    "narrator.cli.evidence": ("evidence", "case"),
}


@program.group(cls=CommandGroup, homes=_HOMES)
def phrases() -> None:
    """查看、新建、检查、比较短语库。"""


@phrases.command()
@click.argument("words", metavar="[文字]", required=False, default="")
def facts(words: str) -> None:
    """列出短语可用的事实：类型、条件、槽位。写了文字，如 结转，就只列名称、说明或槽位里有这些字的。"""
    from narrator.figures.findings import Finding, Refused
    from narrator.rules.catalogue import CATALOGUE, COMMON
    from narrator.rules.kinds import KINDS, SLOT_TERMS

    found = [spec for spec in CATALOGUE.values() if words in " ".join((spec.name, spec.about, *spec.slots))]
    if not found:
        advice = "请换一个说法，或只写其中两个字；确实没有的数，短语库说不了。"
        raise Refused([Finding("P186", None, f"没有哪个事实里有「{words}」。", advice)])
    told = dict.fromkeys(spec.kind.term for spec in found)
    kinds = []
    for kind in (kind for kind in KINDS.values() if kind.term in told or not words):
        conditions = "\n".join(f"{case.term}：{case.meaning}" for case in kind.conditions.values())
        kinds.append((kind.term, conditions, _slots(kind.slots)))
    draw("事实的种类", ("种类", "条件（依次判断，第一个成立的为准）", "槽位"), kinds)
    specs = []
    for spec in found:
        name = f"{'、'.join(spec.within)} › {spec.name}" if spec.within else spec.name
        specs.append((name + ("（列表）" if spec.many else ""), spec.kind.term, spec.about, _slots(spec.slots)))
    draw("事实目录", ("事实", "种类", "说的是", "另有槽位"), specs)
    types = "、".join(f"{term} {kind}" for kind, term in SLOT_TERMS.items())
    present([f"任何短语都可用：{_slots(COMMON)}", f"格式的类型（type）：{types}"])


@phrases.command("lint")
@click.argument("pack", metavar="[短语库]", required=False)
def lint_pack(pack: str | None) -> int:
    """检查短语库：一次列出全部问题。不写短语库，就检查自带的全部。"""
    from narrator.authoring import lint

    book = phrasebook()
    if pack is not None:
        name, _, wording, given = units.wanted(pack)
        findings = lint.lint(name, wording, book, given)
        numbers = {number.place: number for number in lint.numbers(book, name, wording)}
    else:
        findings = lint.lint_all(book)
        numbers = {number.place: number for entry in book.entries() for number in lint.numbers(book, entry.id)}
    present(map(str, findings))
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
        rows = []
        for entry in book.entries():
            *parents, own = book.chain(entry.id)
            named = str(own.header.get("title", ""))
            above = " ← ".join(layer.id for layer in parents)
            texts = own.header.get("texts")
            counts = "、".join(f"{name} {count}" for name, count in texts.items()) if isinstance(texts, dict) else ""
            options = "、".join(option.name for option in book.options(entry.id))
            rows.append((entry.id, named, entry.region, str(entry.year or ""), above, counts, options))
        draw("短语库", ("短语库", "名称", "地区", "年度", "沿用", "公开文本篇数", "选项"), rows)
        return
    wanted = units.wanted(pack)
    phrases = book.pack(*wanted).phrases.values()
    told = [(one.id, spelling.about(one.over), str(len(one.distinct())), str(one.place)) for one in phrases]
    for varied in () if wanted.wording else book.varied(wanted.id)[1:]:
        for one in varied.phrases.values():
            if varied.choice(one.place):
                said = [variant for variant in one.distinct() if varied.choice(variant.source.place)]
                told.append((one.id, f"选了{varied.chosen[0]}时", str(len(said)), str(one.place)))
    draw(pack, ("编号", "说的是", "用语数", "出处"), told)


def _slots(slots: Mapping[str, str]) -> str:
    """Slots by their types: 金额：上年数、本年数；百分比：增减率."""
    from narrator.rules.kinds import SLOT_TERMS

    by_type: dict[str, list[str]] = {}
    for name, kind in slots.items():
        by_type.setdefault(SLOT_TERMS[kind], []).append(name)
    return "；".join(f"{term}：{'、'.join(names)}" for term, names in by_type.items())
