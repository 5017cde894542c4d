"""What clauses tell by keys, of drafts whose figures are known: never another value than the one that was printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import narrator
from helpers.condition_units import UNITS
from helpers.reread_draft import inputs, wrong
from helpers.wording_units import EXAMPLES
from narrator.figures.told import Settled, settled
from narrator.reading.keyed import Keyed, account
from narrator.reading.reading import read

PACKS = ("xinjiang/2024", "shanghai/2024", "sichuan/2023", "zhejiang/2021")


def told(text: str) -> Settled:
    lines = text.splitlines()
    keyed = Keyed(read(lines, ["\t" not in line for line in lines]))
    return settled(keyed.told(), keyed.moved())


def by_key(text: str) -> dict[str, str]:
    return {"/".join(map(str, key)): values[0].typed for key, values in told(text).values.items()}


@pytest.mark.parametrize("pack", PACKS)
def test_no_key_is_told_with_another_value_than_the_printed_one(pack: str, tmp_path: Path) -> None:
    compared = 0
    for name, unit_file in _units():
        (tmp_path / "unit.yaml").write_text(unit_file, encoding="utf-8")
        document = narrator.draft(narrator.load(tmp_path), pack)
        found = {"/".join(map(str, key)): values[0] for key, values in told(narrator.render(document)).values.items()}
        meant = inputs(document)
        both = [key for key in meant if key in found]
        assert {key: (found[key].typed, meant[key]) for key in both if wrong(found[key], meant[key])} == {}, name
        compared += len(both)
    assert compared > 500


def _units() -> Iterator[tuple[str, str]]:
    yield from ((name, example.text()) for name, example in {**EXAMPLES, **UNITS}.items())


def test_what_an_amount_was_before_is_not_what_it_is() -> None:
    found = by_key(
        "一、收入支出决算总体情况说明\n2024年度收、支总计均为12万元。与2023年相比，收、支总计各由30万元变为12万元。\n"
    )
    assert found["收入支出决算总表/收入/总计/决算"] == "12"


def test_a_reason_is_that_of_the_statement_before_it_alone() -> None:
    """Another figure, another sentence or another name between them leaves it without a key."""
    start = (
        "九、财政拨款“三公”经费支出决算情况说明\n2024年度财政拨款“三公”经费支出2.00万元，比上年减少0.42万元，下降17.36%"
    )
    key = "主要原因/与上年相比/财政拨款“三公”经费"
    assert by_key(f"{start}，主要原因是：未安排接待。\n")[key] == "未安排接待"
    assert key not in by_key(f"{start}，其中：公务接待费0.50万元，主要原因是：未安排接待。\n")
    assert key not in by_key(f"{start}。公务接待费减少的主要原因是：未安排接待。\n")


def test_a_budget_that_is_not_named_has_no_key() -> None:
    start = "四、财政拨款收入支出决算总体情况说明\n2024年度财政拨款支出总计48.00万元，"
    assert by_key(f"{start}年初预算数50.00万元。\n")["财政拨款收入支出决算总表/支出/总计/年初预算"] == "50.00"
    assert not [key for key in by_key(f"{start}预算数50.00万元。\n") if key.endswith("预算")]


def test_an_account_has_a_code_where_its_names_leave_no_doubt() -> None:
    assert account(("住房保障支出", "住房改革支出", "住房公积金")) == "2210201"
    assert account(("住房保障支出", "住房改革支出", "没有的科目")) == ""
    assert account(("没有的科目",)) == ""
