"""rollup, as an accountant of the department runs it: what it says, what it writes, what it refuses."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from helpers.departments import FIXTURE, department, make, replace, retype, unit_file
from helpers.running import contents, narrate
from narrator import cli

NAME = "教育局"
UNITS = "青山县教育局（本级）、青山县幼儿园、青山县第一中学、青山县实验小学、青山县教师进修学校"
HEAD = f"「青山县教育局」由 5 个单位加成：{UNITS}。\n"
PLANTED = "本年\t支出决算表/2050202/项目支出\t96.72\t\t96.72\t97.08\t0.36\t差异"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / NAME)
    return tmp_path


def settle(home: Path) -> None:
    """The department corrects its 汇总: the workbook as it is without the planted cell."""
    tables = department.consolidated(2024)
    title, spot, wrong = department.PLANTED
    tables[title][spot] -= wrong
    make.write(department.figures(department.DEPARTMENT, 2024, tables), home / NAME / "2024.xlsx")


def eliminate_nothing(home: Path) -> None:
    """The department's file without its 抵销."""
    text = (home / NAME / "unit.yaml").read_text(encoding="utf-8")
    start, end = text.index("# 单位之间的收付"), text.index("公务用车情况:")
    (home / NAME / "unit.yaml").write_text(text[:start] + text[end:], encoding="utf-8")


def refused(home: Path, *options: str) -> list[str]:
    """The lines of a run that is refused, and that leaves nothing behind."""
    before = contents(home)
    run = narrate(home, "rollup", NAME, "-o", "说明.docx", *options)
    assert (run.returncode, run.stdout) == (cli.REFUSED, "")
    assert contents(home) == before
    *lines, last = run.stderr.splitlines()
    assert last == f"共 {len(lines)} 处问题。"
    return lines


# What it says -------------------------------------------------------------------------------------


def test_the_planted_difference_is_the_only_one(home: Path) -> None:
    run = narrate(home, "rollup", NAME)
    assert run.returncode == cli.FINDINGS
    assert run.stderr == (
        HEAD
        + "九张报表本年、上年加出 598 格，没有加成的 0 项。\n"
        + "与部门自己的数比：一致 595 项，尾差 0 项，差异 1 项，没法比 0 项。\n"
    )
    title, headings, row = [line for line in run.stdout.splitlines() if line.strip("- ")]
    assert title == "部门自己的数与各单位合计不同的（万元）"
    assert headings.split() == ["年份", "项目", "各单位合计", "抵销", "抵销后", "部门自己的", "差额", "结果"]
    assert row.split() == PLANTED.split()


def test_a_department_that_agrees_with_its_units_ends_well(home: Path) -> None:
    settle(home)
    run = narrate(home, "rollup", NAME)
    assert (run.returncode, run.stdout) == (cli.OK, "")
    assert run.stderr.endswith("一致 596 项，尾差 0 项，差异 0 项，没法比 0 项。\n")


def test_without_the_elimination_both_sides_of_the_payment_differ(home: Path) -> None:
    """Every cell that the payment is counted in, by just what was paid."""
    settle(home)
    eliminate_nothing(home)
    run = narrate(home, "rollup", NAME, "--json")
    assert run.returncode == cli.FINDINGS
    apart = {one["key"] for one in json.loads(run.stdout)["values"] if one["state"] == "差异"}
    assert apart == {"/".join((title, *spot)) for title, spot in department.payment_cells()}


def test_what_looks_like_a_payment_among_units_is_offered_as_an_entry(home: Path) -> None:
    """Taken over with both units named, it leaves no difference."""
    settle(home)
    eliminate_nothing(home)
    told = narrate(home, "rollup", NAME).stderr
    start = "有 22 格都少 12.37 万元，像是单位之间的收付。是的话，请在部门的单位文件里照抄，写明两个单位：\n"
    assert start in told
    entry = told.partition(start)[2]
    assert entry.startswith("抵销:\n- 报表项:\n  - 收入支出决算总表/支出/205\n")
    assert entry.endswith("  金额: 12.37  # 万元\n  付款单位:\n  收款单位:\n  事由:\n")
    entry = entry.replace("付款单位:", "付款单位: 青山县第一中学").replace(
        "收款单位:", "收款单位: 青山县教育局（本级）"
    )
    replace(home / NAME / "unit.yaml", "公务用车情况:\n", f"{entry}公务用车情况:\n")
    assert narrate(home, "rollup", NAME).returncode == cli.OK


def test_what_rounding_explains_is_no_difference(home: Path) -> None:
    """Cells that the units print in 万元, each rounded on its own, may miss the department's by a last digit."""
    settle(home)
    printed = department.consolidated(2024)["一般公共预算财政拨款支出决算表"]["合计", "基本支出"]
    for more, state, code in (("0.01", "尾差", cli.OK), ("0.04", "差异", cli.FINDINGS)):
        retype(home / NAME / "2024.xlsx", 5, {"D7": float(printed + Decimal(more))})
        run = narrate(home, "rollup", NAME, "-v")
        assert (run.returncode, run.stdout.split()[-1]) == (code, state)
    assert narrate(home, "rollup", NAME).stdout


def test_explain_names_each_unit_and_cell_and_the_sentences(home: Path) -> None:
    run = narrate(home, "rollup", NAME, "--explain", "收入决算表/合计/附属单位上缴收入/决算")
    sheet, key = "Z02 收入决算表(财决02表)!H7", "〔收入决算表/合计/附属单位上缴收入〕"
    names = UNITS.replace("、", " + ")
    assert run.stdout.replace("\\", "/").splitlines() == [
        "收入决算表/合计/附属单位上缴收入（本年）",
        f"  抵销后  0万元  = {names} − 抵销第1笔 = 12.37 + 0 + 0 + 0 + 0 − 12.37",
        f"    青山县教育局（本级）  12.37万元  ← 教育局/bureau/2024.xlsx {sheet} {key}",
        f"    青山县幼儿园  0万元  ← 教育局/kindergarten/2024.xlsx {sheet} {key}",
        "    青山县第一中学  0万元  = 元 ÷ 10000 = 0 ÷ 10000",
        f"      元  0元  ← 教育局/middle-school/2024.xlsx {sheet} {key}",
        f"    青山县实验小学  0万元  ← 教育局/primary-school/2024.xlsx {sheet} {key}",
        f"    青山县教师进修学校  0万元  ← 教育局/training-school/2024.xlsx {sheet} {key}",
        "    抵销第1笔  12.37万元  ← 教育局/unit.yaml:45:7 〔抵销/1/金额〕",
        "  抵销第1笔  「青山县第一中学」付「青山县教育局（本级）」：第一中学上缴教师公寓租金分成",
        f"  部门自己的  0万元  ← 教育局/2024.xlsx {sheet} {key}",
        "  一致",
    ]
    run = narrate(home, "rollup", NAME, "--explain", "人员/实有人数")
    assert run.stdout.splitlines()[1].endswith(" = 68 + 60 + 250 + 175 + 48")
    assert run.stdout.splitlines()[-1].startswith(
        "用在 第一部分 部门概况 › 二、机构设置及人员情况：「青山县教育局2024年度，实有人数601人，"
    )


def test_a_key_that_is_none_names_the_near_ones(home: Path) -> None:
    run = narrate(home, "rollup", NAME, "--explain", "支出决算表/205020")
    assert run.returncode == cli.REFUSED
    assert "G115 没有「支出决算表/205020」这一项可加的数。 是不是「支出决算表/20502" in run.stderr


# What it writes -----------------------------------------------------------------------------------


def test_the_document_is_the_departments(home: Path) -> None:
    run = narrate(home, "rollup", NAME, "-o", "说明.txt")
    assert run.returncode == cli.FINDINGS
    text = (home / "说明.txt").read_text(encoding="utf-8")
    assert text.startswith("青山县教育局2024年度部门决算公开说明\n第一部分 部门概况\n")
    assert "实有人数601人" in text
    assert "有下属预算单位4个，分别是：青山县幼儿园、青山县第一中学、青山县实验小学、青山县教师进修学校" in text
    assert "2024年度收入总计5923.06万元" in text
    assert "附属单位上缴收入0.00万元" in text
    assert "（行政单位）机关运行经费支出49.06万元" in text
    assert "本单位" not in text.partition("第三部分")[0]


def test_the_same_department_gives_the_same_bytes(home: Path) -> None:
    made = []
    for folder in ("一", "二"):
        (home / folder).mkdir()
        options = ("-o", f"{folder}/说明.docx", "--tables", f"{folder}/汇总.xlsx", "--trace")
        run = narrate(home, "rollup", NAME, *options)
        assert run.returncode == cli.FINDINGS
        made.append(contents(home / folder))
    assert made[0] == made[1]
    assert set(made[0]) == {"说明.docx", "说明-附表.docx", "说明-附表.xlsx", "汇总.xlsx"}
    book = openpyxl.load_workbook(home / "一" / "汇总.xlsx")
    values = {cell.value for row in book["支出决算表"].iter_rows() for cell in row}
    assert 96.72 in values
    assert 97.08 not in values


def test_statements_are_written_without_a_file_of_the_departments_own(home: Path) -> None:
    (home / NAME / "unit.yaml").unlink()
    run = narrate(home, "rollup", NAME, "--tables", "汇总.xlsx")
    assert run.returncode == cli.OK
    assert run.stderr == (
        HEAD
        + "九张报表本年、上年加出 598 格，没有加成的 0 项。\n"
        + "部门没有自己的单位文件，没有汇总表可比；职能、原因等都待填。\n"
        + "已写入 汇总.xlsx。\n"
    )
    title = openpyxl.load_workbook(home / "汇总.xlsx")["收入支出决算总表"]["A3"].value
    assert str(title).startswith("编制单位：青山县教育局")


def test_a_final_document_waits_for_the_differences_then_for_the_gaps(home: Path) -> None:
    run = narrate(home, "rollup", NAME, "-o", "说明.docx", "--final")
    assert run.returncode == cli.FINDINGS
    assert run.stderr.endswith("与部门自己的数有差异，或有的格没有加成，按 --final 不生成。\n")
    settle(home)
    run = narrate(home, "rollup", NAME, "-o", "说明.docx", "--final")
    assert run.returncode == cli.OPEN_GAPS
    assert run.stderr.endswith("还有 24 项待填，按 --final 不生成。\n")
    assert not (home / "说明.docx").exists()


def test_a_department_that_agrees_and_gives_its_reasons_is_final(home: Path) -> None:
    settle(home)
    narrate(home, "rollup", NAME, "-o", "草稿.json")
    gaps = json.loads((home / "草稿.json").read_text(encoding="utf-8"))["gaps"]
    text = (home / NAME / "unit.yaml").read_text(encoding="utf-8")
    for number, key in enumerate(dict.fromkeys(one["gap"] for one in gaps)):
        _, comparison, subject = key.split("/")
        if f"  {comparison}:\n" not in text:
            text = text.replace("主要原因:\n", f"主要原因:\n  {comparison}:\n")
        text = text.replace(f"  {comparison}:\n", f"  {comparison}:\n    '{subject}': 第{number}项工作按实际安排\n")
    (home / NAME / "unit.yaml").write_text(text, encoding="utf-8")
    run = narrate(home, "rollup", NAME, "-o", "说明.docx", "--final")
    assert (run.returncode, run.stdout) == (cli.OK, ""), run.stderr
    assert (home / "说明.docx").exists()


def test_reasons_of_units_are_told_and_not_taken(home: Path) -> None:
    text = "主要原因:\n  与上年相比:\n    '2050202': 新招教师五名\n"
    file = home / NAME / "primary-school" / "unit.yaml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    run = narrate(home, "rollup", NAME, "-o", "说明.txt", "-v")
    assert "部门待填的原因，各单位自己写了 1 条，只供参考：\n" in run.stderr
    assert "    主要原因/与上年相比/2050202 「青山县实验小学」写的：新招教师五名\n" in run.stderr
    assert "新招教师" not in (home / "说明.txt").read_text(encoding="utf-8")


def test_an_edited_document_is_not_overwritten(home: Path) -> None:
    narrate(home, "rollup", NAME, "-o", "说明.txt")
    (home / "说明.txt").write_text("改过", encoding="utf-8")
    run = narrate(home, "rollup", NAME, "-o", "说明.txt")
    assert run.returncode == cli.REFUSED
    assert (home / "说明.txt").read_text(encoding="utf-8") == "改过"


# What it refuses ----------------------------------------------------------------------------------


def test_a_folder_without_units(home: Path) -> None:
    shutil.rmtree(home / NAME)
    assert narrate(home, "rollup", NAME).stderr == f"{NAME}：G101 这不是文件夹。 请写部门的文件夹。\n共 1 处问题。\n"
    (home / NAME).mkdir()
    assert refused(home) == [
        f"{NAME}：G101 这个文件夹下面没有单位：要有装着 unit.yaml 或 填报表.xlsx 的文件夹。 "
        "请把部门的每个单位（包括本级）放在各自的文件夹里；只有一个单位的，用 narrator draft。"
    ]


def test_a_unit_that_cannot_be_read_stops_the_sum(home: Path) -> None:
    """All that is wrong with every unit at once."""
    (home / NAME / "bureau" / "2023.xlsx").unlink()
    file = home / NAME / "kindergarten" / "unit.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "别的: 1\n", encoding="utf-8")
    advice = "请先改好上面列出的问题；不属于本部门的，请移到别处。"
    lines = refused(home)
    assert [line for line in lines if "G102" in line] == [
        f"{Path(NAME) / 'bureau'}：G102 这个单位读不出来，部门的数没有加。 {advice}",
        f"{Path(NAME) / 'kindergarten'}：G102 这个单位读不出来，部门的数没有加。 {advice}",
    ]
    assert len(lines) == 4


def test_a_unit_of_another_year(home: Path) -> None:
    folder = home / NAME / "kindergarten"
    replace(folder / "unit.yaml", "年度: 2024", "年度: 2023")
    replace(folder / "unit.yaml", "上年决算报表: 2023.xlsx\n", "")
    replace(folder / "unit.yaml", "决算报表: 2024.xlsx", "决算报表: 2023.xlsx")
    assert refused(home) == [
        f"{Path(NAME) / 'kindergarten' / 'unit.yaml'}:7:7：G103 〔单位/年度〕「青山县幼儿园」是 2023 年度的，"
        "部门是 2024 年度的。 请换成它 2024 年度的单位文件和报表。"
    ]


def test_a_unit_twice_two_own_levels_and_a_department_among_the_units(home: Path) -> None:
    where = Path(NAME)
    replace(home / NAME / "primary-school" / "unit.yaml", "单位名称: 青山县实验小学", "单位名称: 青山县第一中学")
    replace(home / NAME / "training-school" / "unit.yaml", "单位名称: 青山县教师进修学校", "单位名称: 青山县教育局")
    replace(home / NAME / "kindergarten" / "unit.yaml", "主体: 单位", "主体: 部门")
    assert refused(home) == [
        f"{where / 'kindergarten' / 'unit.yaml'}:8:7：G106 〔单位/主体〕「青山县幼儿园」的主体是「部门」，"
        "这里只能是单位。 部门的数由单位加成。下级部门请先在它自己的文件夹汇总；这里写它的各个单位。",
        f"{where / 'primary-school' / 'unit.yaml'}:5:9：G104 〔单位/单位名称〕「青山县第一中学」有两份：middle-school、"
        "primary-school。 一个单位只加一次，请留下一份，另一份移到别处。",
        f"{where / 'training-school' / 'unit.yaml'}:5:9：G105 〔单位/单位名称〕本级不止一个：「青山县教育局（本级）」、"
        "「青山县教育局」。 一个部门只有一个本级，请核对单位名称。",
    ]


def test_the_file_of_the_own_level_is_not_the_departments(home: Path) -> None:
    replace(home / NAME / "unit.yaml", "主体: 部门", "主体: 单位")
    replace(home / NAME / "unit.yaml", "单位名称: 青山县教育局", "单位名称: 青山县教育局(本级)")
    where = Path(NAME) / "unit.yaml"
    assert refused(home) == [
        f"{where}:9:7：G107 〔单位/主体〕最上面的文件夹里应是部门的文件，主体却是「单位」。 "
        "请把主体改为「部门」；这是本级的文件的，请移到它自己的文件夹里。",
        f"{where}:6:9：G108 〔单位/单位名称〕部门的名称写成了本级的「青山县教育局(本级)」。 "
        "部门的名称不带（本级）；这是本级的文件的，请移到它自己的文件夹里。",
    ]


def test_a_department_that_nobody_names(home: Path) -> None:
    (home / NAME / "unit.yaml").unlink()
    shutil.rmtree(home / NAME / "bureau")
    replace(home / NAME / "kindergarten" / "unit.yaml", "地区: 新疆", "地区: 四川")
    advice = "请在部门的文件夹里放一份 unit.yaml 或 填报表.xlsx，写明单位名称、地区、年度，主体写「部门」。"
    assert refused(home) == [
        f"G109 部门没有自己的单位文件，单位中也没有本级，不知道部门叫什么。 {advice}",
        f"G110 各单位的地区不同：四川、新疆。 {advice}",
    ]


def test_eliminations_that_cannot_hold(home: Path) -> None:
    file = home / NAME / "unit.yaml"
    replace(file, "付款单位: 青山县第一中学", "付款单位: 青山县第二中学")
    replace(file, "金额: 12.37", "金额: 0")
    replace(file, "收入决算表/205/本年收入合计", "收入决算表/2O5/本年收入合计")
    where = Path(NAME) / "unit.yaml"
    assert refused(home) == [
        f"{where}:46:9：G111 〔抵销/1/付款单位〕抵销写的「青山县第二中学」不是本部门的单位。 "
        "是不是「青山县第一中学」？",
        f"{where}:45:7：G113 〔抵销/1/金额〕抵销的金额是 0，应大于 0。 请核对金额。",
        f"{where}:31:5：G112 〔抵销/1/报表项/9〕抵销的报表项「收入决算表/2O5/本年收入合计」不在各单位的本年报表里。 "
        "是不是「收入决算表/205/本年收入合计」、「收入决算表/20805/本年收入合计」、「收入决算表/20508/本年收入合计」？",
    ]
    replace(file, "付款单位: 青山县第二中学", "付款单位: 青山县教育局（本级）")
    assert any(
        "G113 〔抵销/1/收款单位〕抵销的付款单位和收款单位是同一个。 请核对是谁付给谁的。" in line
        for line in refused(home)
    )


def test_a_final_document_needs_a_file_of_the_departments_own(home: Path) -> None:
    (home / NAME / "unit.yaml").unlink()
    before = contents(home)
    run = narrate(home, "rollup", NAME, "-o", "说明.docx", "--final")
    assert run.returncode == cli.REFUSED
    assert (
        "G114 部门没有自己的单位文件，不能定稿。 请在部门的文件夹里放它自己的单位文件，写明职能、原因等。" in run.stderr
    )
    assert contents(home) == before


def test_what_cannot_be_made_is_refused_before_anything_is_read(home: Path) -> None:
    assert (
        "W104 --tables 后面的 汇总.docx 不是 .xlsx。" in narrate(home, "rollup", "没有", "--tables", "汇总.docx").stderr
    )
    assert "W117 --final、--toc 要和 -o 一起用。" in narrate(home, "rollup", "没有", "--final", "--toc").stderr
    assert "W104 文件名 说明.doc 看不出格式。" in narrate(home, "rollup", "没有", "-o", "说明.doc").stderr


# What it notes ------------------------------------------------------------------------------------


def test_what_may_have_been_forgotten_is_noted(home: Path) -> None:
    eliminate_nothing(home)
    (home / NAME / "bureau" / "unit.yaml").unlink()
    run = narrate(home, "rollup", NAME)
    assert (
        f"提示 {NAME}：G120 这 4 个单位中没有本级：没有一个的名称带（本级），或与部门相同。 "
        "部门的数一般包括本级，请核对是否漏了它的文件夹。\n"
    ) in run.stderr
    assert "G121 这些文件夹里有工作簿，没有单位文件，没有加：bureau。" in run.stderr


def test_an_account_with_two_names_is_noted(home: Path) -> None:
    retype(home / NAME / "kindergarten" / "2024.xlsx", 5, {"B13": "养老保险缴费"})
    run = narrate(home, "rollup", NAME)
    assert (
        "科目 2080505 在「青山县教育局（本级）」叫「机关事业单位基本养老保险缴费支出」，"
        "在「青山县幼儿园」叫「养老保险缴费」，用了前一个。"
    ) in run.stderr


def test_an_elimination_that_the_units_do_not_bear_out_is_noted(home: Path) -> None:
    replace(home / NAME / "unit.yaml", "收款单位: 青山县教育局（本级）", "收款单位: 青山县幼儿园")
    run = narrate(home, "rollup", NAME)
    assert (
        "抵销第 1 笔是 12.37万元，「青山县第一中学」和「青山县幼儿园」在这些格一共没有这么多："
        "收入支出决算总表/收入/附属单位上缴收入、收入决算表/合计/附属单位上缴收入、"
        "收入决算表/205/附属单位上缴收入等 7 格。 请核对报表项和金额。"
    ) in run.stderr


def test_a_unit_may_be_typed_without_workbooks(home: Path) -> None:
    """It tells what its text needs; what else the tables hold stays open, and is said."""
    folder = home / NAME / "kindergarten"
    shutil.rmtree(folder)
    folder.mkdir()
    more = "收入决算表: {财政拨款收入: 647.62}\n"
    (folder / "unit.yaml").write_text(unit_file("青山县幼儿园", more, workbooks=False), encoding="utf-8")
    run = narrate(home, "rollup", NAME, "--json")
    values = {(one["key"], one["year"]): one for one in json.loads(run.stdout)["values"]}
    income = values["收入决算表/合计/财政拨款收入", "本年"]
    assert (income["lacks"], income["state"]) == ([], "一致")
    lacks = values["收入支出决算总表/收入/总计", "本年"]["lacks"]
    assert lacks == [{"unit": "青山县幼儿园", "why": "没有给出这张表"}]
    assert run.returncode == cli.FINDINGS
