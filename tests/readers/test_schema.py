"""The JSON Schema of the unit file: valid, and of one mind with the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import narrator
from narrator.figures.findings import Refused
from narrator.figures.terms import STATEMENTS
from narrator.readers.json_schema import json_schema

FIXTURE = Path(__file__).parents[2] / "fixtures" / "changji-2024" / "unit.yaml"
HEAD = """\
金额单位: 万元
单位: {单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
"""
GENERAL = "一般公共预算财政拨款支出决算表"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def as_text(node: yaml.Node | None) -> Any:
    """A YAML tree with every scalar as text, a blank as None."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: as_text(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [as_text(value) for value in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return None if node.style is None and node.value == "" else node.value


def as_typed(value: Any) -> Any:
    """What an editor sees: numbers as numbers, but every key as text."""
    if isinstance(value, dict):
        return {str(key): as_typed(item) for key, item in value.items()}
    return [as_typed(item) for item in value] if isinstance(value, list) else value


def views(text: str) -> list[Any]:
    """A unit file as text and as an editor's types."""
    return [as_text(yaml.compose(text, Loader=yaml.SafeLoader)), as_typed(yaml.safe_load(text))]


def problems(schema: dict[str, Any], data: Any) -> list[str]:
    """What the schema has against a file, by place."""
    found = Draft202012Validator(schema).iter_errors(data)
    return sorted("/".join(map(str, problem.absolute_path)) for problem in found)


def accepted(path: Path, text: str) -> bool:
    """Whether the reader takes the file."""
    path.write_text(text, encoding="utf-8")
    try:
        narrator.load(path)
    except Refused:
        return False
    return True


def test_it_is_a_valid_schema_of_2020_12(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_it_knows_every_part_of_the_file(schema: dict[str, Any]) -> None:
    assert set(schema["required"]) == {"金额单位", "单位"}
    assert set(STATEMENTS) | {"金额单位", "单位", "人员", "主要原因", "预算绩效", "国有资产"} <= set(
        schema["properties"]
    )
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("view", [0, 1], ids=["text", "typed"])
def test_the_fixture_is_valid(schema: dict[str, Any], view: int) -> None:
    data = views(FIXTURE.read_text(encoding="utf-8"))[view]
    assert data["收入支出决算总表"]["收入"]["总计"]["决算"] in ("451.67", 451.67)
    assert problems(schema, data) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="head-only"),
        pytest.param("收入决算表: 空表\n", id="empty-statement"),
        pytest.param("收入决算表: {其他收入: 1.20}\n", id="bare-amount"),
        pytest.param("收入决算表: {其他收入: {上年: -1, 决算: 0}}\n", id="amounts"),
        pytest.param("科室: 无\n下属预算单位: []\n主要职能: 无\n", id="no-names"),
        pytest.param("主要职能: |\n  一\n  二\n", id="lines"),
        pytest.param(f"{GENERAL}: {{科目: {{201: 甲, 208: {{名称: 乙, 决算: 1}}}}}}\n", id="accounts"),
        pytest.param(f"{GENERAL}: {{科目: {{201: 甲}}, 上年科目: 无}}\n", id="no-accounts"),
        pytest.param("主要原因: {与上年相比: {公务接待费: 甲, 收入支出总体: {同: 公务接待费}}}\n", id="reasons"),
        pytest.param("预算绩效: {整体支出绩效自评表: 无, 项目支出绩效自评表: 无}\n", id="no-tables"),
        pytest.param("人员:\n  实有人数:\n科室:\n", id="blank"),
        pytest.param("收入决算表:\n  其他收入: {上年: , 决算: 1}\n", id="blank-amount"),
        pytest.param("人员:\n收入决算表:\n主要原因:\n  与上年相比:\n", id="blank-part"),
        pytest.param("主要原因:\n  与上年相比:\n    公务接待费:\n", id="blank-reason"),
    ],
)
def test_what_the_reader_takes_an_editor_does_not_mark(schema: dict[str, Any], tmp_path: Path, body: str) -> None:
    """The fixture tells the reader 没有的数留空: an editor must not call that wrong."""
    assert accepted(tmp_path / "unit.yaml", HEAD + body)
    assert [problems(schema, data) for data in views(HEAD + body)] == [[], []]


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param("", id="required-only"),
        pytest.param(", 主体: , 单位性质: ", id="blank"),
        *(
            pytest.param(f", 公开日期: {day}", id=day)
            for day in ("2025.9.30", "2025/9/30", "20250930", "2025年9月30日")
        ),
    ],
)
def test_what_is_not_known_of_the_unit_may_be_left_out(schema: dict[str, Any], tmp_path: Path, profile: str) -> None:
    text = HEAD.partition(", 主体")[0] + profile + "}\n"
    assert accepted(tmp_path / "unit.yaml", text)
    assert [problems(schema, data) for data in views(text)] == [[], []]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(HEAD.partition("\n")[2], "", id="no-unit-of-money"),
        pytest.param(HEAD.partition("\n")[0] + "\n", "", id="no-profile"),
        pytest.param(HEAD.replace("万元", "亿元"), "金额单位", id="unit-of-money"),
        pytest.param(HEAD.replace("地区: 新疆, ", ""), "单位", id="no-region"),
        pytest.param(HEAD.replace("2024", "24年"), "单位/年度", id="year"),
        pytest.param(HEAD.replace("2024", "24"), "单位/年度", id="year-as-number"),
        pytest.param(HEAD.replace("主体: 单位", "主体: 学校"), "单位/主体", id="body"),
        pytest.param(HEAD.replace("事业单位", "学校"), "单位/单位性质", id="kind"),
        pytest.param(HEAD.replace("}", ", 新设: 是的}"), "单位/新设", id="flag"),
        pytest.param(HEAD.replace("}", ", 公开日期: 2025.9}"), "单位", id="date"),
        pytest.param(HEAD.replace("}", ", 公开日期: 202509}"), "单位", id="date-as-number"),
        pytest.param(HEAD.replace("}", ", 电话: 1}"), "单位", id="unknown-in-profile"),
        pytest.param(HEAD + "人員: {实有人数: 1}\n", "", id="unknown-key"),
        pytest.param(HEAD + "人员: 6\n", "人员", id="part-as-number"),
        pytest.param(HEAD + "人员: {实有人数: 六}\n", "人员/实有人数", id="count-as-word"),
        pytest.param(HEAD + "人员: {实有人数: '-1'}\n", "人员/实有人数", id="count-negative"),
        pytest.param(HEAD + "人员: {实有人数: -1}\n", "人员/实有人数", id="count-negative-number"),
        pytest.param(HEAD + "人员: {实有人数: '1.5'}\n", "人员/实有人数", id="count-fraction"),
        pytest.param(HEAD + "国有资产: {房屋面积: 十亩}\n", "国有资产/房屋面积", id="number-as-word"),
        pytest.param(HEAD + "政府采购: {政府采购支出总额: '1,234.50'}\n", "政府采购/政府采购支出总额", id="separator"),
        pytest.param(HEAD + "政府采购: {政府采购支出总额: 12元}\n", "政府采购/政府采购支出总额", id="unit-typed"),
        pytest.param(HEAD + "政府采购: {政府采购支出总额: '0.1234567'}\n", "政府采购/政府采购支出总额", id="decimals"),
        pytest.param(HEAD + "收入决算表: 零\n", "收入决算表", id="statement-as-word"),
        pytest.param(HEAD + "收入决算表: {其它收入: 1}\n", "收入决算表", id="unknown-row"),
        pytest.param(HEAD + "收入决算表: {其他收入: {决算数: 1}}\n", "收入决算表", id="unknown-column"),
        pytest.param(HEAD + f"{GENERAL}: {{科目: [201]}}\n", GENERAL, id="accounts-as-list"),
        pytest.param(HEAD + f"{GENERAL}: {{科目: {{201: {{决算: 1}}}}}}\n", GENERAL, id="account-without-name"),
        pytest.param(HEAD + "科室: {甲: 乙}\n", "科室", id="names-as-mapping"),
        pytest.param(HEAD + "主要原因: {与去年相比: {公务接待费: 甲}}\n", "主要原因", id="unknown-comparison"),
        pytest.param(
            HEAD + "主要原因: {与上年相比: {公务接待费: [[甲]]}}\n",
            "主要原因/与上年相比/公务接待费",
            id="reason-as-list",
        ),
        pytest.param(
            HEAD + "预算绩效: {项目支出绩效自评表: [{主管部门: 甲}]}\n", "预算绩效/项目支出绩效自评表", id="no-name"
        ),
    ],
)
def test_what_is_wrong_is_refused_by_both(schema: dict[str, Any], tmp_path: Path, text: str, place: str) -> None:
    assert not accepted(tmp_path / "unit.yaml", text)
    for data in views(text):
        found = problems(schema, data)
        assert found and all(place.startswith(one) or one.startswith(place) for one in found), found
