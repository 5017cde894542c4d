"""Which charts a document can have, as data: their titles, the figures that its text prints, where they stand.

A chart shows the very figures of a fact that the text says, so that picture and text cannot differ. Of a structure it
has the kinds that occurred: one that is zero is left out, and so is one below zero or not yet given, which a note under
the picture tells. Two years are compared where both are known. Where nothing is left to draw there is no chart. The
words are phrases of the pack (``WORDS``); a pack without them has no charts.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from narrator.document.assemble import ordinal
from narrator.document.tree import Block, Document, Paragraph, Section
from narrator.figures import terms as t
from narrator.figures.values import Figure, Formula, Text, Value
from narrator.phrases.formats import Format
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, Said, say
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.fact import Fact
from narrator.rules.kinds import CHANGE

_BY_BUDGET = tuple(f"{budget}收入" for budget in t.BUDGETS)

# What can be drawn, in the order of the text: the facts that together tell the figures, and the phrase of the title.
DRAWN: tuple[tuple[tuple[str, ...], str], ...] = (
    (("收入支出总体增减",), "图表.收支总计变动"),
    (("收入构成",), "图表.收入结构"),
    (("发生的收入构成",), "图表.收入结构"),
    (("常列的收入构成",), "图表.收入结构"),
    (tuple(f"{kind}占比" for kind in t.INCOME_KINDS), "图表.收入结构"),
    (tuple(f"{kind}占比" for kind in (*_BY_BUDGET, *t.INCOME_KINDS[1:])), "图表.收入结构"),
    (("支出构成",), "图表.支出结构"),
    (("发生的支出构成",), "图表.支出结构"),
    (("常列的支出构成",), "图表.支出结构"),
    (tuple(f"{kind}占比" for kind in t.SPENDING_KINDS), "图表.支出结构"),
    (("财政拨款总体增减",), "图表.财政拨款收支变动"),
    (("一般公共预算支出结构",), "图表.一般公共预算支出结构"),
    (("发生的一般公共预算支出结构",), "图表.一般公共预算支出结构"),
)
_NUMBER, _LAST, _THIS = "图表.序号", "图表.上年", "图表.本年"
_NEGATIVE, _OPEN = "图表.负数", "图表.待填"
NOTES = frozenset((_NEGATIVE, _OPEN))
WORDS = frozenset((*(title for _, title in DRAWN), _NUMBER, _LAST, _THIS, *NOTES))
_YEAR, _YEAR_BEFORE = "年度", "上年度"


def words_of(facts: Container[str]) -> frozenset[str]:
    """The ids of the phrases that the charts of these facts can say; none where none of them can be drawn."""
    drawn = {title: _compares(told) for told, title in DRAWN if all(fact in facts for fact in told)}
    labels = (*((_LAST, _THIS) if True in drawn.values() else ()), *(NOTES if False in drawn.values() else ()))
    return frozenset((*drawn, _NUMBER, *labels)) if drawn else frozenset()


def _compares(facts: tuple[str, ...]) -> bool:
    """Whether a chart of these facts has two years, else the parts of a whole."""
    return CATALOGUE[facts[0]].kind is CHANGE


class Bar(NamedTuple):
    """One amount of a chart: what it is, the figure, and the figure as the text prints it.

    ``share`` is its share of the whole (in %) and ``share_text`` the share as the text prints it; None and "" where the
    text says none.
    """

    label: str
    figure: Figure
    text: str
    share: Figure | None = None
    share_text: str = ""

    @property
    def printed(self) -> tuple[str, ...]:
        """The amount, and the share in brackets where there is one."""
        return (self.text, f"（{self.share_text}）") if self.share_text else (self.text,)


class Chart(NamedTuple):
    """A chart: its title with its number, its bars in order, and the paragraph after which it stands.

    ``facts`` are the names of its facts in the catalogue. ``notes`` tell what is left out of the picture, and why.
    """

    facts: tuple[str, ...]
    title: Paragraph
    bars: tuple[Bar, ...]
    after: Paragraph
    notes: tuple[Paragraph, ...] = ()

    @property
    def alt(self) -> str:
        """What the picture shows, in words, for whoever cannot see it."""
        bars = (bar.label + "".join(bar.printed) for bar in self.bars)
        return f"{self.title.text}：{'；'.join((*bars, *(note.text for note in self.notes)))}"

    @property
    def phrases(self) -> frozenset[str]:
        """The ids of the phrases that it says."""
        noted = {said.source.phrase for note in self.notes for said in note.said}
        return (words_of(self.facts) - NOTES) | noted


def charts(document: Document) -> tuple[Chart, ...]:
    """The charts of a document in reading order, numbered; none where its pack has no words for them."""
    words = _Words.of(document, document.words) if document.words else None
    if words is None:
        return ()
    made: list[Chart] = []
    told = _tellers(document)
    for facts, title in DRAWN:
        if not all(fact in told for fact in facts):
            continue
        tellers = [teller for fact, of in told.items() if fact in facts for teller in of]
        bars, notes = (_compared(tellers, words), ()) if _compares(facts) else _parts(tellers, words)
        if any(bar.figure.value for bar in bars):
            number = words.said(_NUMBER, {"序号": ordinal(len(made) + 1)})
            heading = Paragraph((number, words.said(title)))
            made.append(Chart(facts, heading, bars, tellers[-1].paragraph, notes))
    return tuple(made)


class _Words(NamedTuple):
    """What a pack says in charts, the years that it says it of, and how its text prints an amount."""

    pack: Pack
    years: Mapping[str, Value]
    amount: Format

    @classmethod
    def of(cls, document: Document, pack: Pack) -> _Words | None:
        """The words for a document; None where the pack lacks one, or the text tells no year or no amount."""
        year = amount = None
        for _, line in document.lines():
            for span in line.spans:
                if not isinstance(span.value, Figure):
                    continue
                if span.slot == _YEAR:
                    year = year or span.value
                elif (form := pack.formats.get(span.format)) and form.scale and form.unit:
                    amount = amount or form
        if year is None or amount is None or not pack.phrases.keys() >= WORDS:
            return None
        before = Figure(year.value - 1, year.unit, Formula("last_year", f"{_YEAR} − 1", ((_YEAR, year),)))
        return cls(pack, {_YEAR: year, _YEAR_BEFORE: before}, amount)

    def said(self, phrase: str, slots: Mapping[str, Value] = MappingProxyType({})) -> Said:
        """A phrase over no condition, said."""
        variant = self.pack.phrases[phrase].variants[ALWAYS]
        return Said(variant.source, "", None, tuple(say(variant, slots, self.years, self.pack.formats)))

    def text(self, phrase: str) -> str:
        """The words of a phrase without slots of its own."""
        return "".join(span.text for span in self.said(phrase).spans)


class _Teller(NamedTuple):
    """A fact that can be drawn, the paragraph that says it, and what is printed there for its slots."""

    paragraph: Paragraph
    printed: dict[str, str]
    fact: Fact


def _tellers(document: Document) -> dict[str, list[_Teller]]:
    """Where the facts that can be drawn are said, by their names; each fact once, with all that is printed of it."""
    drawn = {fact for facts, _ in DRAWN for fact in facts}
    told: dict[str, list[_Teller]] = {}
    seen: dict[int, _Teller] = {}
    for paragraph in _paragraphs(document.sections):
        for said in paragraph.said:
            fact = said.fact
            if fact is None or fact.name not in drawn:
                continue
            if id(fact) not in seen:
                seen[id(fact)] = _Teller(paragraph, {}, fact)
                told.setdefault(fact.name, []).append(seen[id(fact)])
            for span in said.spans:
                seen[id(fact)].printed.setdefault(span.slot, span.text)
    return told


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _paragraphs(block.blocks)
        elif isinstance(block, Paragraph):
            yield block


def _parts(told: list[_Teller], words: _Words) -> tuple[tuple[Bar, ...], tuple[Paragraph, ...]]:
    """A bar for each kind above zero that the text names, printed as there, and a note on each that cannot be drawn."""
    bars, notes = [], []
    for teller in told:
        slots, printed = teller.fact.slots, teller.printed
        name, amount, share = slots.get("名称"), slots.get("金额"), slots.get("占比")
        if not isinstance(name, Text) or not isinstance(amount, Figure):
            notes.append(Paragraph((words.said(_OPEN, slots),)))
        elif "金额" not in printed:  # a pack that tells no amounts
            return (), ()
        elif amount.value < 0:
            notes.append(Paragraph((words.said(_NEGATIVE, slots),)))
        elif amount.value:
            known = share if isinstance(share, Figure) and "占比" in printed else None
            bars.append(Bar(name.text, amount, printed["金额"], known, printed["占比"] if known else ""))
    return tuple(bars), tuple(notes)


def _compared(told: list[_Teller], words: _Words) -> tuple[Bar, ...]:
    """Last year and this; none where one is a gap or there was no last year."""
    bars = []
    for slot, label in (("上年数", _LAST), ("本年数", _THIS)):
        amount = told[0].fact.slots.get(slot)
        if not isinstance(amount, Figure):
            return ()
        bars.append(Bar(words.text(label), amount, words.amount.print(amount)))
    return tuple(bars)
