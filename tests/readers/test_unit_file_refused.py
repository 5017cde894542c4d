"""Unit files with mistakes: all are told at once, each in Chinese, at its place, with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import narrator
from narrator.figures.findings import Refused

HEAD = """\
金额单位: 万元
单位: {单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
"""
GENERAL = "一般公共预算财政拨款支出决算表"
BASIC = "一般公共预算财政拨款基本支出决算表"
YEARLY = "与上年相比"
EMPTY = "U109 文件是空的。 请对照样例文件。"
NO_FILE = "U109 这不是单位文件：最外层应是「键: 值」。 请对照样例文件。"
KINDS = "行政单位、参照公务员法管理事业单位、事业单位"
MISSING = "缺少这一项。 这一项必须填写。"


@pytest.fixture
def refusal(tmp_path: Path) -> Any:
    """What is said about a unit file, one line a problem, without the file's folder."""

    def read(body: str, head: str = HEAD) -> list[str]:
        path = tmp_path / "unit.yaml"
        path.write_text(head + body, encoding="utf-8")
        with pytest.raises(Refused) as caught:
            narrator.load(path)
        return [str(finding).replace(str(path), "f") for finding in caught.value.findings]

    return read


def profile(*changed: str, without: str = "") -> str:
    """The head of a unit file with some lines changed or one left out; 单位 begins on line 2."""
    rows = {"单位名称": "甲局", "地区": "新疆", "年度": "2024", "主体": "单位", "单位性质": "事业单位"}
    rows |= dict(row.split(": ", 1) for row in changed)
    return "金额单位: 万元\n单位:\n" + "".join(f"  {key}: {value}\n" for key, value in rows.items() if key != without)


@pytest.mark.parametrize(
    ("head", "messages"),
    [
        pytest.param("", [f"f：{EMPTY}"], id="empty"),
        pytest.param("# 甲\n", [f"f：{EMPTY}"], id="comment"),
        pytest.param("- 甲\n", [f"f:1:1：{NO_FILE}"], id="list"),
        pytest.param("甲\n", [f"f:1:1：{NO_FILE}"], id="word"),
        pytest.param("金额单位: 元\n", [f"f:1:1：U201 〔单位〕{MISSING}"], id="no-profile"),
        pytest.param(
            "金额单位:\n单位:\n",
            [f"f:1:1：U201 〔金额单位〕{MISSING}", f"f:2:1：U201 〔单位〕{MISSING}"],
            id="blank",
        ),
        pytest.param(profile(without="地区"), [f"f:2:1：U201 〔单位/地区〕{MISSING}"], id="no-region"),
        pytest.param(profile("年度: 24"), ["f:5:7：U203 〔单位/年度〕「24」不是四位年份。"], id="year-short"),
        pytest.param(profile("年度: 2024年"), ["f:5:7：U203 〔单位/年度〕「2024年」不是四位年份。"], id="year-word"),
        pytest.param(profile("年度: 2204"), ["f:5:7：U203 〔单位/年度〕「2204」不是四位年份。"], id="year-far"),
        pytest.param(
            profile("主体: 学校"), ["f:6:7：U203 〔单位/主体〕「学校」不在可选范围内。可选：单位、部门。"], id="body"
        ),
        pytest.param(
            profile("单位性质: 学校"),
            [f"f:7:9：U203 〔单位/单位性质〕「学校」不在可选范围内。可选：{KINDS}。"],
            id="kind",
        ),
        pytest.param(
            profile("单位性质: [事业单位, 事业单位]"),
            [f"f:7:3：U203 〔单位/单位性质〕请写一种或几种，不重复。可选：{KINDS}。"],
            id="kind-twice",
        ),
        pytest.param(profile("新设: true"), ["f:8:7：U203 〔单位/新设〕「true」应写「是」或「否」。"], id="flag"),
        pytest.param(
            profile().replace("万元", "亿元"),
            ["f:1:7：U203 〔金额单位〕「亿元」不在可选范围内。可选：元、万元。"],
            id="money",
        ),
        pytest.param(
            "金额单位: 元\n单位: 甲局\n",
            ["f:2:5：U203 〔单位〕这里应是一组「键: 值」，却是一段文字。"],
            id="profile-word",
        ),
    ],
)
def test_the_head(refusal: Any, head: str, messages: list[str]) -> None:
    assert refusal("", head) == messages


def test_a_unit_must_have_a_name(refusal: Any) -> None:
    said = refusal("", profile('单位名称: ""'))
    assert len(said) == 1 and said[0].startswith("f:3:9：") and "〔单位/单位名称〕" in said[0]


ACCOUNTS = f"{GENERAL}/科目"
GROUPS = "301、302、303、307、310、399"
UNNAMED = f"f:3:33：U303 〔{ACCOUNTS}/2010450〕项 2010450 没有"
NO_SUBJECT = "没有「收支总体」这个需要说明原因的事项。"
COMMON = "〔主要原因/与上年相比/公务接待费〕"


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        pytest.param(
            "'[key]': 1\n",
            ["f:3:1：U202 〔[key]〕这里没有叫这个名字的项。 请对照样例文件中的键。"],
            id="unknown-key-signs",
        ),
        pytest.param("人員: {}\n", ["f:3:1：U202 〔人員〕这里没有叫这个名字的项。 是不是「人员」？"], id="unknown-key"),
        pytest.param(
            "abc: 1\n", ["f:3:1：U202 〔abc〕这里没有叫这个名字的项。 请对照样例文件中的键。"], id="unknown-key-far"
        ),
        pytest.param(
            "收入决算表: {其他收入: {上年数: 1}}\n",
            ["f:3:16：U202 〔收入决算表/其他收入/上年数〕这里没有叫这个名字的项。 是不是「上年」？"],
            id="unknown-column",
        ),
        pytest.param(
            "收入决算表: 0\n",
            ["f:3:8：U203 〔收入决算表〕这里应是表中各行的数；本表为空表的，写「空表」。"],
            id="statement",
        ),
        pytest.param(
            "收入支出决算总表: {收入: 空表}\n",
            ["f:3:16：U203 〔收入支出决算总表/收入〕这里应是一组「键: 值」，却是一段文字。"],
            id="half-a-statement",
        ),
        pytest.param(
            f"主要原因:\n  {YEARLY}:\n    公务接待费: |\n      甲\n      乙\n",
            [f"f:5:12：U203 {COMMON}这段文字里有换行，请写成一行。"],
            id="line-break",
        ),
        pytest.param(
            f'主要原因: {{{YEARLY}: {{公务接待费: "甲\\n乙"}}}}\n',
            [f"f:3:23：U203 {COMMON}这段文字里有换行，请写成一行。"],
            id="line-break-escaped",
        ),
        pytest.param(
            f'主要原因: {{{YEARLY}: {{公务接待费: "甲\\r乙"}}}}\n',
            [f"f:3:23：U203 {COMMON}这段文字里有换行，请写成一行。"],
            id="carriage-return",
        ),
        pytest.param(
            f'主要原因: {{{YEARLY}: {{公务接待费: "甲\\L乙"}}}}\n',
            [f"f:3:23：U106 {COMMON}文件中有不允许的行分隔符 U+2028。 请删去这个不可见字符后重存。"],
            id="line-separator",
        ),
        pytest.param(
            f"{GENERAL}: {{科目: {{20104500: 甲}}}}\n",
            [
                f"f:3:24：U203 〔{ACCOUNTS}/20104500〕"
                "科目编码「20104500」写法不对，应是 3、5 或 7 位数字（类、款、项）。",
            ],
            id="code",
        ),
        pytest.param(
            f"{BASIC}: {{科目: {{301: 甲}}}}\n",
            [f"f:3:26：U203 〔{BASIC}/科目/301〕科目编码「301」写法不对，应是 5 位数字（款）。"],
            id="economic-code",
        ),
        pytest.param(
            f"{BASIC}: {{科目: {{50101: 甲}}}}\n",
            [f"f:3:26：U203 〔{BASIC}/科目/50101〕经济科目「50101」的类 501 不属于基本支出（{GROUPS}）。"],
            id="economic-class",
        ),
        pytest.param(
            f"{GENERAL}: {{科目: {{2010450: 甲}}}}\n",
            [
                f"{UNNAMED}类 201 的名称。 请在「科目」中加一行「201: 类的名称」。",
                f"{UNNAMED}款 20104 的名称。 请在「科目」中加一行「20104: 款的名称」。",
            ],
            id="unnamed",
        ),
        pytest.param(
            f"{GENERAL}: {{科目: {{201: {{名称: 甲, 上年: 1}}}}, 上年科目: {{201: {{名称: 甲, 决算: 1}}}}}}\n",
            [f"f:3:41：U301 〔{GENERAL}/科目/201/上年〕这个科目的上年数写了两次。 上年科目中已有，请删去一处。"],
            id="last-year-twice",
        ),
        pytest.param(
            f"{GENERAL}: {{科目: {{201: 甲}}, 上年科目: {{201: 甲}}, 科目对应: {{202: 201}}}}\n",
            [f"f:3:61：U302 〔{GENERAL}/科目对应/202〕上年科目中没有 202。 请核对编码。"],
            id="moved-from-nowhere",
        ),
        pytest.param(
            f"主要原因: {{{YEARLY}: {{收支总体: 甲}}}}\n",
            [f"f:3:22：U305 〔主要原因/{YEARLY}/收支总体〕{NO_SUBJECT} 是不是「收入支出总体」？"],
            id="unknown-subject",
        ),
        pytest.param(
            f"{GENERAL}: {{科目: {{201: 甲}}, 上年科目: {{202: 乙}}}}\n"
            "主要原因: {与年初预算相比: {201: 丙, 202: 丁}}\n",
            [
                "f:4:31：U305 〔主要原因/与年初预算相比/202〕没有「202」这个需要说明原因的事项。 可用的有："
                "财政拨款收入支出总体、一般公共预算财政拨款支出、财政拨款“三公”经费、因公出国（境）费、公务用车购置及运行维护费、"
                "公务用车购置费、公务用车运行维护费、公务接待费、会议费、培训费、节庆等活动费，或表中的项级科目编码。"
                "不再需要的，请删去。"
            ],
            id="budget-of-last-year-account",
        ),
        pytest.param(
            f"{BASIC}: {{科目: {{30101: {{名称: 基本工资, 用途: 工资}}}}}}\n",
            [f"f:3:44：U202 〔{BASIC}/科目/30101/用途〕这里没有叫这个名字的项。 请对照样例文件中的键。"],
            id="purpose-of-economic-account",
        ),
        pytest.param(
            f"主要原因: {{{YEARLY}: {{公务接待费: {{同: 公务接待费}}}}}}\n",
            [f"f:3:16：U306 {COMMON}「同: 公务接待费」绕回了自己。 请在其中一处写明原因。"],
            id="same-as-itself",
        ),
        pytest.param(
            f"主要原因: {{{YEARLY}: {{公务接待费: {{同: 收入支出总数}}}}}}\n",
            [f"f:3:16：U307 {COMMON}「同: 收入支出总数」所指的原因没有填写。 请核对名称。"],
            id="same-as-nothing",
        ),
        pytest.param(
            f"主要原因: {{{YEARLY}: {{公务接待费: {{同: 与去年相比/收入支出总体}}}}}}\n",
            [f"f:3:16：U307 {COMMON}「同: 与去年相比/收入支出总体」所指的原因没有填写。 请核对名称。"],
            id="same-as-unknown",
        ),
    ],
)
def test_a_mistake(refusal: Any, body: str, messages: list[str]) -> None:
    assert refusal(body) == messages


def test_a_cycle_of_reasons_is_told_for_each(refusal: Any) -> None:
    body = f"主要原因: {{{YEARLY}: {{公务接待费: {{同: 收入支出总体}}, 收入支出总体: {{同: 公务接待费}}}}}}\n"
    assert refusal(body) == [
        f"f:3:16：U306 {COMMON}「同: 公务接待费」绕回了自己。 请在其中一处写明原因。",
        "f:3:36：U306 〔主要原因/与上年相比/收入支出总体〕「同: 收入支出总体」绕回了自己。 请在其中一处写明原因。",
    ]


def test_a_new_unit_has_no_last_year(refusal: Any) -> None:
    rows = "收入决算表:\n  其他收入: {上年: 0, 决算: 1}\n"
    accounts = f"{GENERAL}: {{科目: {{201: {{名称: 甲, 上年: 1}}}}, 上年科目: {{202: {{名称: 乙, 决算: 1}}}}}}\n"
    why = "本单位为新设，却有上年数。 请删去上年数，或把「新设」改为「否」。"
    assert refusal(rows + accounts, profile("新设: 是")) == [
        f"f:10:14：U304 〔收入决算表/其他收入/上年〕{why}",
        f"f:11:41：U304 〔{GENERAL}/科目/201/上年〕{why}",
        f"f:11:70：U304 〔{GENERAL}/上年科目/202/决算〕{why}",
    ]


TEN_MISTAKES = f"""\
金额单位: 亿元
单位:
  单位名称: 甲局
  地区: 新疆
  年度: 24
  主体: 学校
  单位性质: 事业单位
人員: {{实有人数: 6}}
人员: {{实有人数: -6}}
收入决算表:
  其他收入: 1,234.50
  财政拨款收入: {{上年: １２, 决算: 12元}}
{GENERAL}:
  科目: {{20104500: 甲}}
主要原因: {{{YEARLY}: {{公务接待费: "甲\\n乙"}}}}
"""


def test_ten_mistakes_are_told_at_once_in_the_order_of_the_file(refusal: Any) -> None:
    said = [message.partition(" ")[0] for message in refusal("", TEN_MISTAKES)]
    assert said == [
        "f:1:7：U203",
        "f:5:7：U203",
        "f:6:7：U203",
        "f:8:1：U202",
        "f:9:12：U203",
        "f:11:9：U203",
        "f:12:16：U203",
        "f:12:24：U203",
        "f:14:8：U203",
        "f:15:23：U203",
    ]
