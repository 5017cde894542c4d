"""The command ``read``: a finished text as a unit file, what it tells twice, what nothing is read of."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_regressions.file_regression import FileRegressionFixture

from helpers.running import ROOT, narrate

TEXT = """青山县档案馆2024年度部门决算公开说明
一、收入支出决算总体情况说明
2024年度收入总计520.00万元，其中：本年收入合计500.00万元。
收入支出总体与上年相比，增加40.00万元，增长8.33%，主要原因是：新增馆藏档案数字化任务。
三、支出决算情况说明
本年支出505.00万元，其中：基本支出365.00万元，占72.28%。
"""
COVERAGE = "数 7 个，认定 7 个，没有认定 0 个；按短语库 xinjiang/2024 读了 5 段。\n"
_FISCAL = "四、财政拨款收入支出决算总体情况说明\n2024年度财政拨款支出总计{}万元。2024年度财政拨款支出总计48.51万元。\n"
TWICE = TEXT + _FISCAL


def test_a_text_becomes_a_unit_file(tmp_path: Path) -> None:
    """Each value stands behind its key with its place; what follows from two printed figures says so."""
    (tmp_path / "说明.txt").write_text(TEXT, encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt")
    assert (result.returncode, result.stderr) == (0, COVERAGE)
    assert result.stdout == (
        "# 从 说明.txt 读出，每个数后面是出处；金额折成万元。没有读到的没有写，不等于没有。\n"
        "金额单位: 万元\n"
        "单位:\n"
        "  单位名称: 青山县档案馆  # 第 1 行第 1–6 字\n"
        "  地区: 新疆  # 推算 按短语库 xinjiang/2024，第 1 行第 1–6 字\n"
        "  年度: 2024  # 第 1 行第 7–10 字\n"
        "收入支出决算总表:\n"
        "  收入:\n"
        "    本年收入合计: 500.00  # 第 3 行第 29–36 字\n"
        "    总计: {上年: 480.00, 决算: 520.00}"
        "  # 决算 第 3 行第 11–18 字；上年 推算 520.00 − 40.00，第 4 行第 15–21 字\n"
        "  支出:\n"
        "    本年支出合计: 505.00  # 第 6 行第 5–12 字\n"
        "支出决算表:\n"
        "  基本支出: 365.00  # 第 6 行第 21–28 字\n"
        "主要原因:\n"
        "  与上年相比: {收入支出总体: 新增馆藏档案数字化任务}  # 第 4 行第 37–47 字\n"
    )


def test_the_fixture_as_it_is_read(tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    """The whole unit file of a Word file: read each changed line before regenerating."""
    assert narrate(ROOT, "draft", "fixtures/changji-2024", "-o", str(tmp_path / "draft.docx")).returncode == 0
    result = narrate(tmp_path, "read", "draft.docx", "-o", "unit.yaml")
    assert (result.returncode, result.stdout) == (0, "")
    text = (tmp_path / "unit.yaml").read_text(encoding="utf-8")
    file_regression.check(text, extension=".yaml", encoding="utf-8", newline="\n")


def test_a_text_is_read_by_the_choices_of_its_pack(tmp_path: Path) -> None:
    """Those by which more lines are read stand in the unit file, which is drafted as the text was."""
    assert narrate(ROOT, "draft", "fixtures/putuo-2024", "-o", str(tmp_path / "说明.txt")).returncode == 0
    result = narrate(tmp_path, "read", "说明.txt", "-o", "unit.yaml")
    assert (result.returncode, result.stdout) == (0, "")
    text = (tmp_path / "unit.yaml").read_text(encoding="utf-8")
    line = "  用语选择: {决算与预算相等的科目: 写与预算数基本持平}  # 推算 按短语库 shanghai/2024\n"
    assert line in text
    drafted = narrate(tmp_path, "draft", "unit.yaml").stdout
    assert "决算数与预算数基本持平。" in drafted


def test_a_file_that_stands_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "unit.yaml").write_text("单位: {}\n", encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt", "-o", "unit.yaml")
    assert result.returncode == 2
    assert (tmp_path / "unit.yaml").read_text(encoding="utf-8") == "单位: {}\n"


def test_accounts_without_a_code_are_told_and_left_out(tmp_path: Path) -> None:
    """A list that lacks one would say that it did not occur."""
    text = (
        "青山县档案馆2024年度部门决算公开说明\n五、一般公共预算财政拨款支出决算情况说明\n"
        "2024年度一般公共预算财政拨款支出30.00万元。\n"
        "1.一般公共服务支出（类）档案事务（款）档案馆（项）：支出决算数为30.00万元。\n"
    )
    (tmp_path / "说明.txt").write_text(text, encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt")
    assert "科目:" not in result.stdout
    name = "一般公共服务支出-档案事务-档案馆"
    assert f"#   一般公共预算财政拨款支出决算表/科目/{name}/决算: 30.00（第 4 行第 34–40 字）\n" in result.stdout
    assert result.stderr.splitlines()[0] == (
        f"没有写 一般公共预算财政拨款支出决算表的科目（1 项）：官方科目表里查不到编码：{name}。"
    )


def test_what_is_told_twice_with_two_values_is_told_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(TWICE.format("485.10"), encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt")
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == (
        "说明.txt:8:0：W321 〔第 8 行〕财政拨款收入支出决算总表/支出/总计/决算前后说法不一："
        "485.10（第 8 行第 15–22 字）；48.51（第 8 行第 38–44 字）。 请对照报表，改正其中写错的一处。"
    )
    assert "财政拨款收入支出决算总表:" not in result.stdout
    assert "# 说法不一，没有写：财政拨款收入支出决算总表/支出/总计/决算\n" in result.stdout


def test_rounding_is_no_contradiction(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(TWICE.format("48.5"), encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt")
    assert result.returncode == 0
    assert "    总计: 48.51  # 第 8 行第 36–42 字等 2 处\n" in result.stdout


def test_nothing_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("本单位今天什么也没有发生99.99万元。\n", encoding="utf-8")
    result = narrate(tmp_path, "read", "说明.txt")
    assert result.returncode == 1
    assert result.stderr == (
        "没有认定 第 1 行第 13–19 字「本单位今天什么也没有发生99.99万元。」\n"
        "说明.txt：W322 没有读到可以写进单位文件的数。 请检查是否选错了文件。\n"
        "数 1 个，认定 0 个，没有认定 1 个；没有用短语库。\n"
    )


def test_everything_as_data(tmp_path: Path) -> None:
    """The JSON holds each value with its places, the facts as read, the reasons, and what is not bound."""
    (tmp_path / "说明.txt").write_text(TEXT, encoding="utf-8")
    told = json.loads(narrate(tmp_path, "read", "说明.txt", "--json").stdout)
    assert told["coverage"] == {"figures": 7, "bound": 7, "unbound": 0, "values": 9}
    by_key = {value["key"]: value for value in told["values"]}
    assert by_key["收入支出决算总表/收入/总计/上年"]["derived"] == "520.00 − 40.00"
    assert by_key["支出决算表/基本支出/决算"]["places"] == [
        {"line": 6, "place": "第 6 行", "first": 21, "last": 28, "printed": "365.00万元"}
    ]
    worded = next(one for one in told["phrases"] if one["fact"] == "收入支出总体增减")
    assert (worded["conditions"], worded["slots"]["增减额"]["figure"]) == (["flat", "none", "up"], "40.00")
    (change, share) = told["facts"]
    assert (change["kind"], change["subject"], share["kind"]) == ("增减", "收入支出总计", "占比")
    assert [reason["words"] for reason in told["reasons"]] == ["新增馆藏档案数字化任务"]
