"""Commands for a pack as a whole: phrases new, examples, show, outline, diff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import units
from narrator.cli.base import FINDINGS, OK, PATH, REFUSED, draw, phrasebook, present, report, tell
from narrator.cli.phrasebook import phrases

if TYPE_CHECKING:
    from narrator.authoring.scaffold import Used
    from narrator.figures.findings import Finding
    from narrator.figures.values import Place
    from narrator.phrases.layers import Layer
    from narrator.phrases.options import Option
    from narrator.phrases.pack import Pack
    from narrator.phrases.phrase import Phrase, Variant
    from narrator.phrases.phrasebook import Phrasebook

_NEAR, _MOST_NEAR = 0.4, 3  # what somebody asks for may be half of an id


# new ------------------------------------------------------------------------------------------------


@phrases.command()
@click.argument("folder", metavar="文件夹", type=PATH)
@click.option("--from", "parent", metavar="上级", help="沿用哪个短语库，如 xinjiang/2024。")
@click.option("--year", type=click.IntRange(1000, 9999), metavar="年度", help="适用的年度；不写则与上级相同。")
@click.option("--region", metavar="地区", help="适用的地区，如 某省；不写则与上级相同。")
@click.option("--wording", is_flag=True, help="只是一个单位自己的用语，放在单位文件旁边的 wording 文件夹里。")
def new(folder: Path, parent: str | None, year: int | None, region: str | None, wording: bool) -> int:
    """新建一个短语库的文件夹：沿用上级的用语，只写不同的。

    文件夹叫「年度」的，如 某省/2025，年度就是它。单位文件旁边的 wording 文件夹，是这个单位自己的用语；
    短语库的 options 里的文件夹，是一个选项的一种写法。
    """
    from narrator.authoring import scaffold
    from narrator.forms import folder as notation
    from narrator.phrases import options
    from narrator.phrases.phrasebook import WORDING
    from narrator.writers import together

    book = phrasebook()
    checked = folder
    if options.is_choice(folder):
        checked = folder.parent.parent
        if year or region or parent:
            tell([f"{folder} 是 {checked} 的一种写法，不另写上级、地区和年度。"])
            return REFUSED
        taken = book.pack(str(checked))
        made = scaffold.wording(taken, _used(taken))
    elif wording or (folder.name == WORDING and notation.holds(folder.parent)):
        if year or region:
            tell([f"{folder} 是一个单位的用语，地区和年度由单位文件定。"])
            return REFUSED
        below, of = (parent, 0) if parent else _taken(folder.parent)
        taken = book.pack(below, of)
        made = scaffold.wording(taken, _used(taken))
    else:
        if parent is None:
            raise click.MissingParameter(param_hint="--from", param_type="option", param=_option("parent"))
        above = book.pack(parent)
        named = book.named_from(folder, parent)
        own_year = year or (int(folder.name) if _is_year(folder.name) else 0)
        _complete(folder, above, region or "", own_year)
        made = scaffold.pack(above, _used(above), named, region or "", own_year)
    together.create(folder, made)
    tell(f"已写入 {folder / path}。" for path in made)
    tell([f"在 {folder / 'phrases' / 'own.yaml'} 里写用语，写完用 narrator phrases lint {checked} 检查。"])
    return OK


def _used(pack: Pack) -> Used:
    """What of a pack its outline uses."""
    from narrator.authoring import lint
    from narrator.authoring.scaffold import Used

    return Used(lint.reached(pack), tuple(pack.compiled.pieces))


def _taken(folder: Path) -> tuple[str, int]:
    """The pack that the unit in this folder takes, and the unit's year. Raises Refused."""
    import narrator

    unit = narrator.load(folder)
    return phrasebook().taken_by(unit)[0].id, int(unit.profile.year.value)


def _is_year(name: str) -> bool:
    return len(name) == len("2025") and name.isascii() and name.isdigit()


def _option(name: str) -> click.Parameter:
    return next(param for param in new.params if param.name == name)


def _complete(folder: Path, above: Pack, region: str, year: int) -> None:
    """A pack is for a region and a year: its own, or its parent's. Raises Refused."""
    from narrator.figures.findings import Finding, Refused
    from narrator.figures.values import Place

    place = Place(str(folder), 0, 0)
    lacking = [f"--{key}" for key, own in (("region", region or above.region), ("year", year or above.year)) if not own]
    if lacking:
        evidence = f"上级 {above.id} 没有写明{'地区、年度' if len(lacking) > 1 else '地区或年度'}。"
        raise Refused([Finding("P103", place, evidence, f"请加 {'、'.join(lacking)}。")])
    if region and not region.isalnum():
        raise Refused(
            [Finding("P103", Place(str(folder), 0, 0), f"「{region}」不是地区的名称。", "如 --region 某省。")]
        )


# examples -------------------------------------------------------------------------------------------


@phrases.command("examples")
@click.argument("pack", metavar="[短语库]", required=False)
@click.option("--fill", is_flag=True, help="给没有例句的用语各拟一条，写进旁边的 .examples.yaml。")
def list_examples(pack: str | None, fill: bool) -> int:
    """哪些用语没有例句，哪些例句是程序拟的、还没有人读过。不写短语库，就看自带的全部。

    拟的例句写着 accepted: no：用虚构的整数写出整句，请逐条读，没有错的删去这一行。已有的例句一个字也不改。
    """
    book = phrasebook()
    if pack is None:
        chains = [chain for entry in book.entries() for chain in _chains(units.WantedPack(entry.id), book)]
    else:
        chains = _chains(units.wanted(pack), book)
    left = _filled(chains, book) if fill else _waiting(chains, book)
    present(map(str, left))
    tell([f"共 {len(left)} 处。" if left else "每条用语都有例句。" if fill else "每条用语都有读过的例句。"])
    return FINDINGS if left else OK


def _chains(wanted: units.WantedPack, book: Phrasebook) -> list[tuple[Layer, ...]]:
    """The layers of a pack, and those of each choice that it leaves to a unit; or with a unit's own wording."""
    from narrator.authoring import options

    chain = book.chain(wanted.id, wanted.wording, wanted.given)
    return [chain] if wanted.wording else [chain, *options.chains(book, wanted.id)]


def _waiting(chains: Sequence[tuple[Layer, ...]], book: Phrasebook) -> list[Finding]:
    """What has no example, or one that nobody has read."""
    from narrator.authoring import proposing

    return [finding for chain in chains for finding in proposing.waiting(chain, book)]


def _filled(chains: Sequence[tuple[Layer, ...]], book: Phrasebook) -> list[Finding]:
    """Add a proposal to each wording without an example; those still without one. Raises Refused."""
    from narrator.authoring import examples, proposing
    from narrator.writers import targets, together

    changes: list[together.FileChange] = []
    said: list[str] = []
    left: list[Finding] = []
    for chain in chains:
        filled, unable = proposing.fill(chain, book)
        left += unable
        for file in filled:
            stood = targets.look(file.path)
            if (stood.content if stood else None) != file.before:
                raise targets.refused("W112", file.path, "文件刚才被别的程序改动了，未覆盖。", "请看过它，再运行一次。")
            changes.append(together.FileChange(file.path, file.after, stood))
            name = f"{chain[-1].id}/{file.path.relative_to(chain[-1].folder).as_posix()}"
            said.append(f"已写入 {name}，拟了 {file.added} 条例句。")
    together.put(changes)
    tell([*said, *([f"请逐条读过，没有错的删去 {examples.ACCEPTED}: no 这一行。"] if said else [])])
    return left


# show -----------------------------------------------------------------------------------------------


@phrases.command()
@click.argument("pack", metavar="短语库")
@click.argument("phrase_id", metavar="[编号]", required=False)
def show(pack: str, phrase_id: str | None) -> None:
    """显示短语库怎样得来，或一个短语：各条件下的用语、依据和出处。"""
    (name, year, wording, given), book = units.wanted(pack), phrasebook()
    layers, taken = book.chain(name, wording, given), book.pack(name, year, wording, given)
    if phrase_id is None:
        _head(layers, taken, book.options(name))
        return
    varied = [] if wording else [(one, book.chain(name, given=one.chosen[0].given)) for one in book.varied(name)[1:]]
    _phrase(layers, taken, phrase_id, year or taken.year, varied)


def _head(layers: tuple[Layer, ...], pack: Pack, options: Sequence[Option]) -> None:
    """What the pack is made of, its formats, how it words the cases that every pack must word, its options."""
    from narrator.phrases import bases

    told = [
        pack.title,
        f"地区：{pack.region or '没有写'}　年度：{pack.year or '没有写'}",
        f"沿用：{' ← '.join(layer.id for layer in layers)}",
        *([f"公开文本：{'、'.join(f'{name} {count} 篇' for name, count in pack.texts.items())}"] if pack.texts else []),
        f"短语 {len(pack.phrases)} 条，格式 {len(pack.formats)} 种",
        "",
    ]
    present(told)
    draw("格式", ("格式", "类型", "写法", "所在"), _formats(layers))
    rows: list[tuple[str, ...]] = []
    for base in bases.BASES:
        worded = bases.worded(pack.phrases.values(), base)
        for number, (name, variant) in enumerate(worded.items()):
            rows.append(("" if number else f"{base.name}（{base.term}）", name, variant.text))
        if not worded:
            rows.append((f"{base.name}（{base.term}）", "", "没有写"))
    draw("没有可比的数时怎么说", ("情形", "短语", "用语"), rows)
    if options:
        rows = [row for option in options for row in _offered(option)]
        draw("选项（单位自选，第一种是不选时的写法）", ("选项", "写法", "公开文本", "所在", "依据"), rows)


def _offered(option: Option) -> Iterator[tuple[str, ...]]:
    """The choices of an option: what shows them, where they are declared."""
    for choice in option.choices.values():
        texts = f"{choice.texts} 篇" if choice.texts else ""
        first = option.name if choice.name == option.default else ""
        yield first, choice.name, texts, str(choice.place), choice.source


def _formats(layers: tuple[Layer, ...]) -> Iterator[tuple[str, ...]]:
    """The formats as written: name, type, the other settings, place."""
    from narrator.phrases import stack
    from narrator.rules.kinds import SLOT_TERMS

    for name, settings in stack.formats_of(layers).items():
        kind = str(settings.get("type", ""))
        yield name, f"{SLOT_TERMS.get(kind, '')} {kind}".strip(), _listed(settings), str(settings.place)


def _listed(settings: Mapping[str, object]) -> str:
    return "　".join(f"{key}: {value}" for key, value in settings.items() if key != "type")


def _phrase(
    layers: tuple[Layer, ...],
    pack: Pack,
    phrase_id: str,
    year: int,
    varied: Sequence[tuple[Pack, tuple[Layer, ...]]],
) -> None:
    """The resolved phrase: its way through the layers, then each wording with what it stands instead of.

    Then the wordings that choices put in place of these.
    """
    from narrator.authoring import history
    from narrator.phrases import spelling
    from narrator.rules.catalogue import kind_of

    phrase = next((one.phrases[phrase_id] for one, _ in varied if phrase_id in one.phrases), None)
    if phrase is None or phrase_id in pack.phrases:
        phrase = known_phrase(pack, phrase_id)
    present([phrase.id, f"说的是：{spelling.about(phrase.over) or '（不取事实）'}"])
    kind = kind_of(phrase.over)
    for step in history.steps(layers, phrase_id, year):
        named = spelling.listed(phrase.over, (spelling.named(kind, condition) for condition in step.conditions))
        conditions = f"（{named}）" if step.what == history.CHANGED and named else ""
        present([f"  {step.layer}　{step.what}{conditions}　{step.place}"])
    texts = history.texts(layers)
    for variant in phrase.distinct() if phrase_id in pack.phrases else ():
        present(["", *_wording(variant, texts)])
    for one, chain in varied:
        for variant in one.phrases[phrase_id].distinct() if phrase_id in one.phrases else ():
            if one.choice(variant.source.place):
                present(["", f"选了{one.chosen[0]}时：", *_wording(variant, history.texts(chain))])


def known_phrase(pack: Pack, phrase_id: str) -> Phrase:
    """The phrase of a pack with this id. Raises Refused (P125) where there is none."""
    from narrator.figures.findings import Finding, Refused
    from narrator.figures.near import near

    phrase = pack.phrases.get(phrase_id)
    if phrase is None:
        otherwise = f"全部编号见 narrator phrases list {pack.id}。"
        advice = near(phrase_id, pack.phrases, otherwise, alike=_NEAR, most=_MOST_NEAR)
        raise Refused([Finding("P125", None, f"{pack.id} 中没有短语「{phrase_id}」。", advice)])
    return phrase


def _wording(variant: Variant, texts: Mapping[Place, str]) -> Iterator[str]:
    from narrator.phrases import spelling

    conditions = spelling.of(variant.source) or "总是"
    evidence = variant.source.evidence or "没有公开文本为证"
    yield f"[{conditions}]  {variant.source.place}  依据：{evidence}"
    yield f"  {variant.text}"
    if variant.instead is not None:
        yield f"  改写自 {variant.instead}"
        yield f"  原为：{texts[variant.instead]}"


# outline --------------------------------------------------------------------------------------------


@phrases.command()
@click.argument("pack", metavar="短语库")
@click.argument("piece", metavar="[段]", required=False)
def outline(pack: str, piece: str | None) -> None:
    """显示短语库的大纲，或其中一段，照 outline.yaml 的写法：要改哪一段，就抄进自己的 outline.yaml 再改。"""
    from narrator.authoring import listing
    from narrator.cli.base import say
    from narrator.figures.findings import Finding, Refused
    from narrator.figures.near import near

    (name, year, wording, given), book = units.wanted(pack), phrasebook()
    beside, blocks = listing.stated(book.chain(name, wording, given))
    used = [*book.pack(name, year, wording, given).compiled.pieces] or [*blocks]
    if piece is None:
        say(listing.written(beside, {one: blocks[one] for one in used}), end="")
        return
    if piece not in used:
        advice = near(piece, used, f"现有：{'、'.join(used)}。")
        raise Refused([Finding("P158", None, f"{name} 的大纲里没有「{piece}」这一段。", advice)])
    say(listing.written({}, {piece: blocks[piece]}), end="")


# diff -----------------------------------------------------------------------------------------------


@phrases.command()
@click.argument("one", metavar="甲")
@click.argument("other", metavar="乙")
@click.option("--only", metavar="编号", multiple=True, help="只比这一条短语；可以写几次。")
def diff(one: str, other: str, only: tuple[str, ...]) -> int:
    """比较两个短语库：短语、用语、格式、设置和大纲有哪些不同。

    有不同时退出码是 1。〔甲→乙〕里箭头左边是甲的字，右边是乙的字。
    """
    from narrator.authoring import comparing
    from narrator.writers import packs

    sides, book = [], phrasebook()
    for name in (one, other):
        pack_id, year, wording, given = units.wanted(name)
        layers, pack = book.chain(pack_id, wording, given), book.pack(pack_id, year, wording, given)
        sides.append(comparing.Side(name, layers, pack))
    _known(only, [phrase for side in sides for phrase in side.pack.phrases])
    found = comparing.compare(sides[0], sides[1], only)
    report(packs.write(found))
    return OK if found.same else FINDINGS


def _known(wanted: tuple[str, ...], ids: list[str]) -> None:
    """What somebody asks for is a phrase of one of the packs. Raises Refused."""
    from narrator.figures.findings import Finding, Refused
    from narrator.figures.near import near

    advice = "全部编号见 narrator phrases list 加短语库。"
    unknown = [
        Finding("P125", None, f"两边都没有短语「{name}」。", near(name, ids, advice, alike=_NEAR, most=_MOST_NEAR))
        for name in wanted
        if name not in ids
    ]
    if unknown:
        raise Refused(unknown)
