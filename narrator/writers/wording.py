"""What a change of wording did, phrase by phrase: lines for a terminal, in colour or with 〔old→new〕."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from narrator.comparison.aligning import Piece
from narrator.comparison.tally import ChangeExample, Same, Tally, TallyGroup
from narrator.phrases import spelling
from narrator.phrases.phrase import Source
from narrator.writers.changes import marked, shortened
from narrator.writers.terminal import StyledLine

Line: TypeAlias = "Sequence[str | Piece]"
_MOST = 8  # changes of words that are told of one phrase; the page tells all
_NAMED = 3  # phrases that a title names
_OUTLINE = "大纲"  # where it is no phrase that says it: what joins or ends a list, the unit's own words

MEANT = {
    "reworded": "用语变了",
    "added": "新增的句子",
    "removed": "已没有的句子",
    "values": "用语没变，数值或自填文字变了",
}


def write(tally: Tally) -> Iterator[Line]:
    """The lines: each phrase with the changes of its words and an example of each; then a count."""
    for group in tally.groups():
        yield [f"{title(group)}：{extent(group.sentences, len(group.units))}"]
        yield from ([f"  {line}"] for line in remarks(group))
        for same in group.same[:_MOST]:
            yield from _same(group, same)
        if len(group.by_words) > _MOST:
            yield [f"  ……其余 {len(group.by_words) - _MOST} 种从略，--html 全部列出。"]
        yield [""]
    yield [summary(tally)]
    if tally.failed:
        yield [unread(tally)]


def _same(group: TallyGroup, same: Same) -> Iterator[Line]:
    example = same.examples[0]
    if group.kind in ("reworded", "values"):
        yield ["  ", *words(group, same), f"　{extent(same.sentences, len(same.units))}，如 {where(example)}："]
        yield ["    「", *shortened(example.change.pieces), "」"]
    else:
        count = f"（{extent(same.sentences, len(same.units))}）" if same.sentences > 1 else ""
        yield [f"  {where(example)}：", *example.change.pieces, count]


def title(group: TallyGroup) -> str:
    """What the group is about: what happened, and the phrases with the conditions of their wordings."""
    named = "、".join(map(_name, group.sources[:_NAMED])) + ("等" if len(group.sources) > _NAMED else "")
    return f"{MEANT[group.kind]}　{named}".rstrip("　")


def _name(source: Source) -> str:
    conditions = spelling.of(source)
    return f"{source.phrase}（{conditions}）" if conditions else source.phrase or _OUTLINE


def remarks(group: TallyGroup) -> Iterator[str]:
    """Where the wordings stand, and what makes a change doubtful."""
    places = list(dict.fromkeys(str(source.place) for source in group.sources))
    if places and group.kind != "removed":
        yield f"见 {'、'.join(places[:_NAMED])}{'等' if len(places) > _NAMED else ''}"
    if group.kind == "reworded" and len(group.sources) > 1 and group.valued < group.sentences:
        yield "这些用语前后相连，变的可能只是其中一条。"
    if group.valued:
        yield f"其中 {group.valued} 句的数值或自填文字也变了，可能只是换了条件。"


def extent(sentences: int, units: int) -> str:
    """How many sentences in how many units."""
    return f"{sentences} 句，{units} 个单位"


def words(group: TallyGroup, same: Same) -> Line:
    """The changed words alone; of values, their names."""
    if group.kind == "values":
        return [same.words[0].before]
    parts: list[str | Piece] = []
    for piece in same.words:
        parts += [" … ", piece] if parts else [piece]
    return parts


def where(example: ChangeExample) -> str:
    """The unit, and the line of its snapshot."""
    after = "" if example.change.before else "后"
    return f"{example.unit} 第 {example.change.line} 行{after}"


def summary(tally: Tally) -> str:
    """How many units differ, and how many sentences by what happened to them."""
    if not tally.changed:
        return f"{tally.units} 个单位的文字与快照相同。" if tally.units else "没有可比的快照。"
    counts = "，".join(f"{MEANT[kind]} {count} 句" for kind, count in tally.lines.items() if count)
    return f"比了 {tally.units} 个单位，{tally.changed} 个与快照不同：{counts}。"


def unread(tally: Tally) -> str:
    """The units that could not be read, so that nothing is known of them; "" where there is none."""
    failed = tally.failed
    return f"有 {len(failed)} 个单位读不了，没有比：{'、'.join(failed)}。" if failed else ""


def plain(lines: Iterable[Line]) -> str:
    """The lines as text; what changed stands as 〔old→new〕."""
    return "\n".join("".join(map(marked, line)) for line in lines)


def styled(line: Line, *, marks: bool) -> StyledLine:
    """A line for a terminal: what went is red and struck, what came is green; or, with ``marks``, as in ``plain``."""
    parts: StyledLine = []
    for part in line:
        if marks or isinstance(part, str):
            parts.append((marked(part), ""))
        else:
            parts += (part.before, "red strike"), (part.after, "green bold")
    return parts
