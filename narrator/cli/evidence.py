"""Commands for what stands behind a wording: phrases evidence, phrases case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import units
from narrator.cli.base import FINDINGS, OK, PATH, draw, phrasebook, present, tell
from narrator.cli.phrasebook import phrases

if TYPE_CHECKING:
    from narrator.authoring.evidence import Standing
    from narrator.authoring.records import Record
    from narrator.figures.findings import Finding
    from narrator.phrases.pack import Pack
    from narrator.tasks.evidencing import Again, Beside

_MOST_QUOTED = 200


@phrases.command()
@click.argument("pack", metavar="短语库")
@click.argument("phrase_id", metavar="[编号]", required=False)
@click.option("--texts", metavar="文件夹", type=PATH, help="公开文本所在的文件夹：按今天的短语库重新核对，引出原句。")
def evidence(pack: str, phrase_id: str | None, texts: Path | None) -> int:
    """有哪些公开文本为用语作证，哪些写法与它不同。

    短语库里只留记录（来源、单位、年度、摘要、逐句核对的结果），文本本身不在其中；有文本时用 --texts 指出放在哪里。
    """
    from narrator.authoring import evidence as behind
    from narrator.authoring.records import FOLDER
    from narrator.cli.packs import known_phrase
    from narrator.tasks import evidencing

    book = phrasebook()
    taken = book.pack(*units.wanted(pack))
    if phrase_id is not None:
        known_phrase(taken, phrase_id)
    homes = evidencing.homes(book, taken.id)
    kept = evidencing.of_pack(book, taken.id, homes)
    findings: list[Finding] = [finding for one in kept for finding in behind.unknown(book.pack(one.pack), one)]
    again = list(evidencing.again(kept, texts, book, findings)) if texts is not None else []
    standing = [one for one in behind.standing(taken, kept, book) if phrase_id in (None, one.phrase)]
    if phrase_id is None:
        _overview(taken, kept, standing)
    else:
        present(_phrase(standing))
        present(_quoted(again, phrase_id))
    tell(map(str, findings))
    if not kept:
        own = " 或 ".join(str(home / FOLDER) for home in homes[1:])
        advice = f"请把 narrator phrases case 写出的 证据.yaml 放进文件夹 {own}。" if own else ""
        tell([f"没有 {taken.id} 的记录。{advice}"])
    return FINDINGS if findings else OK


def _overview(pack: Pack, kept: Sequence[Record], standing: Sequence[Standing]) -> None:
    """The texts, then each phrase with how many stand behind it and against it."""
    from narrator.authoring import evidence as behind
    from narrator.authoring.records import TERMS

    rows = [(one.unit, str(one.year), one.pack, *(str(one.sentences.get(key, 0)) for key in TERMS)) for one in kept]
    draw(f"{pack.id}：公开文本", ("单位", "年度", "所用短语库", *TERMS.values()), rows)
    told = [
        (one.phrase, "、".join(one.conditions), *(str(len(found)) for found in (one.shown, one.shared, one.against)))
        for one in standing
        if one.shown or one.shared or one.against
    ]
    draw("用语的证据（份）", ("短语", "条件", "这种用语", "几种条件共用的词句", "写法不同"), told)
    shown = {one.phrase for one in standing if one.shown or one.shared}
    present([f"{len(kept)} 份公开文本，证明 {len(shown)} 条短语，另有 {len(pack.phrases) - len(shown)} 条没有文本。"])
    choices = Counter(
        (option, choice)
        for one in kept
        if one.pack == pack.id
        for option, made in one.chooses.items()
        for choice in made
    )
    present(f"选项 {option}「{choice}」：{count} 份" for (option, choice), count in choices.items())
    counted = behind.pieces(pack, kept)
    if counted:
        present(
            [f"大纲各段的篇数，写进 pack.yaml：texts: {{{', '.join(f'{name}: {n}' for name, n in counted.items())}}}"]
        )


def _phrase(standing: Sequence[Standing]) -> Iterator[str]:
    """Each wording of a phrase with the texts that show it; then those that tell the phrase otherwise."""
    for one in standing:
        yield f"{'、'.join(one.conditions) or '总是'}：{one.text}"
        yield from (f"  这样写　{_named(record)}" for record in one.shown)
        yield from (f"  词句与别的条件相同　{_named(record)}" for record in one.shared)
        if not (one.shown or one.shared):
            yield "  没有公开文本"
    for one in standing[:1]:
        for record in one.against:
            lines = "、".join(map(str, record.contradicts[one.phrase]))
            yield f"写法不同　{_named(record)}　第 {lines} 行"


def _named(record: Record) -> str:
    return f"{record.unit} {record.year}　{record.source}"


def _quoted(again: Sequence[Again], phrase: str) -> Iterator[str]:
    """The sentences of the texts themselves that show a phrase or tell it otherwise."""
    from narrator.authoring.records import TERMS

    for record, text in again:
        for one in text.judged:
            if one.near == phrase or any(shown.phrase == phrase for shown in one.shown):
                yield f"{record.text}:{one.line}　{TERMS[one.outcome]}　{one.text[:_MOST_QUOTED]}"


# case -------------------------------------------------------------------------------------------------


@phrases.command()
@click.argument("text", metavar="公开文本", type=PATH)
@click.argument("pack", metavar="短语库")
@click.option("-o", "--output", metavar="文件夹", type=PATH, help="结果写到这个新文件夹；不写则只在屏幕上对照。")
@click.option("--figures", metavar="单位", type=PATH, help="这个单位的数（单位文件或文件夹）；不写则从文本里读。")
@click.option("--source", metavar="网址", default="", help="文本从哪里来，写进记录；不写则按文本首行 SOURCE: 后面的。")
@click.option("--unit", metavar="名称", default="", help="单位名称；不写则按文本写的。")
@click.option("--year", metavar="年度", type=int, default=0, help="年度；不写则按文本写的。")
def case(text: Path, pack: str, output: Path | None, figures: Path | None, source: str, unit: str, year: int) -> int:
    """把一份公开文本做成一个例子：按短语库起草，与原文逐句对照，每处不同都指出来。

    新文件夹里有：单位.yaml（从文本读出的数）、起草.txt、对照.txt、证据.yaml（放进短语库 evidence 文件夹的记录）。
    用语都一致时退出码是 0，有不同时是 1。
    """
    from narrator.authoring import evidence as behind
    from narrator.authoring import records
    from narrator.authoring.evidence import Judge
    from narrator.figures.findings import Refused
    from narrator.tasks import evidencing
    from narrator.writers import together

    book = phrasebook().only(pack)
    judge = Judge(book.varied(pack))
    taken = judge.pack
    found = evidencing.judged(text, judge)
    record = found.record(taken, source, unit, year)
    given = {
        key: value for key, value in zip(evidencing.NEEDED, (record.unit, str(record.year or "")), strict=True) if value
    }
    read, problems = "", list[str]()
    lines: tuple[str, ...] = ()
    try:
        if figures is not None:
            lines = evidencing.drafted_from(figures, book)
        else:
            read, lines = evidencing.drafted(text, given, book)
    except Refused as refused:
        problems = list(map(str, refused.findings))
    compared = tuple(evidencing.beside(found, lines, taken))
    told = [*_told(compared), behind.summary(record.sentences)]
    made = {
        "单位.yaml": read,
        "起草.txt": _joined(lines),
        "对照.txt": _joined(told),
        "证据.yaml": records.written(record),
    }
    if output is not None:
        together.create(output, {name: content for name, content in made.items() if content})
    present(told)
    written = [] if output is None else [f"已写入 {output / name}。" for name, content in made.items() if content]
    tell([*problems, *_ways_out(compared), *written])
    return FINDINGS if problems or any(one.outcome in (records.OTHER, records.OUTSIDE) for one in found.judged) else OK


def _ways_out(found: Sequence[Beside]) -> Iterator[str]:
    """What to do about words that differ, and about figures that the draft lacks."""
    from narrator.authoring import records

    if any(one.judged.outcome in (records.OTHER, records.OUTSIDE) for one in found):
        yield (
            "用语不同的，照文本改那条短语；短语库没有的，加一句。"
            "文本里的数在 narrator phrases facts 里没有的，程序印不出，这一句留着。"
        )
    if any(one.has_gap for one in found):
        yield (
            "「有待填」（█）是数没有读出来，不是用语不对；"
            "要连数一起对照，用 -o 写出 单位.yaml，补上数，再用 --figures 指出它。"
        )


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _told(found: Iterable[Beside]) -> Iterator[str]:
    """Each sentence with its outcome, and the drafted words where they differ."""
    from narrator.authoring.records import TERMS
    from narrator.writers.changes import marked

    for one in found:
        judged = one.judged
        shown = "、".join(dict.fromkeys(shown.phrase for shown in judged.shown))
        near = f"最近的短语是「{judged.near}」" if judged.near else f"选了{judged.chosen}" if judged.chosen else ""
        yield f"第 {judged.line} 行　{TERMS[judged.outcome]}　{shown or near}".rstrip()
        text = "".join(marked(piece if piece.before != piece.after else piece.before) for piece in one.pieces)
        yield f"  起草的{one.what or '相同'}：{text or judged.text}"
        yield from (f"  {mistake.code} {mistake.evidence}" for mistake in judged.mistakes)
