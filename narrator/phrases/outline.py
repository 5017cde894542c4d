"""The outline of a pack, compiled: which sections and sentences, in what order, how often, when.

Nodes: ``part``, ``section``, ``subsection`` with ``body`` (``statements: yes`` on the part where the nine
tables stand if they stand inside); ``paragraph`` (clauses, optionally for ``each`` fact of a list, with a
``number``); ``paragraphs`` (phrases, each a paragraph with this ``number``); ``sentence`` (clauses under a
``when``); ``say`` … ``of``; ``each`` … ``join`` … ``end``; ``text`` (the unit's own words); ``table``
(title, rows of cells; a cell says one phrase, or clauses under ``cell``, with ``cols``, ``merge``,
``align`` where its column is not to decide; ``header`` rows); ``use: NAME`` (a piece that the pack keeps, or
inherits, under ``blocks``).
``number: PHRASE`` numbers among the siblings that are really there; ``numbers`` beside ``parts`` says by which
phrase parts, sections, subsections are numbered that state none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import bases, offers, spelling
from narrator.phrases.entries import FACTS, shapeless
from narrator.phrases.home import OUTLINE_FILE
from narrator.phrases.nodes import (
    BlockNode,
    CellNode,
    Clause,
    Compiled,
    Each,
    Lines,
    Outline,
    RowNode,
    Say,
    SectionNode,
    Sentence,
    TableNode,
    Verbatim,
    When,
    facts_named,
)
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, Phrase, Said, Source, Span
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.kinds import NUMBERING, PASSAGE

LEVELS = {"part": 1, "section": 2, "subsection": 3}
_MOST_USES = 500  # pieces within pieces grow fast
_NO_PHRASE = Phrase("", "", Place("", 0, 0), {})


def compiled(pack: Pack, raw: Mapping[str, Node], blocks: Mapping[str, Node]) -> Compiled:
    """The outline of a pack as it is written (``raw``: title, numbers, parts) with the pieces that it may use."""
    compiler = _Compiler(pack, raw, blocks)
    outline = compiler.root()
    used = {name: compiler.used[name] for name in blocks if name in compiler.used}
    findings, reached = tuple(compiler.findings), frozenset(compiler.reached)
    return Compiled(outline, findings, reached, used, facts_named(outline), compiler.unused)


def _ready(phrase: Phrase) -> Said | None:
    """A phrase over no fact and without slots, as said: it is the same in every document."""
    variant = phrase.variants.get(ALWAYS)
    if variant is None or phrase.over or variant.slots:
        return None
    spans = tuple(piece for piece in variant.pieces if isinstance(piece, Span) and piece.text)
    return Said(variant.source, "", None, spans)


class _Compiler:
    def __init__(self, pack: Pack, raw: Mapping[str, Node], blocks: Mapping[str, Node]) -> None:
        self.pack = pack
        self.raw = raw
        self.pieces = blocks
        self.findings: list[Finding] = []
        self.reached: set[str] = {pack.gap.id, *(pack.attached.ids if pack.attached else ())}
        self.at_hand: list[str] = []  # the lists of facts that the node stands within
        self.using: list[str] = []  # the blocks that the node stands within
        self.used: dict[str, tuple[BlockNode, ...]] = {}
        self.uses = 0
        self.numbers: Mapping[str, Node] = {}  # by which phrases headings are numbered, by their levels
        self.start = Place(f"{pack.layers[-1]}/{OUTLINE_FILE}", 0, 0)

    def report(self, code: str, node: object, evidence: str, advice: str = "") -> None:
        """Tell of a node, or of what stands at a place."""
        place = node if isinstance(node, Place) else getattr(node, "place", self.start)
        self.findings.append(Finding(code, place, evidence, advice))

    def root(self) -> Outline:
        title, cover, numbers, parts = (self.raw.get(key) for key in ("title", "cover", "numbers", "parts"))
        if numbers is not None:
            self.numbers = self.mapping(numbers, tuple(LEVELS))
        self.outermost(self.sequence(parts))
        compiled = Outline(
            self.clauses(title),
            self.blocks(parts),
            None if cover is None else tuple(self.clauses(line) for line in self.sequence(cover)),
        )
        said = [phrase for name, phrase in self.pack.phrases.items() if name in self.reached]
        self.findings += bases.unworded(said, self.pack)
        self.findings += offers.unexplained(said, self.pack.reasons.due, self.pack.rules.directions)
        return compiled

    def outermost(self, nodes: list[Node]) -> None:
        """Lines and tables stand within a part."""
        for item in nodes:
            inner = ("paragraph", "paragraphs", "text", "table")
            found = next((key for key in inner if isinstance(item, dict) and key in item), "")
            if found:
                self.report("P122", item, f"{found} 不能放在最外层。", "请放进某个 part 的 body。")

    def unused(self) -> list[Finding]:
        """The pieces that nothing uses: compiled all the same, and told where this very layer wrote them."""
        compiler = _Compiler(self.pack, self.raw, self.pieces)
        compiler.numbers, compiler.uses, compiler.used = self.numbers, self.uses, dict(self.used)
        for name, node in self.pieces.items():
            if name in compiler.used:
                continue
            place = getattr(node, "place", self.start)
            if self.pack.year and self.pack.owns(place):
                advice = "请在 parts 里写 use，或删去。"
                compiler.report("P158", node, f"大纲用不到「{name}」这一段，它印不出来。", advice)
            compiler.blocks(node)
        return compiler.findings

    def mapping(self, node: Node, keys: tuple[str, ...]) -> Mapping[str, Node]:
        if not isinstance(node, marked.Mapping):
            self.findings.append(shapeless(getattr(node, "place", self.start)))
            return {}
        for key in node:
            if key not in keys:
                advice = near(key, keys, f"可用：{'、'.join(keys)}。")
                self.report("P121", node.marks[key], f"大纲里没有「{key}」这个键。", advice)
        return node

    def sequence(self, node: Node) -> list[Node]:
        if node is None:
            return []
        return node if isinstance(node, marked.Sequence) else [node]

    def blocks(self, node: Node) -> tuple[BlockNode, ...]:
        found: list[BlockNode] = []
        for item in self.sequence(node):
            if isinstance(item, marked.Mapping) and "use" in item:
                found += self.use(item)
            elif isinstance(item, marked.Mapping) and "paragraphs" in item:
                found += self.paragraphs(item)
            elif (block := self.block(item)) is not None:
                found.append(block)
        return tuple(found)

    def use(self, node: Node) -> tuple[BlockNode, ...]:
        """The nodes of a block, in place of the node that uses it."""
        name = str(self.mapping(node, ("use",))["use"])
        if name not in self.pieces:
            known = "、".join(self.pieces)
            advice = f"现有：{known}。" if known else "请写在 blocks 下。"
            self.report("P158", node, f"没有「{name}」这一段。", near(name, self.pieces, advice))
            return ()
        if name in self.using:
            self.report("P158", node, f"「{name}」这一段里又用到「{name}」，写不完了。", "请去掉一处 use。")
            return ()
        self.used.setdefault(name, ())
        self.uses += 1
        if self.uses > _MOST_USES:
            if self.uses == _MOST_USES + 1:
                self.report(
                    "P158", node, f"大纲里的 use 展开后超过 {_MOST_USES} 处。", "请检查是否一段套一段，重复得太多。"
                )
            return ()
        self.using.append(name)
        found = self.used[name] = self.blocks(self.pieces[name])
        self.using.pop()
        return found

    def paragraphs(self, node: Node) -> tuple[Lines, ...]:
        """A paragraph for each of these phrases."""
        inner = self.mapping(node, ("paragraphs", "number"))
        number, lines = self.numbering(inner.get("number")), self.sequence(inner["paragraphs"])
        return tuple(Lines((self.said(line, None, node),), "", number, None) for line in lines)

    def block(self, node: Node) -> BlockNode | None:
        keys = set(node) if isinstance(node, marked.Mapping) else set()
        for name, level in LEVELS.items():
            if name in keys:
                return self.section(node, name, level)
        if "paragraph" in keys:
            inner = self.mapping(node, ("paragraph", "each", "number", "when"))
            number = self.numbering(inner.get("number"))
            if inner["paragraph"] is None and isinstance(inner, marked.Mapping):
                self.findings.append(Finding("P125", inner.marks["paragraph"], "这里没有写短语。", "请写短语的编号。"))
            with self.each(inner) as each:
                return Lines(self.clauses(inner["paragraph"]), each, number, self.when(inner))
        if "text" in keys:
            inner = self.mapping(node, ("text", "when"))
            return Verbatim(self.passage(inner), self.own_source(inner["text"]), self.when(inner))
        if "table" in keys:
            return self.table(node)
        known = "、".join((*LEVELS, "paragraph", "paragraphs", "text", "table", "use"))
        self.report("P122", node, "看不出这里要印什么。", f"每一项要有其中一个键：{known}。")
        return None

    def section(self, node: Node, name: str, level: int) -> SectionNode:
        keys = (name, "number", "when", "body")
        inner = self.mapping(node, (*keys, "statements") if level == LEVELS["part"] else keys)
        number = self.numbering(inner.get("number", self.numbers.get(name)))
        body = self.blocks(inner.get("body"))
        statements = self.choice(inner, "statements", ("no", "yes")) == "yes"
        return SectionNode(level, self.clauses(inner[name]), number, self.when(inner), body, statements)

    def table(self, node: Node) -> TableNode:
        outer = self.mapping(node, ("table", "each", "when"))
        inner = self.mapping(outer["table"], ("title", "rows"))
        with self.each(outer) as each:
            title = tuple(self.clauses(line) for line in self.sequence(inner.get("title")))
            rows = tuple(self.row(row) for row in self.sequence(inner.get("rows")))
        widths = {sum(cell.cols for cell in row.cells) for row in rows}
        if len(widths) > 1:
            self.report(
                "P123",
                node,
                f"表格各行的列数不同：{'、'.join(map(str, sorted(widths)))}。",
                "一格占几列写在 cols，各行加起来要相等。",
            )
        return TableNode(title, rows, each, self.when(outer))

    def row(self, node: Node) -> RowNode:
        inner = self.mapping(node, ("cells", "each", "header"))
        with self.each(inner) as each:
            cells = tuple(self.cell(cell) for cell in self.sequence(inner.get("cells")))
        return RowNode(cells, each, self.choice(inner, "header", ("no", "yes")) == "yes")

    def cell(self, node: Node) -> CellNode:
        if not isinstance(node, marked.Mapping):
            return CellNode(self.clauses(node), 1, False, "")
        inner = self.mapping(node, ("cell", "say", "of", "cols", "merge", "align"))
        clauses = (
            self.clauses(inner["cell"]) if "cell" in inner else (self.said(inner.get("say"), inner.get("of"), node),)
        )
        cols = str(inner.get("cols", "1"))
        if re.fullmatch("[1-9][0-9]?", cols) is None:
            self.report("P121", inner["cols"], f"cols 不能是「{cols}」。", "请写一格占几列，如 2。")
            cols = "1"
        merge = self.choice(inner, "merge", ("no", "yes")) == "yes"
        align = self.choice(inner, "align", ("left", "center", "right")) if "align" in inner else ""
        return CellNode(clauses, int(cols), merge, align)

    def choice(self, mapping: Mapping[str, Node], key: str, choices: tuple[str, ...]) -> str:
        """One of these words; the first where none is written."""
        node = mapping.get(key, choices[0])
        if str(node) in choices:
            return str(node)
        if "yes" in choices:
            self.report("P121", node, f"{key} 不能是「{node}」。", "请写 yes 或 no。")
        else:
            self.report("P121", node, f"{key} 不能是「{node}」。", f"可用：{'、'.join(choices)}。")
        return choices[0]

    def passage(self, mapping: Mapping[str, Node]) -> str:
        """The fact of a ``text`` node: the unit's own words."""
        node = mapping["text"]
        if node is None:
            self.blank(mapping, "text")
            return ""
        name = self.fact(node)
        if name and name in CATALOGUE and CATALOGUE[name].kind is not PASSAGE:
            known = "、".join(spec.name for spec in CATALOGUE.values() if spec.kind is PASSAGE)
            self.report("P129", node, f"「{name}」不是单位自己写的文字。", f"text 可用：{known}。")
        return name

    def blank(self, mapping: Mapping[str, Node], key: str) -> None:
        mark = mapping.marks[key] if isinstance(mapping, marked.Mapping) else self.start
        evidence = f"{key} 后面没有写事实。"
        self.findings.append(Finding("P126", mark, evidence, FACTS))

    def clauses(self, node: Node) -> tuple[Clause, ...]:
        return tuple(self.clause(item) for item in self.sequence(node))

    def clause(self, node: Node) -> Clause:
        if not isinstance(node, marked.Mapping):
            return self.said(node, None, node)
        if "each" in node:
            inner = self.mapping(node, ("each", "say", "join", "end"))
            join, end = self.literal(inner.get("join")), self.literal(inner.get("end"))
            with self.each(inner) as each:
                return Each(each, self.clauses(inner.get("say")), join, end)
        if "sentence" in node:
            inner = self.mapping(node, ("sentence", "when"))
            return Sentence(self.clauses(inner["sentence"]), self.when(inner))
        inner = self.mapping(node, ("say", "of"))
        return self.said(inner.get("say"), inner.get("of"), node)

    def said(self, phrase_node: Node, of_node: Node, node: Node) -> Say | Said:
        if phrase_node is None:
            self.report("P125", node, "这里没有写短语。", "请写短语的编号。")
            return Say(_NO_PHRASE, "")
        phrase, of = self.phrase(phrase_node), self.fact(of_node)
        name = of or (self.at_hand[-1] if self.at_hand else "")
        spec = CATALOGUE.get(name)
        if phrase.over and phrase.over not in (name, spec.kind.name if spec else ""):
            about = f"这里说的是「{name}」" if name else "这里没有 of，也不在 each 里"
            self.report(
                "P124", node, f"短语「{phrase.id}」要说「{spelling.about(phrase.over)}」，{about}。", "请换短语或事实。"
            )
        if spec and of and spec.many:
            self.report("P129", node, f"「{of}」有许多项，一句说不完。", "请把 of 改成 each，逐项说。")
        return _ready(phrase) or Say(phrase, of)

    @contextmanager
    def each(self, mapping: Mapping[str, Node]) -> Iterator[str]:
        """The list that a node repeats over, at hand while its inside is compiled."""
        name = ""
        if "each" in mapping:
            node = mapping["each"]
            if node is None:
                self.blank(mapping, "each")
            else:
                name = self.many(node)
            if name and name in self.at_hand:
                self.report("P126", node, f"「{name}」的 each 里又写了「{name}」的 each。", "请去掉一层。")
        self.at_hand += [name] if name else []
        yield name
        del self.at_hand[len(self.at_hand) - bool(name) :]

    def many(self, node: Node) -> str:
        name = self.fact(node)
        if name in CATALOGUE and not CATALOGUE[name].many:
            self.report("P129", node, f"「{name}」只有一项，不用逐项说。", "请把 each 改成 of。")
        return name

    def literal(self, node: Node) -> Span | None:
        return Span(str(node), self.own_source(node)) if isinstance(node, Scalar) else None

    def own_source(self, node: Node) -> Source:
        return Source("", (), getattr(node, "place", self.start), self.pack.title)

    def numbering(self, node: Node) -> Phrase | None:
        if node is None:
            return None
        phrase = self.phrase(node)
        if phrase.id and phrase.over != NUMBERING.name:
            self.report(
                "P124", node, f"短语「{phrase.id}」不能编号。", f"number 要用 over 是「{NUMBERING.term}」的短语。"
            )
        return phrase

    def phrase(self, node: Node) -> Phrase:
        if not isinstance(node, Scalar):
            kind = "一个列表" if isinstance(node, marked.Sequence) else "一组键值"
            self.report("P125", node, f"这里应是短语的编号，却是{kind}。", "请只写一个编号；要写几条，各占一项。")
            return _NO_PHRASE
        self.reached.add(str(node))
        phrase = self.pack.phrases.get(str(node))
        if phrase is None:
            if str(node) not in self.pack.broken:
                self.report(
                    "P125",
                    node,
                    f"没有短语「{node}」。",
                    near(str(node), self.pack.phrases, "请核对编号，或先写这条短语。"),
                )
            return _NO_PHRASE
        return phrase

    def fact(self, node: object, at: Place | None = None) -> str:
        """The name of a fact; ``at`` is where a key stands that names it."""
        if node is not None and str(node) not in CATALOGUE:
            self.report("P126", at or node, f"事实目录里没有「{node}」。", near(str(node), CATALOGUE, FACTS))
        elif node is not None and (within := CATALOGUE[str(node)].within) and not {*within} & {*self.at_hand}:
            self.report("P126", at or node, f"「{node}」只在「{'」「'.join(within)}」里有。", "请放进那个 each。")
        return "" if node is None else str(node)

    def when(self, mapping: Mapping[str, Node]) -> When | None:
        node = mapping.get("when")
        if not isinstance(node, marked.Mapping) or len(node) != 1 or None in node.values():
            if node is not None:
                self.report("P127", node, "when 应写成「事实: 条件」。", "例如 when: {政府性基金: 有}。")
            return None
        ((name, conditions),) = node.items()
        fact = self.fact(name, node.marks[name])
        known = spelling.asked(fact)
        names = {term: name for name, term in known.items()} | dict(zip(known, known, strict=True))
        wanted = [str(item) for item in self.sequence(conditions)]
        for condition in wanted:
            if condition not in names:
                advice = spelling.nearest(condition, known, f"可用：{'、'.join(known.values())}。")
                self.report("P128", node, f"「{fact}」没有条件「{condition}」。", advice)
        return When(fact, tuple(names.get(condition, condition) for condition in wanted))
