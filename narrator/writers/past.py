"""Last year's text on the page: the sentences of a paragraph that tell the same, what came, what went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from narrator.comparison.aligning import Effort, pieces
from narrator.document.tree import Document, Earlier, Paragraph
from narrator.writers.desk import Spot, links, listed
from narrator.writers.markup import Markup, joined, words
from narrator.writers.redline import redlined


class Past:
    """Last year's sentences while the text of this year is written; without such a text there are none."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.beside = document.beside
        lines = document.lines() if self.beside is not None else ()
        self.numbers = {id(line): number for number, (_, line) in enumerate(lines)}
        self.effort = Effort()
        self.told = 0
        self.new: list[Spot] = []

    def of(self, line: Paragraph, heading: str) -> tuple[tuple[str, ...], Markup]:
        """For each sentence of a line what to write into its tag; and what stands beside the line, "" for nothing."""
        number = self.numbers.get(id(line))
        if self.beside is None or number is None:
            return (), Markup("")
        attributes: list[str] = []
        shown: list[Markup] = []
        names: dict[Earlier, str] = {}
        for at, sentence in enumerate(line.sentences()):
            mate = self.beside.mates.get((number, at), _NOTHING)
            if isinstance(mate, Earlier):
                known = mate._replace(sure=True)
                if known not in names:
                    self.told += 1
                    names[known] = f"l{self.told}"
                    shown.append(self._sentence(names[known], mate, sentence.text.strip()))
                attributes.append(f' data-last="{names[known]}"')
            elif mate is None:
                spot = Spot(f"y{len(self.new) + 1}", heading)
                self.new.append(spot)
                attributes.append(f' id="{spot.id}" data-new')
            else:
                attributes.append("")
        box = (
            Markup(f'<div class="last" role="note" aria-label="上年说明">{joined(shown)}</div>')
            if shown
            else Markup("")
        )
        return tuple(attributes), box

    def _sentence(self, name: str, mate: Earlier, text: str) -> Markup:
        """A sentence of last year, its words against those of this year's."""
        head = "上年" if mate.sure else "上年可能对应"
        same = mate.text == text
        told = words("一字不差。") if same else redlined(pieces(mate.text, text, self.effort))
        return Markup(f'<p id="{name}"><b>{head}</b> {told} <small>{words(mate.where)}</small></p>')

    def review(self) -> Markup:
        """What was compared, and lists: sentences only of this year, only of last year, and those not read."""
        if self.beside is None:
            return Markup("")
        gone, unread = list(_items(self.beside.gone)), list(_items(self.beside.unread))
        new = [Markup(f"<li>{links([spot])}</li>") for spot in self.new]
        counts = f"有对应的 {self.told} 句，今年有、上年没有读到的 {len(new)} 句，上年有、今年没有的 {len(gone)} 句"
        file = Path(self.beside.file).name
        told = f"上年说明 {file}：{counts}，没有读出内容的 {len(unread)} 句。表格和标题没有逐句对照。"
        how = "旁边是上年的句子：<del>红色带删除线</del>是上年的字，<ins>绿色带下划线</ins>是本年的字。"
        lists = (
            listed("new", f"今年有、上年没有读到 {len(new)} 句", new, folded=True),
            listed("gone", f"上年有、今年没有 {len(gone)} 句", gone),
            listed("unread", f"上年说明里没有读出内容 {len(unread)} 句（没有对照，请自行核对）", unread, folded=True),
        )
        return Markup(f'<p>{words(told)}</p>\n<div class="how">{how}</div>\n{"".join(lists)}')


_NOTHING = object()


def _items(sentences: Iterable[Earlier]) -> Iterator[Markup]:
    return (Markup(f"<li>{words(one.text)} <small>{words(one.where)}</small></li>") for one in sentences)
