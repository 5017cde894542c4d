"""The wording of the pack, as snapshots of invented units that between them use all of it.

Read each changed line before regenerating (``pytest --force-regen tests/phrases/test_wording.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

import narrator
from helpers.used_wording import PACK, Pair, all_pairs, used_pairs
from helpers.wording_units import EXAMPLES
from narrator.comparison.sentences import below
from narrator.document.charts import WORDS
from narrator.document.tree import Document
from narrator.figures import listing
from narrator.figures import terms as t
from narrator.figures.evaluation import Funds
from narrator.figures.model import Account, Statement, Unit
from narrator.figures.values import Figure, Text
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import default

Amount: TypeAlias = "Decimal | None"

SECTIONS = 12
CLASS, ITEM = 3, 7  # digits of a functional account (类, 项)
USES = ("ministers", "principals", "confidential", "emergency", "enforcement", "special", "veterans", "other")


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack whose wording is shown."""
    return default().pack(PACK)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """The invented units, read from their files."""
    folder: Path = tmp_path_factory.mktemp("units")
    for name, example in EXAMPLES.items():
        (folder / f"{name}.yaml").write_text(example.text(), encoding="utf-8")
    return {name: narrator.load(folder / f"{name}.yaml") for name in EXAMPLES}


@pytest.fixture(scope="module")
def documents(units: dict[str, Unit]) -> dict[str, Document]:
    """Their drafts."""
    return {name: narrator.draft(unit) for name, unit in units.items()}


# Snapshots ----------------------------------------------------------------------------------------


def shown(documents: Mapping[str, Document], part: int, section: int | None = None) -> str:
    """A part, or a section of it, of all units one after the other, each under its name.

    A unit whose text is that of an earlier one, but for its own name, only says so (同…).
    """
    told: list[str] = []
    earlier: dict[str, str] = {}
    for key, document in documents.items():
        name, special = EXAMPLES[key].name, EXAMPLES[key].special
        block = document.sections[part] if section is None else document.sections[part].blocks[section]
        text = "\n".join(line.text for line in below(block))
        same = earlier.setdefault(text.replace(name, "◇"), name)
        told += [f"=== {name} ({key}): {special}", text if same == name else f"同{same}", ""]
    return "\n".join(told)


def test_part_1(documents: dict[str, Document], file_regression: FileRegressionFixture) -> None:
    """第一部分 of every unit."""
    file_regression.check(shown(documents, 0), basename="part-1", extension=".txt", encoding="utf-8", newline="\n")


@pytest.mark.parametrize("section", range(SECTIONS), ids=lambda number: f"{number + 1:02}")
def test_section(section: int, documents: dict[str, Document], file_regression: FileRegressionFixture) -> None:
    """One section of 第二部分, of every unit."""
    assert {len(document.sections[1].blocks) for document in documents.values()} == {SECTIONS}
    text = shown(documents, 1, section)
    basename = f"section-{section + 1:02}"
    file_regression.check(text, basename=basename, extension=".txt", encoding="utf-8", newline="\n")


# Coverage -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def used(documents: dict[str, Document], pack: Pack) -> dict[str, set[Pair]]:
    """The pairs that each unit uses."""
    wanted = all_pairs(pack)
    return {name: used_pairs(document, pack) & wanted for name, document in documents.items()}


@pytest.mark.slow
def test_every_condition_of_every_phrase_is_shown(used: dict[str, set[Pair]], pack: Pack) -> None:
    """Each wording of the pack, under each condition that chooses it, stands in some unit's text."""
    wanted = all_pairs(pack)
    assert len(wanted) > 250
    missing = {pair for pair in wanted - set().union(*used.values()) if pair[0] not in WORDS}
    assert not missing, "shown by no unit: " + "; ".join(
        f"{phrase} ({condition})" for phrase, condition in sorted(missing)
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_unit_shows_something_of_its_own(name: str, used: dict[str, set[Pair]]) -> None:
    """A unit whose wordings all stand in the other units' texts too would be superfluous."""
    others: set[Pair] = set().union(*(pairs for other, pairs in used.items() if other != name))
    assert used[name] - others


# The units look real: their amounts add up -----------------------------------------------------------


class Sum(NamedTuple):
    """Amounts that make the same on both sides; it cannot be judged where one of them is not given."""

    what: str
    left: tuple[Amount, ...]
    right: tuple[Amount, ...]

    @property
    def known(self) -> bool:
        """Whether every amount is given."""
        return None not in (*self.left, *self.right)

    @property
    def holds(self) -> bool:
        """Whether both sides make the same."""
        return _added(self.left) == _added(self.right)


def _added(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _value(figure: Figure | None) -> Amount:
    return None if figure is None else figure.value


def _row(statement: Statement, *labels: str, of: str = "actual") -> Amount:
    return _value(getattr(statement.row(*labels), of))


def _totals(unit: Unit) -> Iterator[Sum]:
    """01 to 04: receipts and payments, their kinds, and the money of the three budgets."""
    everything, fiscal = unit.statement(t.OVERVIEW), unit.statement(t.FISCAL)
    for table, opening, closing in (
        (everything, (t.USED_SURPLUS, t.BROUGHT_FORWARD), (t.SURPLUS_SHARED, t.CARRIED_FORWARD)),
        (fiscal, (t.FISCAL_BROUGHT,), (t.FISCAL_CARRIED,)),
    ):
        receipts, payments = _row(table, t.RECEIPTS, t.GRAND_TOTAL), _row(table, t.PAYMENTS, t.GRAND_TOTAL)
        parts = tuple(_row(table, t.RECEIPTS, label) for label in (t.YEAR_RECEIPTS, *opening))
        yield Sum(f"{table.term} 收入", (receipts,), parts)
        parts = tuple(_row(table, t.PAYMENTS, label) for label in (t.YEAR_PAYMENTS, *closing))
        yield Sum(f"{table.term} 支出", (payments,), parts)
        yield Sum(f"{table.term} 收支", (receipts,), (payments,))
    income = tuple(_row(unit.statement(t.INCOME), kind) for kind in t.INCOME_KINDS)
    spending = tuple(_row(unit.statement(t.EXPENDITURE), kind) for kind in t.SPENDING_KINDS)
    yield Sum("收入构成", (_row(everything, t.RECEIPTS, t.YEAR_RECEIPTS),), income)
    yield Sum("支出构成", (_row(everything, t.PAYMENTS, t.YEAR_PAYMENTS),), spending)
    yield Sum("财政拨款收入", (_row(fiscal, t.RECEIPTS, t.YEAR_RECEIPTS),), income[:1])
    budgets = tuple(_row(unit.statement(term), t.YEAR_SPENDING) for term in (t.FUND, t.CAPITAL))
    general = _row(unit.statement(t.GENERAL), t.TOTAL)
    yield Sum("财政拨款支出", (_row(fiscal, t.PAYMENTS, t.YEAR_PAYMENTS),), (general, *budgets))


def _budgets(unit: Unit) -> Iterator[Sum]:
    """05 to 08: basic and project spending, balances, and the accounts of both years."""
    general, basic = unit.statement(t.GENERAL), unit.statement(t.BASIC)
    groups = tuple(_row(basic, group) for group in (t.STAFF, t.PUBLIC))
    yield Sum("基本支出", (_row(general, t.BASIC_SPENDING),), groups)
    for table, spent in (
        (general, t.TOTAL),
        (unit.statement(t.FUND), t.YEAR_SPENDING),
        (unit.statement(t.CAPITAL), t.YEAR_SPENDING),
    ):
        kinds = tuple(_row(table, kind) for kind in (t.BASIC_SPENDING, t.PROJECT_SPENDING))
        yield Sum(f"{table.term} 支出", (_row(table, spent),), kinds)
        for accounts, of in ((table.accounts, "actual"), (table.last_accounts, "last_year")):
            yield from _accounts(f"{table.term} {of}", _row(table, spent, of=of), accounts or {})
        if spent == t.YEAR_SPENDING:
            opening = tuple(_row(table, label) for label in (t.BROUGHT_FORWARD, t.YEAR_INCOME))
            closing = tuple(_row(table, label) for label in (t.YEAR_SPENDING, t.CARRIED_FORWARD))
            yield Sum(f"{table.term} 结转", opening, closing)


def _accounts(what: str, total: Amount, accounts: Mapping[str, Account]) -> Iterator[Sum]:
    """The items, or what stands in place of them, make the total, and those of a class make the class."""
    ends = listing.ends(accounts, {})
    items = {code: _value(one.amounts.actual) for code, one in accounts.items() if len(code) == ITEM or code in ends}
    yield Sum(f"{what} 各项", (total,), tuple(items.values()))
    for code, account in accounts.items():
        if len(code) == CLASS:
            own = tuple(amount for item, amount in items.items() if item.startswith(code))
            yield Sum(f"{what} {code}", (_value(account.amounts.actual),), own)


def _three(unit: Unit) -> Iterator[Sum]:
    """09: the three and their total; cars bought and run."""
    table = unit.statement(t.THREE)
    three, cars = (t.ABROAD, t.CARS, t.RECEPTION), (t.CAR_PURCHASE, t.CAR_RUNNING)
    for of, parts in (("actual", three), ("last_year", three), ("full_budget", (t.ABROAD, *cars, t.RECEPTION))):
        yield Sum(f"三公 {of}", (_row(table, t.TOTAL, of=of),), tuple(_row(table, part, of=of) for part in parts))
    yield Sum("公务用车", (_row(table, t.CARS),), tuple(_row(table, part) for part in cars))


def _matters(unit: Unit) -> Iterator[Sum]:
    """People, running costs by kind of unit, procurement, vehicles."""
    staff, bought, cars = unit.staff, unit.procurement, unit.assets.vehicles
    people = (staff.in_service.this_year, staff.retired_cadres.this_year, staff.retired.this_year)
    yield Sum("实有人数", (_value(staff.actual),), tuple(map(_value, people)))
    for of in ("actual", "last_year"):
        kinds = (unit.running.administrative, unit.running.quasi_civil, unit.running.institution)
        running = tuple(_value(getattr(kind, of)) for kind in kinds)
        yield Sum(f"公用经费 {of}", (_row(unit.statement(t.BASIC), t.PUBLIC, of=of),), running)
    yield Sum("政府采购", (_value(bought.total),), tuple(map(_value, (bought.goods, bought.works, bought.services))))
    uses = [_value(getattr(cars, use)) for use in USES]
    yield Sum("车辆", (_value(cars.number),), tuple(uses))


def _performance(unit: Unit) -> Iterator[Sum]:
    """The funds rows of the self-evaluation tables, their weights, and what the overall ones spent."""
    overall, projects = unit.performance.overall or (), unit.performance.projects or ()
    for number, table in enumerate(overall, 1):
        yield from _table(f"整体自评表{number}", table.total, table.superior, table.own, table.other)
        yield _weights(f"整体自评表{number}", table.total, [row.weight for row in table.indicators or ()])
    for number, project in enumerate(projects, 1):
        yield from _table(f"项目自评表{number}", project.total, project.fiscal, project.other)
        yield _weights(f"项目自评表{number}", project.total, [row.weight for row in project.indicators or ()])
    if overall:
        spent = _row(unit.statement(t.OVERVIEW), t.PAYMENTS, t.YEAR_PAYMENTS)
        yield Sum("整体执行数", (spent,), tuple(_value(table.total.executed) for table in overall))


def _table(what: str, total: Funds, *parts: Funds) -> Iterator[Sum]:
    for of in ("initial_budget", "full_budget", "executed"):
        amounts = tuple(_value(getattr(part, of)) for part in parts)
        yield Sum(f"{what} {of}", (_value(getattr(total, of)),), amounts)


def _weights(what: str, total: Funds, weights: list[Text | None]) -> Sum:
    typed = [None if weight is None else Decimal(weight.text) for weight in weights]
    return Sum(f"{what} 分值", (Decimal(100),), (_value(total.weight), *typed))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_amounts_of_a_unit_add_up(name: str, units: dict[str, Unit]) -> None:
    """Totals are the sums of their parts, within a statement and between statements."""
    unit = units[name]
    rules = (_totals, _budgets, _three, _matters, _performance)
    known = [one for rule in rules for one in rule(unit) if one.known]
    assert [one for one in known if not one.holds] == []
    assert len(known) >= (15 if name == "gaps" else 25)
    bought = unit.procurement
    firms = (bought.small_micro_firms, bought.smaller_firms, bought.total)
    values = [figure.value for figure in firms if figure]
    assert values == sorted(values)
