"""What a draft costs, as ratios against floors measured in the same run; only the ratios travel.

    python benchmarks/run.py [--rounds N] [--json] [--report]

Every figure is a median over rounds, and each round runs all sides once, one after the other, so that
a slow moment of the machine falls on all of them. Exit code 1 where a limit is exceeded; ``--report``
only shows the figures and always exits 0.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from jinja2 import Environment
from python_calamine import CalamineWorkbook

import narrator
from narrator.checks import catalogue
from narrator.checks.catalogue import run
from narrator.checks.check import CheckResult, Ledgers
from narrator.document.assemble import assemble
from narrator.document.readback import read_back
from narrator.document.tree import Block, Document, Paragraph, Section, Table
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.terms import GENERAL, VS_LAST_YEAR
from narrator.figures.values import Place, Text
from narrator.phrases import home
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import default
from narrator.readers import both_years
from narrator.writers import text

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = ROOT / "fixtures" / "changji-2024"
PACK = "xinjiang/2024"
REASON_CHECKS, LAST_YEAR_CHECK = "K4", "K305"
COLLECTED = 100_000  # the command sets the same: what it makes lives to its end, and collecting finds nothing
SIZES = (10, 30, 100, 300, 1000)

WARM_LIMIT = 30.0  # a draft with origins against the bare template
COLD_LIMIT = 30.0  # the command against an empty process
WORKBOOK_LIMIT = 8.0  # both workbooks read, and this year's checked, against the parser alone
BOTH_YEARS_LIMIT = 10.0  # as well as last year's
PACK_LIMIT = 6.0  # all packs, loaded and compiled in a new process, against the parser on the same files
SLOPE_LIMIT = 2.0  # the dearest account against the cheapest, over all sizes


class Row(NamedTuple):
    """One line of the report; ``floor`` is None where nothing is compared, ``limit`` where nothing is asked."""

    case: str
    ms: float
    floor: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many floors it takes."""
        return self.ms / self.floor if self.floor else None

    @property
    def over(self) -> bool:
        """Whether the limit is exceeded."""
        return self.ratio is not None and self.limit is not None and self.ratio > self.limit


Work = Callable[[], object]


def interleaved(works: list[tuple[Work, int]], rounds: int) -> list[float]:
    """Median milliseconds of one call of each work; ``(work, calls)`` says how often a round calls it."""
    for work, _ in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for (work, calls), taken in zip(works, times, strict=True):
            gc.collect()
            start = perf_counter()
            for _ in range(calls):
                work()
            taken.append((perf_counter() - start) * 1000 / calls)
    return [median(taken) for taken in times]


# Warm: a draft against the bare template of the same text -------------------------------------------


class Floor(NamedTuple):
    """The same text as one Jinja2 template: literals in the template, a ready-made string for every value."""

    template: str
    values: dict[str, str]

    def renderer(self) -> Callable[[], str]:
        """The compiled template, ready to be rendered again and again."""
        compiled = Environment(keep_trailing_newline=True, autoescape=False).from_string(self.template)
        return lambda: compiled.render(self.values)


def floor_of(document: Document) -> Floor:
    """The template that a draft would be, had somebody written this one document by hand."""
    values: dict[str, str] = {}

    def words(line: Paragraph) -> str:
        pieces = []
        for span in line.spans:
            if span.value is None:
                pieces.append(span.text)
            else:
                name = f"v{len(values)}"
                values[name] = span.text
                pieces.append(f"{{{{ {name} }}}}")
        return "".join(pieces)

    def lines(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Section):
                yield words(block.heading)
                yield from lines(block.blocks)
            elif isinstance(block, Table):
                yield from map(words, block.title)
                yield from ("\t".join(words(cell.content) for cell in row.cells) for row in block.rows)
            else:
                yield words(block)

    template = "\n".join([words(document.title), *lines(document.sections)]) + "\n"
    return Floor(template, values)


def drafted(unit: Unit, pack: Pack) -> str:
    """Facts, plan, tree with origins, text: what a draft is made of."""
    return text.write(assemble(unit, pack))


def both_texts() -> tuple[str, str]:
    """The fixture's draft, and what its floor renders."""
    document = narrator.draft(narrator.load(FIXTURE))
    return narrator.render(document, "txt"), floor_of(document).renderer()()


def warm(rounds: int) -> list[Row]:
    """The draft of the fixture against its floor."""
    ours_text, same = both_texts()
    if ours_text != same:
        raise AssertionError("the floor renders another text than the draft")
    unit = narrator.load(FIXTURE)
    document = narrator.draft(unit)
    pack = default().pack(document.pack)
    floor = floor_of(document)
    works: list[tuple[Work, int]] = [
        (lambda: drafted(unit, pack), 4),
        (lambda: list(read_back(document, pack)), 4),
        (floor.renderer(), 40),
    ]
    ours, reading, least = interleaved(works, rounds)
    return [
        Row(f"floor: one bare template, {len(floor.values)} ready-made strings", least),
        Row("warm draft: facts, plan, tree with origins, text", ours, least, WARM_LIMIT),
        Row("before release: reading the finished text back", reading, least),
    ]


# Cold: the command against an empty process ---------------------------------------------------------


def cold(rounds: int) -> list[Row]:
    """The command, started anew each time, against ``python -c pass``; both with their .pyc files.

    The .pyc files stand in a folder of their own: the tree stays clean, and PYTHONDONTWRITEBYTECODE
    does not spoil the figures.
    """
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def process(*arguments: str) -> Work:
            return lambda: subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )

        command = process("-m", "narrator", "draft", str(FIXTURE), "--format", "txt")
        ours, least = interleaved([(command, 1), (process("-c", "pass"), 1)], rounds)
    return [Row("floor: python -c pass", least), Row("cold narrator draft", ours, least, COLD_LIMIT)]


# Workbooks: read and checked, against the parser alone -----------------------------------------------


WORKBOOKS = ("changji-2024-workbook", "changji-2024-workbook/hostile")


def parsed(folder: Path) -> None:
    """Both workbooks through python-calamine: the least that reading them costs."""
    for name in ("2024.xlsx", "2023.xlsx"):
        workbook = CalamineWorkbook.from_path(folder / name)
        for sheet in workbook.sheet_names:
            workbook.get_sheet_by_name(sheet).to_python()


def read_and_checked(unit: Unit, folder: Path, leaving: str = REASON_CHECKS) -> tuple[CheckResult, ...]:
    """Both workbooks as statements of a unit, and the checks on them; reasons, which have none here, are left out."""
    here = Place(str(folder / "unit.yaml"), 1, 1)
    named, problems = both_years.load(Text("2024.xlsx", here), Text("2023.xlsx", here))
    statements = named.statements({}, problems)
    if problems:
        raise Refused(problems)
    codes = [code for code in catalogue.CODES if not code.startswith((REASON_CHECKS, leaving))]
    return run(Ledgers(replace(unit, statements=statements), default().only(PACK)), codes)


def workbooks(rounds: int) -> list[Row]:
    """Reading and checking the two workbooks of a unit, in the plain layout and in the hostile one."""
    unit = narrator.load(FIXTURE)
    rows = []
    for name in WORKBOOKS:
        folder = ROOT / "fixtures" / name
        works: list[tuple[Work, int]] = [
            (partial(read_and_checked, unit, folder, LAST_YEAR_CHECK), 2),
            (partial(read_and_checked, unit, folder), 2),
            (partial(parsed, folder), 6),
        ]
        this, both, least = interleaved(works, rounds)
        rows.append(Row(f"floor: python-calamine, both workbooks of {name}", least))
        rows.append(Row("both workbooks read, this year's checked", this, least, WORKBOOK_LIMIT))
        rows.append(Row("both workbooks read, both years' checked", both, least, BOTH_YEARS_LIMIT))
    return rows


# Packs: loaded and compiled in a new process, against PyYAML's C loader on the same files ---------------------

# Each prints the milliseconds of its own work; what it imports is imported before.
LOAD_PACKS = """
import gc, babel.numbers, jinja2.sandbox
from time import perf_counter
from narrator.phrases import outline
from narrator.phrases.phrasebook import Phrasebook
assert outline
gc.set_threshold({collected})
start = perf_counter()
phrasebook = Phrasebook()
for entry in phrasebook.entries():
    pack = phrasebook.pack(entry.id)
    pack.offers
    if entry.year:
        pack.outline
print((perf_counter() - start) * 1000)
"""
PARSE_FILES = """
import gc, sys, yaml
from pathlib import Path
from time import perf_counter
gc.set_threshold({collected})
paths = [path for path in Path(sys.argv[1]).rglob("*.yaml") if not path.name.endswith(".examples.yaml")]
start = perf_counter()
for path in paths:
    yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
print((perf_counter() - start) * 1000)
"""


def packs(rounds: int) -> list[Row]:
    """Every pack of the phrasebook with its outline and its list of reasons, no cache of any kind at hand."""

    def once(program: str) -> float:
        command = [sys.executable, "-c", program.format(collected=COLLECTED), str(home.root())]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
        return float(told.stdout)

    taken = [(once(LOAD_PACKS), once(PARSE_FILES)) for _ in range(rounds)]
    ours, least = (median(column) for column in zip(*taken, strict=True))
    return [
        Row("floor: PyYAML's C loader on the files of the phrasebook", least),
        Row("all packs loaded and compiled, in a new process", ours, least, PACK_LIMIT),
    ]


# Growth: time per account ---------------------------------------------------------------------------


def unit_text(accounts: int) -> str:
    """A unit file with so many functional accounts (项), ten to a 款 and fifty to a 类.

    Every account has a reason; every fifth occurred last year only. No name ends in a digit: a term
    that does is not told apart from the amount behind it.
    """
    this, last, reasons = [], [], []
    for number in range(accounts):
        top, middle = f"{201 + number // 50}", f"{201 + number // 50}{1 + number // 10 % 5:02d}"
        code = f"{middle}{1 + number % 10:02d}"
        if number % 50 == 0:
            this.append(f"    {top}: {{名称: 第{top}类, 决算: {number + 1}.25}}")
        if number % 10 == 0:
            this.append(f"    {middle}: 第{middle}款")
        name, before, now = f"第{code}项", f"{3 * number % 97 + 1}.50", f"{7 * number % 89}.25"
        last.append(f"    {code}: {{名称: {name}, 决算: {before}}}")
        if number % 5 < 4:
            this.append(f"    {code}: {{名称: {name}, 决算: {now}}}")
        reasons.append(f"    {code}: 业务量变化{number}")
    head = [
        "金额单位: 万元",
        "单位: {单位名称: 某单位, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位, 新设: 否}",
        f"{GENERAL}:",
        "  合计: {上年: 1000.00, 年初预算: 1000.00, 决算: 2000.00}",
    ]
    blocks = ["  科目:", *this, "  上年科目:", *last, "主要原因:", f"  {VS_LAST_YEAR}:", *reasons]
    return "\n".join([*head, *blocks]) + "\n"


def unit_of(accounts: int) -> Unit:
    """The generated unit, loaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unit.yaml"
        path.write_text(unit_text(accounts), encoding="utf-8")
        return narrator.load(path)


def growth(rounds: int) -> list[Row]:
    """Drafts of growing units; the slope is what one more account costs from a size to the next."""

    def work(unit: Unit) -> Work:
        return lambda: drafted(unit, default().pack(PACK))

    works = [(work(unit_of(size)), max(1, 100 // size)) for size in SIZES]
    points = list(zip(SIZES, interleaved(works, rounds), strict=True))
    slopes = [(later - earlier) / (more - fewer) for (fewer, earlier), (more, later) in pairwise(points)]
    rows = [Row(f"draft of {size} accounts: {ms / size:.3f} ms an account", ms) for size, ms in points]
    steps = zip(slopes, pairwise(SIZES), strict=True)
    rows += [Row(f"one more account, {fewer} to {more}", slope) for slope, (fewer, more) in steps]
    return [*rows, Row("dearest account ÷ cheapest", max(slopes), min(slopes), SLOPE_LIMIT)]


# The report -----------------------------------------------------------------------------------------


def table(rows: list[Row], rounds: int) -> str:
    """The rows for people."""
    width = max(len(row.case) for row in rows)
    lines = [f"{'case':{width}}  {'ms':>9}  {'× floor':>7}  {'limit':>5}"]
    for row in rows:
        ratio = f"{row.ratio:.1f}" if row.ratio is not None else ""
        limit = f"{row.limit:g}" if row.limit is not None else ""
        verdict = "" if row.limit is None else "over" if row.over else "ok"
        lines.append(f"{row.case:{width}}  {row.ms:9.3f}  {ratio:>7}  {limit:>5}  {verdict}".rstrip())
    return "\n".join([*lines, f"medians of {rounds} interleaved rounds, Python {sys.version.split()[0]}"]) + "\n"


def as_json(rows: list[Row], rounds: int) -> str:
    """The rows for programs."""
    cases = [{**row._asdict(), "ratio": row.ratio, "over": row.over} for row in rows]
    return json.dumps({"rounds": rounds, "cases": cases}, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Run all cases and print them; the exit code."""
    parser = argparse.ArgumentParser(description="What a draft costs, against floors measured in the same run.")
    parser.add_argument("--rounds", type=int, default=21, help="rounds of every case (default: 21)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--report", action="store_true", help="exit 0 even where a limit is exceeded")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    gc.set_threshold(COLLECTED)
    cases = (warm, cold, workbooks, packs, growth)
    rows = [row for case in cases for row in case(options.rounds)]
    write = as_json if options.json else table
    sys.stdout.buffer.write(write(rows, options.rounds).encode())
    return 1 if any(row.over for row in rows) and not options.report else 0


if __name__ == "__main__":
    sys.exit(main())
