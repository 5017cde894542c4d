"""The unit file as it is meant: every value is read, exactly, from the place where it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import narrator
from narrator.figures.findings import Refused
from narrator.figures.model import Account, Amounts, Unit
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Figure, Place, Text

FIXTURE = Path(__file__).parents[2] / "fixtures" / "changji-2024"
HEAD = """\
金额单位: 万元
单位: {单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
"""
GENERAL = "一般公共预算财政拨款支出决算表"
YEARLY = "与上年相比"


@pytest.fixture
def unit_of(tmp_path: Path) -> Any:
    """Writes a unit file below the common head and reads it."""

    def read(body: str, head: str = HEAD) -> Unit:
        path = tmp_path / "unit.yaml"
        path.write_text(head + body, encoding="utf-8")
        return narrator.load(path)

    return read


def values(node: Any) -> Iterator[Figure | Text]:
    """Every figure and every text of a record, however deep."""
    if isinstance(node, Figure | Text):
        yield node
    elif is_dataclass(node):
        for item in fields(node):
            yield from values(getattr(node, item.name))
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from values(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from values(value)


def scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Every value of a YAML tree that is not a key."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from scalars(value)
    elif isinstance(node, yaml.ScalarNode):
        yield node


# Places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [FIXTURE, FIXTURE / "unit.yaml"], ids=["folder", "file"])
def test_the_fixture_loads(path: Path) -> None:
    unit = narrator.load(path)
    assert (unit.profile.name.text, unit.profile.newly_formed) == ("昌吉回族自治州对口援疆工作领导小组办公室", False)
    assert (unit.profile.year.value, unit.profile.year.unit) == (Decimal(2024), "年")
    assert [kind.text for kind in unit.profile.kinds or ()] == ["事业单位"]
    assert (unit.subordinates, len(unit.offices or ()), len(unit.duties or ())) == ((), 3, 3)
    assert len(unit.statements) == 9
    assert unit.statement("政府性基金预算财政拨款收入支出决算表").empty


def test_every_value_points_at_its_scalar() -> None:
    lines = (FIXTURE / "unit.yaml").read_text(encoding="utf-8").splitlines()
    found = list(values(narrator.load(FIXTURE)))
    assert sum(isinstance(value, Figure) for value in found) > 130
    for value in found:
        place = value.origin
        assert isinstance(place, Place) and place.file == str(FIXTURE / "unit.yaml")
        typed = lines[place.line - 1][place.column - 1 :]
        if typed.startswith("空表"):
            assert isinstance(value, Figure) and value.value == 0
        elif isinstance(value, Figure):
            number = typed.split(",")[0].split("}")[0].split(" ")[0]
            assert Decimal(number) == value.value and number == f"{value.value:f}", place
        else:
            assert typed.startswith((value.text, f'"{value.text}"', "|")), place


def test_every_value_of_the_file_is_in_the_unit() -> None:
    """Nothing is lost: only words that switch something, and references, are no values of the unit."""
    path = FIXTURE / "unit.yaml"
    held = {(v.origin.line, v.origin.column) for v in values(narrator.load(path)) if isinstance(v.origin, Place)}
    tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    lost = [node for node in scalars(tree) if (node.start_mark.line + 1, node.start_mark.column + 1) not in held]
    expected = ["万元", "否", "无", "2101102", "2101102", "公务接待费", "财政拨款“三公”经费", "无"]
    assert [node.value for node in lost] == expected


def test_the_key_of_a_figure_is_its_road_in_the_file() -> None:
    unit = narrator.load(FIXTURE)
    total = unit.statement("收入支出决算总表").row("收入", "总计").last_year
    assert total is not None and isinstance(total.origin, Place)
    assert (total.origin.key, total.value, total.unit) == ("收入支出决算总表/收入/总计/上年", Decimal("360.14"), "万元")


# The unit of money ---------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-(10**13), 10**13), min_size=6, max_size=6))
def test_yuan_and_wan_print_alike(cents: list[int]) -> None:
    kinds = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
    printed = []
    with tempfile.TemporaryDirectory() as folder:
        for unit, decimals in (("元", 2), ("万元", 6)):
            rows = "".join(
                f"  {kind}: {Decimal(n).scaleb(-decimals):f}\n" for kind, n in zip(kinds, cents, strict=True)
            )
            path = Path(folder) / f"{decimals}.yaml"
            path.write_text(HEAD.replace("万元", unit) + "收入决算表:\n" + rows, encoding="utf-8")
            statement = narrator.load(path).statement("收入决算表")
            figures = [statement.row(kind).actual for kind in kinds]
            printed.append([figure.printed(2)[:2] for figure in figures if figure is not None])
    assert printed[0] == printed[1] and len(printed[0]) == 6


def test_only_money_is_in_the_unit_of_money(unit_of: Any) -> None:
    body = "人员: {实有人数: 6}\n国有资产: {房屋面积: 10.5, 房屋价值: 5, 车辆: {数量: 1, 价值: 7}}\n"
    unit = unit_of(body, HEAD.replace("万元", "元"))
    given_ = (*values(unit.staff), *values(unit.assets))
    found = [(f"{value.value}", value.unit) for value in given_ if isinstance(value, Figure)]
    assert found == [("6", "人"), ("10.5", "平方米"), ("5", "元"), ("1", "辆"), ("7", "元")]


# Short forms ---------------------------------------------------------------------------------------


def test_a_bare_number_is_the_actual_amount(unit_of: Any) -> None:
    long, short = (unit_of(f"收入决算表: {{其他收入: {row}}}\n") for row in ("{决算: 1.20}", "1.20"))
    rows = [unit.statement("收入决算表").row("其他收入") for unit in (long, short)]
    assert [(row.actual.value, row.actual.origin.key) for row in rows] == [
        (Decimal("1.20"), "收入决算表/其他收入/决算"),
        (Decimal("1.20"), "收入决算表/其他收入"),
    ]
    assert all((row.last_year, row.initial_budget, row.full_budget) == (None, None, None) for row in rows)


@pytest.mark.parametrize(
    "term", ["收入决算表", "政府性基金预算财政拨款收入支出决算表", GENERAL], ids=["02", "07", "05"]
)
def test_an_empty_statement(unit_of: Any, term: str) -> None:
    """Every amount of this year is zero, at the word 空表; last year's stay unknown."""
    statement = unit_of(f"{term}: 空表\n").statement(term)
    assert (statement.empty, statement.accounts, statement.last_accounts) == (True, {}, None)
    assert set(statement.rows) == set(STATEMENTS[term].rows)
    for row in statement.rows.values():
        assert row.actual is not None and row.actual.value == 0 and row.last_year is None
        assert isinstance(row.actual.origin, Place) and row.actual.origin.line == 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("无", ()), ("[]", ()), ("", None), ("[甲科, 乙科]", ("甲科", "乙科"))],
    ids=["word", "empty-list", "blank", "list"],
)
def test_a_list_of_names(unit_of: Any, typed: str, expected: tuple[str, ...] | None) -> None:
    unit = unit_of(f"科室: {typed}\n下属预算单位: {typed}\n")
    for names in (unit.offices, unit.subordinates):
        assert (None if names is None else tuple(name.text for name in names)) == expected


@pytest.mark.parametrize(("typed", "expected"), [("无", ()), ("[]", ()), ("", None)], ids=["word", "list", "blank"])
def test_a_list_of_tables(unit_of: Any, typed: str, expected: tuple[()] | None) -> None:
    told = unit_of(f"预算绩效:\n  项目支出绩效自评表: {typed}\n  整体支出绩效自评表: {typed}\n").performance
    assert (told.projects, told.overall) == (expected, expected)


@pytest.mark.parametrize(("typed", "expected"), [("无", {}), ("{}", {}), ("", None)], ids=["word", "mapping", "blank"])
def test_no_accounts(unit_of: Any, typed: str, expected: dict[str, Account] | None) -> None:
    """无 says of this year's accounts and of last year's that there are none; a blank says nothing."""
    both = unit_of(f"{GENERAL}: {{科目: {typed}, 上年科目: {typed}}}\n").statement(GENERAL)
    assert (both.accounts, both.last_accounts) == (expected, expected)
    beside = unit_of(f"{GENERAL}: {{科目: {{201: 甲, 20104: 乙, 2010450: 丙}}, 上年科目: {typed}}}\n").statement(
        GENERAL
    )
    assert list(beside.last_accounts) == ([] if typed else ["2010450"])


def test_lines_are_paragraphs(unit_of: Any) -> None:
    unit = unit_of("主要职能: |\n  一段。\n\n    二段。  \n其他需说明的事项: 无\n")
    assert [line.text for line in unit.duties] == ["一段。", "二段。"]
    assert unit.remarks == ()


def test_an_account_may_be_its_name_only(unit_of: Any) -> None:
    rows = "20104: 甲款, 201: {名称: 甲类, 决算: 3}, 2010450: {名称: 甲项, 上年: 1, 决算: 2}"
    statement = unit_of(f"{GENERAL}: {{科目: {{{rows}}}}}\n").statement(GENERAL)
    assert [(code, account.name.text) for code, account in statement.accounts.items()] == [
        ("201", "甲类"),
        ("20104", "甲款"),
        ("2010450", "甲项"),
    ]
    assert statement.accounts["20104"].amounts == Amounts()
    assert list(statement.last_accounts) == ["2010450"]
    assert statement.last_accounts["2010450"].amounts.actual.value == 1


def test_codes_keep_their_digits(unit_of: Any) -> None:
    """A code such as 0201 is refused, not read as an octal number or shortened."""
    with pytest.raises(Refused, match="科目编码「0201」写法不对，应是 3、5 或 7 位数字"):
        unit_of(f"{GENERAL}: {{科目: {{0201: 甲类}}}}\n")


# Reasons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reasons", "key", "expected"),
    [
        pytest.param(f"{YEARLY}: {{公务接待费: 甲}}", (YEARLY, "公务接待费"), "甲", id="own"),
        pytest.param(
            f"{YEARLY}: {{公务接待费: 甲, 收入支出总体: {{同: 公务接待费}}}}",
            (YEARLY, "收入支出总体"),
            "甲",
            id="same-comparison",
        ),
        pytest.param(
            f"{YEARLY}: {{公务接待费: 甲}}, 与全年预算相比: {{公务接待费: {{同: {YEARLY}/公务接待费}}}}",
            ("与全年预算相比", "公务接待费"),
            "甲",
            id="other-comparison",
        ),
        pytest.param(
            f"{YEARLY}: {{收入支出总体: {{同: 与全年预算相比/公务接待费}}}}, "
            "与全年预算相比: {公务接待费: {同: 公务用车购置费}, 公务用车购置费: 乙}",
            (YEARLY, "收入支出总体"),
            "乙",
            id="chain-follows-the-comparison-it-reached",
        ),
    ],
)
def test_same_reason(unit_of: Any, reasons: str, key: tuple[str, str], expected: str) -> None:
    assert unit_of(f"主要原因: {{{reasons}}}\n").reasons[key].text == expected


def test_a_reason_of_an_account(unit_of: Any) -> None:
    body = f"{GENERAL}: {{科目: {{201: 甲, 20104: 乙, 2010450: 丙}}}}\n主要原因: {{{YEARLY}: {{2010450: 丁}}}}\n"
    assert unit_of(body).reasons[(YEARLY, "2010450")].text == "丁"


@pytest.mark.parametrize(
    "target",
    [
        *("2010450 丙", "2010450", '财政拨款"三公"经费', "财政拨款三公经费", "201 0450", "2010450丙", "２０１０４５０"),
        *(" 201 0450 丙", "财政拨款 “三公” 经费", "与上年相比／2010450", "与上年相比 / 201 0450"),
    ],
)
def test_a_reason_may_be_referred_to_as_the_form_shows_it(unit_of: Any, target: str) -> None:
    """A code with spaces or the name behind it, a subject with other quotes or none, in full width or half."""
    body = f"{GENERAL}: {{科目: {{201: 甲, 20104: 乙, 2010450: 丙}}}}\n主要原因: {{{YEARLY}: "
    body += f"{{2010450: 丁, 财政拨款“三公”经费: 丁, 公务接待费: {{同: '{target}'}}}}}}\n"
    assert unit_of(body).reasons[YEARLY, "公务接待费"].text == "丁"


@pytest.mark.parametrize("typed", ['""', "''", '"  "', '"　"'], ids=["double", "single", "spaces", "full-width"])
def test_a_quoted_blank_is_no_reason(unit_of: Any, typed: str) -> None:
    """Refused or a gap, but never a sentence that ends 主要原因是：。"""
    try:
        unit = unit_of(f"主要原因: {{{YEARLY}: {{公务接待费: {typed}}}}}\n")
    except Refused as refused:
        assert [finding.place.line for finding in refused.findings if finding.place] == [3]
    else:
        assert not unit.reasons


def test_a_reason_that_follows_one_still_to_be_filled_in_is_open_too(unit_of: Any) -> None:
    """While the reason that 同 names is blank or missing, both are gaps; nothing is refused."""
    for blank in ("", "    公务接待费:\n"):
        body = f"主要原因:\n  与上年相比:\n    财政拨款“三公”经费: {{同: 公务接待费}}\n{blank}"
        assert not unit_of(body).reasons
