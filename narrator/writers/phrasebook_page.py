"""The phrasebook as one page without other files: each phrase with its wordings, examples, and who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from narrator.authoring.coverage import Coverage, UsedWording
from narrator.authoring.examples import Example
from narrator.phrases import spelling
from narrator.phrases.phrase import ALWAYS, Phrase, Span, Variant
from narrator.rules.catalogue import CATALOGUE, kind_of
from narrator.writers import coverage as report
from narrator.writers import report_page
from narrator.writers.markup import Markup, words

_LEAD = Markup(
    '<p class="quiet">方框里是变量，小字是它的格式。每种用语下面逐个条件列出用到它的单位；例句是「值 → 句子」。</p>'
)
_NO_EVIDENCE = "没有公开文本为证"
_SILENT = "（什么都不说）"


def write(coverages: Sequence[Coverage]) -> str:
    """The packs as an HTML page (text ending in a line break), without request to elsewhere."""
    books = [_Book(number, coverage) for number, coverage in enumerate(coverages, 1)]
    head = "".join(f'<th scope="col">{words(name)}</th>' for name in ("短语库", "用语", "用到", "条件", "用到"))
    rows = [Markup("<table>"), Markup(f"<tr>{head}</tr>"), *(book.entry() for book in books), Markup("</table>")]
    return report_page.page("短语库", _LEAD, _lines(rows), _lines(line for book in books for line in book.lines()))


def _lines(parts: Iterable[Markup]) -> Markup:
    return Markup("\n".join(parts))


class _Book:
    """One pack on the page."""

    def __init__(self, number: int, coverage: Coverage) -> None:
        self.anchor = f"k{number}"
        self.coverage = coverage
        self.pack = coverage.pack
        by_phrase = groupby(coverage.wordings, key=lambda wording: wording.phrase)
        self.phrases = {name: list(wordings) for name, wordings in by_phrase}
        self.anchors = {name: f"{self.anchor}-{count}" for count, name in enumerate(self.phrases, 1)}

    def entry(self) -> Markup:
        """Its line in the table of contents."""
        count = self.coverage.counted()
        cells = (count.wordings, count.used, count.conditions, count.conditions_used)
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in cells)
        return Markup(f'<tr><td><a href="#{self.anchor}">{words(str(self.pack))}</a></td>{numbers}</tr>')

    def lines(self) -> Iterator[Markup]:
        yield Markup(f'<h2 class="pack" id="{self.anchor}">{words(self.pack.title)}</h2>')
        chain = " → ".join(self.pack.layers)
        yield Markup(f'<p class="quiet">{words(str(self.pack))}　各层：{words(chain)}（后一层改写前一层）</p>')
        units = self.coverage.units
        by = f"{len(units)} 个单位：{'、'.join(units)}" if units else "没有单位，只数例句"
        yield Markup(f'<p class="quiet">{words(by)}</p>')
        yield Markup(f"<p>{words(report.summary(self.coverage))}。</p>")
        files: dict[str, list[str]] = {}
        for name in self.phrases:
            files.setdefault(self.file(name), []).append(name)
        for file, names in files.items():
            links = "　".join(f'<a href="#{self.anchors[name]}">{words(name)}</a>' for name in names)
            yield Markup(f'<p class="contents"><span class="quiet">{words(file)}</span>　{links}</p>')
        for number, (file, names) in enumerate(files.items(), 1):
            heading = Markup(f'<h3><span class="extent">{len(names)} 条短语</span>{words(file)}</h3>')
            lines = [line for name in names for line in self.phrase(name, self.phrases[name])]
            yield report_page.group(f"{self.anchor}-f{number}", heading, lines, open_=False)
        left = [name for name in self.pack.phrases if name not in self.phrases]
        if left:
            yield Markup(f'<h3>大纲用不到的短语</h3>\n<p class="quiet">{words("、".join(left))}</p>')

    def file(self, name: str) -> str:
        """The file in which a phrase is written, or last changed."""
        phrase = self.pack.phrases.get(name)
        return (phrase.place if phrase else self.phrases[name][0].variant.source.place).file

    def phrase(self, name: str, wordings: Iterable[UsedWording]) -> Iterator[Markup]:
        yield Markup(f'<section class="phrase">\n<h4 id="{self.anchors[name]}">{words(name)}</h4>')
        phrase = self.pack.phrases.get(name)
        if phrase is not None and phrase.over:
            yield Markup(f'<p class="quiet">说的是：{words(_over(phrase))}</p>')
        for wording in wordings:
            yield from self.wording(wording)
        yield Markup("</section>")

    def wording(self, wording: UsedWording) -> Iterator[Markup]:
        yield Markup(f'<div class="wording">\n<p class="say">{_text(wording.variant)}</p>')
        if wording.without_reason:
            yield Markup(f'<p class="quiet">{words(spelling.WITHOUT)}时用</p>')
        yield Markup("<table>")
        kind = kind_of(wording.over)
        for condition, users in wording.counts.items():
            named = report.ALWAYS_SAID if condition == ALWAYS else wording.term(condition)
            meant = kind.conditions[condition].meaning if kind and condition in kind.conditions else ""
            used = words(report.users(users)) if users else Markup(f'<span class="none">{words(report.NOWHERE)}</span>')
            yield Markup(f"<tr><th>{words(named)}</th><td>{words(meant)}</td><td>{used}</td></tr>")
        yield Markup("</table>")
        if wording.examples:
            yield Markup("<ul>\n" + "\n".join(map(_example, wording.examples)) + "\n</ul>")
        source = wording.variant.source
        layer = self.pack.layer(source.place)
        inherited = f"（沿用 {layer}）" if layer != self.pack.layers[-1] else ""
        proof = f"依据：{source.evidence}" if source.evidence else _NO_EVIDENCE
        mark = "quiet" if source.evidence else "quiet none"
        chosen = f"（选了{wording.choice}时）" if wording.choice else inherited
        yield Markup(f'<p class="{mark}">{words(proof)}　{words(str(source.place))}{words(chosen)}</p>\n</div>')


def _over(phrase: Phrase) -> str:
    """What a phrase is said over, with what the catalogue says of it."""
    spec = CATALOGUE.get(phrase.over)
    return f"{phrase.over}（{spec.kind.term}：{spec.about}）" if spec else f"任何{spelling.about(phrase.over)}"


def _text(variant: Variant) -> Markup:
    """A wording with its slots marked."""
    pieces = [
        words(piece.text)
        if isinstance(piece, Span)
        else Markup(f'<span class="slot">{words(piece.name)}<small>{words(piece.format)}</small></span>')
        for piece in variant.pieces
    ]
    return Markup("".join(pieces) or f'<span class="quiet">{_SILENT}</span>')


def _example(example: Example) -> Markup:
    values = "，".join(f"{slot} = {value}" for slot, value in example.values.items())
    return Markup(f'<li><span class="quiet">{words(values)}</span> → {words(example.text)}</li>')
