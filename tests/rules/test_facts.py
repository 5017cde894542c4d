"""The facts of whole units against the catalogue: what is declared is what is delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import narrator
from narrator.figures.declared import NUMBERS
from narrator.figures.evaluation import Management, Step
from narrator.figures.model import Profile, Reserved, Unit
from narrator.figures.terms import GENERAL, STATEMENTS
from narrator.figures.terms import KINDS as UNIT_KINDS
from narrator.figures.values import Figure, Gap, Names, Place, Text
from narrator.forms.fields import field_of
from narrator.rules.catalogue import CATALOGUE, COMMON
from narrator.rules.fact import Fact, Facts
from narrator.rules.facts import common, facts
from narrator.rules.kinds import RECORD, Kind
from narrator.rules.spec import Spec
from narrator.rules.spec import fact as declare

FIXTURE = Path(__file__).parents[2] / "fixtures" / "changji-2024"
RUNNING = ("行政单位机关运行经费增减", "参公单位机关运行经费增减", "机关运行经费增减", "事业单位公用经费增减")
MONEY = ("元", "万元", "%")
HERE = Place("unit.yaml", 1, 1)


def bare(newly_formed: bool = False) -> Unit:
    """A unit of all kinds, of which nothing but the profile is known."""
    year = narrator.load(FIXTURE).profile.year
    kinds = tuple(map(Text, UNIT_KINDS))
    return Unit(Profile(Text("甲局"), Text("新疆"), year, Text("部门"), kinds, newly_formed))


def filled() -> Unit:
    """The fixture's unit."""
    return narrator.load(FIXTURE)


def several_kinds() -> Unit:
    """The fixture's unit as one of all kinds."""
    unit = filled()
    return replace(unit, profile=replace(unit.profile, kinds=tuple(map(Text, UNIT_KINDS))))


def everything() -> Unit:
    """The fixture's unit with every input that only some packs print."""
    unit = filled()
    amount, number = Figure(Decimal(2), "万元", HERE), Figure(Decimal(3), "个", HERE)
    statement = unit.statement(GENERAL)
    accounts = {
        code: replace(one, purpose=Text("某事", HERE), amounts=replace(one.amounts, initial_budget=amount))
        for code, one in (statement.accounts or {}).items()
    }
    step = Step(number, amount)
    told: dict[str, Any] = {item.name: number for item in fields(Management) if item.metadata["kind"] == "count"}
    told |= {"rules": Text("甲制度", HERE), "mechanism": Text("乙机制", HERE)}
    score = Figure(Decimal("96.5"), "分", HERE)
    return replace(
        unit,
        statements={**unit.statements, GENERAL: replace(statement, accounts=accounts)},
        cars=replace(unit.cars, purchase=Text("购车", HERE)),
        reception=replace(unit.reception, guests=amount, guest_batches=number, guest_people=number),
        reserved=Reserved(*[amount] * 5),
        management=Management(goals=step, tracking=step, evaluation=step, average=score, **told),
    )


UNITS = {"filled": filled, "everything": everything, "kinds": several_kinds, "bare": bare, "new": lambda: bare(True)}


def listed(found: Facts) -> tuple[Fact, ...]:
    """One fact, several, or none where a gap stands for them."""
    if isinstance(found, Gap):
        return ()
    return (found,) if isinstance(found, Fact) else found


def told(found: Mapping[str, Facts], within: str = "") -> list[tuple[Spec, Fact]]:
    """Every fact with its declaration, also those inside another."""
    pairs: list[tuple[Spec, Fact]] = []
    for name, some in found.items():
        spec = CATALOGUE[name]
        assert within in spec.within or (not within and not spec.within), name
        for fact in listed(some):
            assert fact.name == name
            pairs += [(spec, fact), *told(fact.parts, name)]
    return pairs


def of_type(value: object, kind: str) -> bool:
    """Whether a slot's value is what its declared type promises to a format."""
    match kind:
        case "amount":
            return isinstance(value, Figure) and value.unit == "万元" and value.value.as_tuple().exponent == -2
        case "percent":
            return isinstance(value, Figure) and value.unit == "%" and value.value.as_tuple().exponent == -2
        case "count":
            return isinstance(value, Figure) and value.value == int(value.value) and value.unit not in MONEY
        case "number":
            return isinstance(value, Figure) and value.unit not in MONEY
        case "year":
            return isinstance(value, Figure) and value.unit == "年" and 1900 <= value.value < 2100
        case "names":
            return isinstance(value, Names) and len(value.names) > 0
    return isinstance(value, Text)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_kind_and_number_are_as_declared(unit: Callable[[], Unit]) -> None:
    pairs = told(facts(unit()))
    assert len(pairs) > 40
    for spec, fact in pairs:
        assert fact.kind == spec.kind.name
        assert fact.condition in (*(spec.kind.conditions or ("",)), None), fact


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_list_is_a_list(unit: Callable[[], Unit]) -> None:
    found = facts(unit())
    for name, some in found.items():
        if not isinstance(some, Gap):
            assert isinstance(some, Fact) != CATALOGUE[name].many, name


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_every_slot_has_its_declared_type(unit: Callable[[], Unit]) -> None:
    seen = 0
    for spec, fact in told(facts(unit())):
        if fact.condition is None:  # an open condition keeps only the gaps that leave it open
            assert any(isinstance(value, Gap) for value in fact.slots.values()) or not fact.slots, fact
            continue
        for name, value in fact.slots.items():
            assert isinstance(value, Gap) or of_type(value, spec.all_slots[name]), (fact.name, name, value)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_every_slot_is_there_that_a_phrase_may_use(unit: Callable[[], Unit]) -> None:
    """A phrase is checked against the catalogue only, so that a slot not delivered would stop a draft."""
    wrong = set()
    for spec, fact in told(facts(unit())):
        if fact.condition is not None:
            due = set(spec.all_slots) - set(spec.kind.lacks.get(fact.condition, ()))
            wrong |= {(fact.name, fact.condition, slot) for slot in due ^ set(fact.slots)}
    assert not wrong


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_every_name_that_is_due_is_told_once(unit: Callable[[], Unit]) -> None:
    given = unit()
    names = [spec.name for spec in CATALOGUE.values() if not spec.within]
    own = tuple(name for name in RUNNING if name != "机关运行经费增减")
    kinds = dict(zip(UNIT_KINDS, own, strict=True))
    here = {kinds[kind.text] for kind in given.profile.kinds or ()}
    here |= {"机关运行经费增减"} if here - {RUNNING[-1]} else set()
    assert set(facts(given)) == {name for name in names if name not in RUNNING or name in here}


@pytest.mark.parametrize("table", ["整体自评表", "项目自评表"], ids=["overall", "project"])
def test_the_parts_of_a_self_evaluation(table: str) -> None:
    tables = listed(facts(filled())[table])
    assert tables
    for fact in tables:
        assert set(fact.parts) == {spec.name for spec in CATALOGUE.values() if table in spec.within}


@pytest.mark.parametrize(
    ("field", "tables", "key"),
    [
        ("overall", ("整体自评", "整体自评表"), "预算绩效/整体支出绩效自评表"),
        ("projects", ("项目自评", "项目自评表"), "预算绩效/项目支出绩效自评表"),
    ],
)
def test_a_self_evaluation_that_is_not_given_is_asked_for(field: str, tables: tuple[str, str], key: str) -> None:
    """A table that nobody gave is a gap, never a list of none; that there is none has to be said."""
    unit, (listing, table) = filled(), tables

    def found(given: Any) -> dict[str, Any]:
        changed: dict[str, Any] = {field: given}
        return dict(facts(replace(unit, performance=replace(unit.performance, **changed))))

    without = found(None)
    gaps = [without[table], *without[listing].slots.values()]
    assert {gap.key for gap in gaps if isinstance(gap, Gap)} == {key}
    assert isinstance(without[table], Gap)
    assert found(())[table] == ()


def test_scores_have_two_decimals_where_no_pack_says_otherwise() -> None:
    """As rates and amounts have: 8.61 of 9.00 for a rate of 95.67%."""
    unit = filled()
    (table, *_) = unit.performance.overall or ()
    spent, planned = (Figure(Decimal(amount), "万元", HERE) for amount in ("95.67", "100"))
    funds = replace(table.total, full_budget=planned, executed=spent, weight=Figure(Decimal(9), "分", HERE))
    performance = replace(unit.performance, overall=(replace(table, total=funds),))
    (told, *_) = listed(facts(replace(unit, performance=performance))["整体自评表"])
    scored = [fact for fact in told.parts.values() if isinstance(fact, Fact) and "得分" in fact.slots]
    assert {str(fact.slots["得分"].value) for fact in scored if isinstance(fact.slots["得分"], Figure)} == {"8.61"}


def test_only_what_is_asked_for_is_worked_out() -> None:
    unit = filled()
    every = facts(unit)
    for names in ({"收入支出总体增减"}, {"科目", "国内接待", "整体自评表"}, {"行政单位机关运行经费增减"}, set[str]()):
        assert facts(unit, wanted=names) == {name: every[name] for name in names if name in every}


def test_a_gap_is_a_field_that_can_be_given() -> None:
    """Its key is that of the model, and it says whether a figure or a text is missing there."""
    gaps = {value for _, fact in told(facts(bare())) for value in fact.slots.values() if isinstance(value, Gap)}
    gaps |= {value for value in facts(bare()).values() if isinstance(value, Gap)}
    given = [gap for gap in gaps if gap.of != "reason" and "科目" not in gap.key]
    assert len(given) > 100
    for gap in given:
        field = field_of(tuple(gap.key.split("/")))
        assert field is not None, gap
        assert gap.key in STATEMENTS or (gap.of == "figure") == (field.kind in NUMBERS), gap


def test_a_fact_has_one_declaration() -> None:
    with pytest.raises(ValueError, match="two facts have the name 科室"):
        declare("科室", RECORD, "又一个")(lambda sheet: None)
    with pytest.raises(ValueError, match="two kinds have the name Record"):
        declare("又一个", Kind("Record", "另一种", {}, {}), "又一个")(lambda sheet: None)
    assert "又一个" not in CATALOGUE


def test_the_slots_of_every_phrase() -> None:
    unit = filled()
    slots = common(unit)
    assert set(slots) == set(COMMON)
    assert all(of_type(slots[name], kind) for name, kind in COMMON.items())
    last, year = slots["上年度"], slots["年度"]
    assert isinstance(last, Figure) and isinstance(year, Figure) and year.value - last.value == 1


def test_nothing_is_known_of_a_bare_unit() -> None:
    """Every amount is a gap and every comparison stays open: blank is not zero."""
    for _, fact in told(facts(bare())):
        assert fact.kind not in ("Change", "Deviation", "Share", "Completion", "Headcount") or fact.condition is None
        for name, value in fact.slots.items():
            assert isinstance(value, Gap) or (isinstance(value, Text) and not value.origin), (fact.name, name)


def test_figures_of_a_draft_come_from_the_file() -> None:
    origins = [
        value.origin for _, fact in told(facts(filled())) for value in fact.slots.values() if isinstance(value, Figure)
    ]
    places = [origin for origin in origins if isinstance(origin, Place)]
    assert len(places) > 60 and all(place.line > 0 and place.file.endswith("unit.yaml") for place in places)
