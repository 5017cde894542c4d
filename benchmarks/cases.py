"""What is measured of the program in one process: its public calls, and some of its inside where that can be imported.

A case gets the folder of the material and makes what is then called again and again. The public ones run in any
checkout; the others say that they are not there where the names that they import are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from generated import ACCOUNTS
from measure import Work
from processes import FIXTURE, WORKBOOKS

import narrator

PACK = "xinjiang/2024"
CASES: dict[str, Callable[[Path], Work]] = {}


def case(name: str) -> Callable[[Callable[[Path], Work]], Callable[[Path], Work]]:
    """Register a case by its name in the report."""

    def register(made: Callable[[Path], Work]) -> Callable[[Path], Work]:
        CASES[name] = made
        return made

    return register


# What people call -------------------------------------------------------------------------------------


def _file_to(form: str) -> Callable[[Path], Work]:
    return lambda _: lambda: narrator.write(narrator.draft(narrator.load(FIXTURE)), form)


def _tree_to(form: str) -> Callable[[Path], Work]:
    return lambda _: partial(narrator.write, narrator.draft(narrator.load(FIXTURE)), form)


for _form, _called in (("txt", "text"), ("docx", "Word"), ("html", "HTML"), ("json", "JSON")):
    CASES[f"from the file to {_called}"] = _file_to(_form)
    CASES[f"{_called}, tree given"] = _tree_to(_form)


@case("load")
def _(_: Path) -> Work:
    return lambda: narrator.load(FIXTURE)


@case("load, tables in workbooks")
def _(material: Path) -> Work:
    return lambda: narrator.load(material / "workbooks")


@case("draft")
def _(_: Path) -> Work:
    return partial(narrator.draft, narrator.load(FIXTURE))


# Growth ---------------------------------------------------------------------------------------------------


@case("units")
def _(material: Path) -> Work:
    """The next unit at each call, each with a file, a name and figures of its own."""
    numbers = count()
    return lambda: narrator.render(narrator.draft(narrator.load(material / "units" / str(next(numbers)))))


def _accounts(number: int) -> Callable[[Path], Work]:
    def made(material: Path) -> Work:
        return lambda: narrator.render(narrator.draft(narrator.load(material / f"accounts-{number}")))

    return made


for _number in ACCOUNTS:
    CASES[f"{_number} accounts"] = _accounts(_number)


# The inside -----------------------------------------------------------------------------------------------


@case("facts + tree + text")
def _(_: Path) -> Work:
    from narrator.document.assemble import assemble
    from narrator.phrases.phrasebook import default
    from narrator.writers import text

    unit, pack = narrator.load(FIXTURE), default().pack(PACK)
    return lambda: text.write(assemble(unit, pack))


@case("reading the text back")
def _(_: Path) -> Work:
    from narrator.document.readback import read_back
    from narrator.phrases.phrasebook import default

    document, pack = narrator.draft(narrator.load(FIXTURE)), default().pack(PACK)
    return lambda: list(read_back([line for _, line in document.lines()], pack))


@case("auditing the drafted text, extracted")
def _(_: Path) -> Work:
    from narrator.audit.run import audit

    lines = narrator.render(narrator.draft(narrator.load(FIXTURE))).splitlines()
    prose = ["\t" not in line for line in lines]
    return lambda: audit("text", lines, prose)


def workbooks(layout: str) -> Path:
    """The folder of the two workbooks of a layout, plain or hostile."""
    return WORKBOOKS if layout == "plain" else WORKBOOKS / layout


def _checked(layout: str, leaving: str) -> Callable[[Path], Work]:
    """Both workbooks read as the statements of a unit and checked; its reasons are not given, and left out."""

    def made(_: Path) -> Work:
        from narrator.checks import catalogue
        from narrator.checks.check import Ledgers
        from narrator.figures.findings import Refused
        from narrator.figures.values import Place, Text
        from narrator.phrases.phrasebook import default
        from narrator.readers import both_years

        unit, folder = narrator.load(FIXTURE), workbooks(layout)
        here = Place(str(folder / "unit.yaml"), 1, 1)
        codes = [code for code in catalogue.CODES if not code.startswith(("K4", leaving))]

        def work() -> object:
            named, problems = both_years.load(Text("2024.xlsx", here), Text("2023.xlsx", here))
            statements = named.statements({}, problems)
            if problems:
                raise Refused(problems)
            return catalogue.run(Ledgers(replace(unit, statements=statements), default().only(PACK)), codes)

        return work

    return made


for _layout in ("plain", "hostile"):
    CASES[f"workbooks, {_layout}: read, both years checked"] = _checked(_layout, "K4")
    CASES[f"workbooks, {_layout}: read, this year checked"] = _checked(_layout, "K305")


@case("all packs read and compiled")
def _(_: Path) -> Work:
    """The sources of every pack, in a phrasebook of its own at each call."""
    from narrator.phrases import outline
    from narrator.phrases.phrasebook import Phrasebook

    def work() -> None:
        phrasebook = Phrasebook()
        for entry in phrasebook.entries():
            pack = phrasebook.pack(entry.id)
            assert pack.offers is not None
            if entry.year:
                assert pack.outline

    assert outline
    return work
