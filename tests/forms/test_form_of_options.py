"""The form asks what a unit chooses where its pack has options; the choice is kept, converted, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrator
from helpers.forms import TODAY, Person, edited
from helpers.strategies import FIXTURE, changed, fixture, to_yaml
from narrator.figures.findings import Refused
from narrator.forms import convert, folder
from narrator.forms.init import init
from narrator.forms.layout import FILE_NAME, LISTS
from narrator.phrases.phrasebook import default

pytestmark = pytest.mark.slow  # each test makes a form, fills it in and reads it

BOOKS = FIXTURE.parents[1] / "changji-2024-workbook"
SHEET = "单位与人员"
TOTALS, ZERO = "单位/用语选择/收入总计和支出总计", "单位/用语选择/上年为零时的增长率"


def made(where: Path, region: str = "重庆") -> list[str]:
    """Make the form of a unit of this region, or bring it up to date; what is told."""
    lines = init(where, BOOKS / "2024.xlsx", BOOKS / "2023.xlsx", TODAY, default(), region=region).lines
    return [line.replace(str(where), "…") for line in lines]


def asked(path: Path) -> list[str]:
    """The options that a form asks for."""
    return [str(row[0]) for row in Person(path).sheets[SHEET] if row and str(row[0]).startswith("单位/用语选择/")]


def drafted(where: Path) -> str:
    return narrator.render(narrator.draft(folder.load(where)))


def test_the_form_asks_under_a_pack_with_options_alone(tmp_path: Path) -> None:
    """A row an option, with what is taken where nothing is chosen, and a list to choose from."""
    made(tmp_path / "with")
    made(tmp_path / "without", "新疆")
    path = tmp_path / "with" / FILE_NAME
    options = default().options("chongqing/2024")
    assert asked(path) == [f"单位/用语选择/{option.name}" for option in options]
    assert asked(tmp_path / "without" / FILE_NAME) == []
    assert Person(path).read(SHEET, ZERO, "填法") == "不选就是「不写」。可选：「不写」「写增长100.0%」。"
    lists = [[word for word in column if word] for column in zip(*Person(path).sheets[LISTS], strict=True)]
    assert [option.name for option in options if [*option.choices] not in lists] == []


def test_a_choice_is_kept_and_said(tmp_path: Path) -> None:
    """init, choose, init again, draft; converted, and back, it is the same."""
    made(tmp_path)
    path = tmp_path / FILE_NAME
    assert "2024年度收入总计451.67万元，支出总计451.67万元。" in drafted(tmp_path)
    edited(path, lambda person: person.type(SHEET, TOTALS, "写收、支总计均为"))
    made(tmp_path)
    assert Person(path).read(SHEET, TOTALS) == "写收、支总计均为"
    assert "2024年度收、支总计均为451.67万元。" in drafted(tmp_path)
    for name in ("yaml", "form"):
        (tmp_path / name).mkdir()
    file, again = tmp_path / "yaml" / "unit.yaml", tmp_path / "form" / FILE_NAME
    convert.to_yaml(path, file)
    assert "  用语选择: {收入总计和支出总计: 写收、支总计均为}\n" in file.read_text(encoding="utf-8")
    assert drafted(file) == drafted(tmp_path)
    convert.to_form(file, again, default())
    assert asked(again) == asked(path)
    assert Person(again).read(SHEET, TOTALS) == "写收、支总计均为"
    assert drafted(again) == drafted(tmp_path)


def test_what_cannot_be_chosen_is_told_at_its_cell(tmp_path: Path) -> None:
    """And kept, until somebody chooses again; also an option that the pack no longer has."""
    made(tmp_path)
    path = tmp_path / FILE_NAME
    edited(path, lambda person: person.type(SHEET, TOTALS, "均为"))
    told = made(tmp_path)
    row = Person(path).row(SHEET, TOTALS) + 1
    assert (
        f"…/{FILE_NAME} {SHEET}!D{row}：P177 〔{TOTALS}〕选项「收入总计和支出总计」没有「均为」这种写法。"
        " 可选：「分开写」「写收、支总计均为」。"
    ) in [line.replace("\\", "/") for line in told]
    assert Person(path).read(SHEET, TOTALS) == "均为"
    with pytest.raises(Refused, match="没有「均为」这种写法"):
        drafted(tmp_path)
    edited(path, lambda person: person.type(SHEET, "单位/地区", "新疆"))
    told = made(tmp_path, "")
    assert asked(path) == [TOTALS]
    assert any("P177" in line and "短语库 xinjiang/2024 没有选项「收入总计和支出总计」。" in line for line in told)


def test_a_unit_file_may_leave_a_choice_blank(tmp_path: Path) -> None:
    """As any value that is not given; what is no word is told."""
    file = tmp_path / "unit.yaml"
    file.write_text(to_yaml(changed(fixture(), "单位/用语选择", {"三公": ""})), encoding="utf-8")
    assert narrator.load(file).profile.choices == {}
    file.write_text(to_yaml(changed(fixture(), "单位/用语选择", {"三公": ["甲"]})), encoding="utf-8")
    with pytest.raises(Refused, match="〔单位/用语选择/三公〕这里应是文字，却是一个列表。"):
        narrator.load(file)
