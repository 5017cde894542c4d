"""unit.yaml and 填报表.xlsx are two notations of one thing: whatever one says, the other gives back."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import narrator
from helpers.forms import Person, edited, said_by
from helpers.strategies import FIXTURE, changed, fixture, to_yaml, units
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Figure, Text
from narrator.files import marked
from narrator.forms import as_yaml, convert, folder
from narrator.forms.fields import FIELDS
from narrator.forms.layout import FILE_NAME, SHEETS
from narrator.phrases.phrasebook import default
from narrator.readers import unit_file

pytestmark = pytest.mark.slow

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def _plain(value: Any) -> Any:
    """A record without its origins; a statement that says nothing is none, a number is its value."""
    if isinstance(value, Figure):
        return value.value, value.unit
    if isinstance(value, Text):
        return value.text
    if isinstance(value, Unit):
        whole = {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
        return whole | {"statements": {term: _plain(value.statement(term)) for term in STATEMENTS}, "notes": None}
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _there_and_back(text: str, where: Path) -> tuple[marked.Mapping, marked.Mapping, marked.Mapping]:
    """The trees of a unit file, of the form made from it, and of the unit file made from that."""
    first, form, second = where / "unit.yaml", where / FILE_NAME, where / "again.yaml"
    first.write_text(text, encoding="utf-8")
    convert.to_form(first, form, default(), force=True)
    convert.to_yaml(form, second, force=True)
    return folder.tree(first), folder.tree(form), folder.tree(second)


@pytest.mark.slow
@SLOW
@given(units())
def test_any_unit_goes_there_and_back(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as where:
        first, form, second = _there_and_back(to_yaml(data), Path(where))
        assert said_by(first) == said_by(form) == said_by(second)
        unit = unit_file.read(first)
        assert _plain(unit_file.read(form)) == _plain(unit)
        assert _plain(unit_file.read(second)) == _plain(unit)


_SHARP = st.sampled_from(
    (
        *"\\=:：；、【】同无#-'\"{}[]%&*!|>@` ",
        "\\n",
        "同：",
        "【X：a=b】",
        "_x000D_",
        "=1+1",
        "http://a.cn",
        "null",
        "2024年",
    )
)
WORDS = st.one_of(_SHARP, st.text(min_size=1, max_size=4))


def _accepted(text: str) -> bool:
    """Whether a unit file may say this in one line, and no word of it means something else there."""
    return (
        text == text.strip()
        and len(text.splitlines()) == 1
        and text.isprintable()
        and not re.match("同\\s*[:：]", text)
    )


LINES = st.builds("".join, st.lists(WORDS, min_size=1, max_size=4)).map(str.strip).filter(_accepted)


@pytest.mark.slow
@SLOW
@given(LINES, LINES, st.lists(LINES, min_size=1, max_size=3), LINES)
def test_no_character_is_lost(words: str, reason: str, several: list[str], slot: str) -> None:
    """Words that look like formulas, links, references, codes or YAML stay what they are."""
    data = changed(fixture(), "预算绩效/成效", words)
    data = changed(data, "主要原因/与上年相比/收入支出总体", reason)
    coded: Any = [*several, {"某编号": {"名称": slot}}, {"另一编号": None}]
    data = changed(data, "主要原因/与上年相比/公务接待费", coded)
    text = _as_yaml(data)
    with tempfile.TemporaryDirectory() as where:
        first, form, second = _there_and_back(text, Path(where))
        assert said_by(first) == said_by(form) == said_by(second)
        for tree in (form, second):
            assert _at(tree, "预算绩效", "成效") == words
            assert _at(tree, "主要原因", "与上年相比", "收入支出总体") == reason
            assert _at(tree, "主要原因", "与上年相比", "公务接待费") == [
                *several,
                {"某编号": {"名称": slot}},
                {"另一编号": None},
            ]


def _as_yaml(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=False)


def _at(node: Any, *key: str) -> Any:
    for name in key:
        node = node[name]
    return node


def test_the_fixture_drafts_the_same_text_from_a_form(tmp_path: Path) -> None:
    _, form, second = _there_and_back(FIXTURE.read_text(encoding="utf-8"), tmp_path)
    expected = narrator.render(narrator.draft(narrator.load(FIXTURE)))
    assert narrator.render(narrator.draft(unit_file.read(form))) == expected
    assert narrator.render(narrator.draft(unit_file.read(second))) == expected


def test_every_field_of_the_model_has_a_cell() -> None:
    """A field that is added to the model must be given a sheet."""
    for item in FIELDS:
        key = tuple({"*": "与上年相比"}.get(str(part), part) if item.kind == "reason" else part for part in item.key)
        held = [
            block
            for sheet in SHEETS
            for block in sheet.blocks
            for column in block.having("fill")
            for row in (key[: len(key) - len(column.key)],)
            if key[len(row) :] == column.key and (row in block.rows or len(row) == len(block.pattern))
        ]
        assert held, item.key


def test_a_list_of_one_and_a_name_with_a_comma_stay_apart(tmp_path: Path) -> None:
    data = changed(fixture(), "科室", ["组织、宣传科"])
    data = changed(data, "主要原因/与上年相比/收入支出总体", ["只有一条"])
    _, form, second = _there_and_back(_as_yaml(data), tmp_path)
    for tree in (form, second):
        assert tree["科室"] == ["组织、宣传科"]
        assert _at(tree, "主要原因", "与上年相比", "收入支出总体") == ["只有一条"]


def test_an_empty_list_of_accounts_is_not_none(tmp_path: Path) -> None:
    data = changed(fixture(), "一般公共预算财政拨款基本支出决算表/科目", {})
    _, form, second = _there_and_back(_as_yaml(data), tmp_path)
    for tree in (form, second):
        assert unit_file.read(tree).statement("一般公共预算财政拨款基本支出决算表").accounts == {}


def test_long_numbers_keep_every_digit(tmp_path: Path) -> None:
    data = changed(fixture(), "政府采购/政府采购支出总额", "999999999999999.123456")
    _, form, second = _there_and_back(_as_yaml(data), tmp_path)
    assert (
        _at(form, "政府采购", "政府采购支出总额")
        == _at(second, "政府采购", "政府采购支出总额")
        == "999999999999999.123456"
    )


def test_yaml_text(tmp_path: Path) -> None:
    """The unit file that convert writes, as a person reads it."""
    convert.to_form(FIXTURE, tmp_path / FILE_NAME, default())
    convert.to_yaml(tmp_path / FILE_NAME, tmp_path / "unit.yaml")
    text = (tmp_path / "unit.yaml").read_text(encoding="utf-8")
    assert "  总计: {上年: 360.14, 决算: 451.67}\n".replace("  ", "    ", 1) in text
    assert "政府性基金预算财政拨款收入支出决算表: 空表\n" in text
    assert '预期指标值: "=2次"' in text
    assert "科室: [综合业务科, 产业援疆科, 项目科]\n" in text
    assert "主要职能: |-\n  根据" in text


def test_workbooks_are_named_from_where_the_file_stands(tmp_path: Path) -> None:
    book = FIXTURE.parents[1] / "changji-2024-workbook" / "2024.xlsx"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "2024.xlsx").write_bytes(book.read_bytes())
    kept = {key: value for key, value in fixture().items() if key not in STATEMENTS and key != "主要原因"}
    first = tmp_path / "a" / "unit.yaml"
    first.write_text(_as_yaml(kept | {"决算报表": "2024.xlsx"}), encoding="utf-8")
    convert.to_form(first, tmp_path / "a" / FILE_NAME, default())
    assert folder.tree(tmp_path / "a" / FILE_NAME)["决算报表"] == "2024.xlsx"
    convert.to_yaml(tmp_path / "a" / FILE_NAME, tmp_path / "b" / "unit.yaml")
    assert folder.tree(tmp_path / "b")["决算报表"] == "../a/2024.xlsx"
    assert folder.load(tmp_path / "b").statement("收入决算表").cells


def _refused(path: Path, out: Path) -> str:
    with pytest.raises(Refused) as caught:
        convert.to_yaml(path, out) if folder.is_form(path) else convert.to_form(path, out, default())
    return str(caught.value)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    out = tmp_path / FILE_NAME
    out.write_text("mine", encoding="utf-8")
    assert _refused(FIXTURE, out) == f"{out}：F133 文件已存在，未覆盖。 换个文件名，或加 --force（旧文件另存为 .bak）。"
    assert out.read_text(encoding="utf-8") == "mine"
    told = convert.to_form(FIXTURE, out, default(), force=True)
    assert told == f"已写入 {out}，旧文件存为 {FILE_NAME}.bak。"
    assert out.with_name(f"{FILE_NAME}.bak").read_text(encoding="utf-8") == "mine"


def test_a_text_is_no_longer_than_a_cell_can_hold(tmp_path: Path) -> None:
    file = tmp_path / "unit.yaml"
    file.write_text(_as_yaml(changed(fixture(), "预算绩效/成效", "长" * 40_000)), encoding="utf-8")
    message = _refused(file, tmp_path / FILE_NAME)
    assert message.endswith("U203 〔预算绩效/成效〕这段文字有 40000 字，超过 32767 字。请检查是否粘贴错了内容。")
    assert not (tmp_path / FILE_NAME).exists()


def test_an_unfinished_form_can_be_converted(tmp_path: Path) -> None:
    """What is still blank stays out of the unit file."""
    form = tmp_path / FILE_NAME
    convert.to_form(FIXTURE, form, default())

    def clear(person: Person) -> None:
        for key in ("单位/单位名称", "单位/地区", "单位/主体"):
            person.type("单位与人员", key, "")

    convert.to_yaml(edited(form, clear), tmp_path / "unit.yaml")
    assert sorted(marked.load(tmp_path / "unit.yaml")["单位"]) == ["单位性质", "年度", "新设"]  # type: ignore[index,call-overload,arg-type]


def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        convert.to_form(FIXTURE, tmp_path / name, default())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_messages_about_a_form_name_sheet_and_cell(tmp_path: Path) -> None:
    """Every check of the unit file works for a form."""
    form = tmp_path / FILE_NAME
    convert.to_form(FIXTURE, form, default())
    edited(form, lambda person: person.type("采购", "政府采购/政府采购货物支出", "约2050"))
    with pytest.raises(Refused) as caught:
        unit_file.read(folder.tree(form))
    assert str(caught.value) == (
        f"{form} 采购!D4：U203 〔政府采购/政府采购货物支出〕「约2050」不是数字"
        "（可有负号，整数最多 15 位，小数最多 6 位）。是零、没有发生的写 0，不知道的留空。"
    )


def test_as_yaml_reads_back_what_it_wrote() -> None:
    root = unit_file.tree(FIXTURE)
    again = marked.parse(as_yaml.write(root), "again")
    assert said_by(again) == said_by(root)
