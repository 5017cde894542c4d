"""The parts of a run: which sides take turns with which, on one tree or on two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from generated import ACCOUNTS, UNITS
from measure import Cost, Missing, Side, Taken, interleaved
from processes import EXPORT, FIXTURE, ROSAENLG, WORKER, Tree, Worker
from report import THIS, Name, Results

FINDINGS = 1  # exit code of ``check`` where it found something
NO_TYPST = "no typst, or no Chinese font"


class Run(NamedTuple):
    """What a part needs: trees by their names, this one first, the material, and how many rounds."""

    trees: dict[str, Tree]
    material: Path
    rounds: int

    @property
    def this(self) -> Tree:
        """The tree that measures, with the floors and rivals."""
        return self.trees[THIS]


# Cold: commands, each in a new process ------------------------------------------------------------------------


def cold(run: Run) -> Results:
    """What people type, against an empty process and against what is usually written for the same task."""
    return interleaved(dict(cold_sides(run)), run.rounds)


def cold_sides(run: Run) -> Iterator[tuple[Name, Side]]:
    """Floors and rivals, then each command on one tree after the other."""
    yield from _cold_floors(run)
    for command in zip(*(_commands(run, name) for name in run.trees), strict=True):
        yield from command


def _cold_floors(run: Run) -> Iterator[tuple[Name, Side]]:
    this, material = run.this, run.material
    script = str(Path(__file__).with_name("usual_script.py"))
    books = [str(material / "workbooks" / f"{year}.xlsx") for year in ("2024", "2023")]
    yield Name("cold: python -c pass"), lambda: this.python("-c", "pass")
    template, made = str(material / "usual.docx"), str(material / "made.docx")
    usual = _unless(not find_spec("docxtpl"), lambda: this.python(script, *books, template, made), "no docxtpl")
    yield Name("cold: usual script (openpyxl × 2 + docxtpl)"), usual
    source = material / "bare.typ"
    compiling = "import sys, typst; typst.compile(*sys.argv[1:])"
    typst = ("-c", compiling, str(source), str(material / "bare.pdf"))
    yield Name("cold: bare typst on the same text"), _unless(not source.exists(), lambda: this.python(*typst), NO_TYPST)


def _unless(lacking: bool, side: Side, why: str) -> Side:
    """The side, where nothing that it needs is lacking."""

    def missing() -> Cost:
        raise Missing(why)

    return missing if lacking else side


def _commands(run: Run, name: str) -> Iterator[tuple[Name, Side]]:
    tree = run.trees[name]
    unit, books = str(FIXTURE), run.material / "workbooks"

    def narrator(*arguments: str, cache: bool = True) -> Cost:
        environment = {} if cache else {"XDG_CACHE_HOME": str(tree.fresh())}
        return tree.python("-m", "narrator", *arguments, exits=(0, FINDINGS), **environment)

    def init(books: Path) -> Side:
        made = ("--workbook", str(books / "2024.xlsx"), "--last", str(books / "2023.xlsx"), "--region", "新疆")
        return lambda: narrator("init", str(tree.fresh()), *made)

    def to_file(source: str, form: str, cache: bool = True) -> Side:
        return lambda: narrator("draft", source, "-o", str(tree.fresh() / f"draft.{form}"), cache=cache)

    sides: dict[str, Side] = {
        "draft to txt": to_file(unit, "txt"),
        "draft to docx": to_file(unit, "docx"),
        "draft to html": to_file(unit, "html"),
        "draft to json": to_file(unit, "json"),
        "draft to pdf": _unless(not (run.material / "bare.typ").exists(), to_file(unit, "pdf"), NO_TYPST),
        "draft from workbooks to docx": to_file(str(books), "docx"),
        "init": init(books),
        "init from an export": init(EXPORT),
        "check": lambda: narrator("check", unit),
        "check of workbooks": lambda: narrator("check", str(books)),
        "draft to txt, the first run ever": to_file(unit, "txt", cache=False),
    }
    yield from ((Name(f"cold: {case}", name), side) for case, side in sides.items())


# In one process -----------------------------------------------------------------------------------------------


def _in_workers(run: Run, rivals: list[str], cases: list[str], beside: tuple[str, ...] = ()) -> Results:
    """Cases in a process for each tree, rivals in one of their own, and what speaks our protocol beside them."""
    with ExitStack() as stack:

        def worker(tree: Tree, *command: str) -> Worker:
            return stack.enter_context(Worker((*command, str(run.material)), tree))

        rivalling = worker(run.this, *WORKER)
        sides = {Name(rival): rivalling.side(rival) for rival in rivals}
        if beside:
            sides[Name(beside[0])] = _started(lambda: worker(run.this, *beside[1:]))
        ours = {name: worker(tree, *WORKER) for name, tree in run.trees.items()}
        sides |= {Name(case, name): process.side(case) for case in cases for name, process in ours.items()}
        return interleaved(sides, run.rounds)


def _started(start: Callable[[], Worker]) -> Side:
    """A side whose process may not be there at all."""
    try:
        return start().side("")
    except Missing as reason:
        missing = reason

    def side() -> Cost:
        raise missing

    return side


def calls(run: Run) -> Results:
    """The API from file to file and its steps, and the same content by others."""
    rivals = [
        "one bare Jinja2 template of the same text",
        "document.xml from one bare Jinja2 template, deflated",
        "docxtpl, values given",
        "docxtpl, values from YAML",
        "python-docx, content given",
    ]
    cases = ["from the file to text", "from the file to Word", "from the file to HTML", "from the file to JSON"]
    cases += ["load", "draft", "facts + tree + text", "reading the text back", "auditing the drafted text, extracted"]
    cases += ["text, tree given", "Word, tree given", "HTML, tree given", "JSON, tree given"]
    return _in_workers(run, rivals, cases, ("RosaeNLG, values given", *ROSAENLG))


def workbooks(run: Run) -> Results:
    """Both workbooks of a unit read and checked, in the plain layout and in the hostile one."""
    layouts = ("plain", "hostile")
    rivals = [*(f"workbooks, {layout}: python-calamine alone" for layout in layouts), "openpyxl, both workbooks"]
    cases = [
        f"workbooks, {layout}: read, {years} checked" for layout in layouts for years in ("this year", "both years")
    ]
    return _in_workers(run, rivals, [*cases, "load, tables in workbooks"])


def packs(run: Run) -> Results:
    """Every pack of the phrasebook from its sources: nothing compiled can be kept in a folder that cannot be made."""
    sourced = run._replace(trees={name: tree.without_cache() for name, tree in run.trees.items()})
    return _in_workers(
        sourced, ["PyYAML's loader in C on the files of the phrasebook"], ["all packs read and compiled"]
    )


def pdf(run: Run) -> Results:
    """The tree as PDF, against bare typst."""
    floor, ours = "bare typst on the same text", "PDF, tree given"
    if not (run.material / "bare.typ").exists():
        return {Name(case): Taken(missing=NO_TYPST) for case in (floor, ours)}
    return _in_workers(run, [floor], [ours])


# Growth -------------------------------------------------------------------------------------------------------


def growth(run: Run) -> Results:
    """Units with more and more accounts, and more and more units in one process; a new process for each."""
    return interleaved(growth_sides(run), max(1, run.rounds // 7), warm=False)


def growth_sides(run: Run) -> dict[Name, Side]:
    """What grows, and where."""
    sides: dict[Name, Side] = {}
    for name, tree in run.trees.items():
        sides |= {Name(f"{n} accounts", name): _once(tree, run.material, f"{n} accounts", 1) for n in ACCOUNTS}
        sides |= {Name(f"{n} units", name): _once(tree, run.material, "units", n) for n in UNITS}
    return sides


def _once(tree: Tree, material: Path, case: str, number: int) -> Side:
    return lambda: tree.once(material, case, number)


PARTS: dict[str, Callable[[Run], Results]] = {
    "cold": cold,
    "calls": calls,
    "workbooks": workbooks,
    "packs": packs,
    "pdf": pdf,
    "growth": growth,
}
