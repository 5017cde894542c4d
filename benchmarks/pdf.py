"""What a PDF costs: ours against bare typst on the same text, in the same run; only the ratio travels.

    python benchmarks/pdf.py [--rounds N] [--json] [--report]

The floor is the text of the document as one typst source: one paragraph a line, no tables, no headings, the
same fonts and size. Typst keeps what it has laid out, so each round compiles a text of its own, every line of
it numbered, made beforehand. Every figure is a median over rounds, the sides taking turns. Exit code 1 where
the limit is exceeded; ``--report`` only shows the figures and always exits 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import typst

import narrator
from narrator.document.tree import Block, Document, Paragraph, Section, Table
from narrator.writers import pdf
from narrator.writers.pdf import fonts
from narrator.writers.pdf.compile import found

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = ROOT / "fixtures" / "changji-2024"
LIMIT = 5.0  # our PDF, tables, tags and checks included, against bare typst on the same text


def main(argv: list[str]) -> int:
    """Measure, show, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args(argv)
    document = narrator.draft(narrator.load(FIXTURE))
    documents = [numbered(document, number) for number in range(options.rounds + 1)]
    sources = [source(text) for text in documents]
    compiler = typst.Compiler(font_paths=typst.Fonts(True, False, []))
    ours, floor = alternating(
        [lambda number: pdf.write(documents[number]), lambda number: compiler.compile(sources[number], format="pdf")],
        options.rounds,
    )
    ratio = round(ours / floor, 2)
    if options.json:
        print(json.dumps({"case": "pdf", "ratio": ratio, "limit": LIMIT}))  # noqa: T201
    else:
        print(f"PDF: {ours:.1f} ms, bare typst {floor:.1f} ms, ratio {ratio} (limit {LIMIT})")  # noqa: T201
    return int(ratio > LIMIT and not options.report)


def alternating(works: list[Callable[[int], object]], rounds: int) -> list[float]:
    """Median milliseconds of each work, the works taking turns; each gets the number of the round."""
    for work in works:
        work(0)
    times: list[list[float]] = [[] for _ in works]
    for number in range(1, rounds + 1):
        for work, taken in zip(works, times, strict=True):
            start = perf_counter()
            work(number)
            taken.append((perf_counter() - start) * 1000)
    return [median(taken) for taken in times]


def numbered(document: Document, number: int) -> Document:
    """The document with a number before every line and cell."""

    def line(paragraph: Paragraph) -> Paragraph:
        first, *rest = paragraph.said or [None]
        if first is None or not first.spans:
            return paragraph
        span = first.spans[0]._replace(text=f"{number}{first.spans[0].text}")
        return Paragraph((first._replace(spans=(span, *first.spans[1:])), *rest))

    def block(old: Block) -> Block:
        if isinstance(old, Section):
            return old._replace(heading=line(old.heading), blocks=tuple(map(block, old.blocks)))
        if isinstance(old, Table):
            rows = (
                row._replace(cells=tuple(cell._replace(content=line(cell.content)) for cell in row.cells))
                for row in old.rows
            )
            return old._replace(title=tuple(map(line, old.title)), rows=tuple(rows))
        return line(old)

    sections = tuple(made for made in map(block, document.sections) if isinstance(made, Section))
    return document._replace(title=line(document.title), sections=sections)


def source(document: Document) -> bytes:
    """Bare typst: every line and cell as a paragraph of plain text, in the fonts that ours takes."""
    families = found().families()
    names = ", ".join(json.dumps(name) for name in (*families[fonts.WESTERN], *families[fonts.BODY]))
    head = f'#set page(paper: "a4")\n#set text(size: 16pt, lang: "zh", region: "cn", font: ({names}))\n\n'
    lines = (f"#{json.dumps(line.text, ensure_ascii=False)}" for _, line in document.lines() if line.text)
    return (head + "\n\n".join(lines)).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
