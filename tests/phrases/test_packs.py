"""The packs of other regions: what they draft from the figures of published passages, and how short they are.

A passage is ``fixtures/passages/NAME.yaml``, a unit file with its own figures and reasons, and ``NAME.txt``,
its sentences as published, one a line, below its source; … stands where the stored text breaks off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import narrator
from helpers.shipped import FOLDERS, PACKS, header
from narrator.authoring.lint import lint, lint_all
from narrator.document.tree import Block, Document, Paragraph, Section
from narrator.figures.values import Figure
from narrator.phrases import home
from narrator.phrases.layers import files_of
from narrator.phrases.phrasebook import default

PASSAGES = Path(__file__).parents[2] / "fixtures" / "passages"
BROKEN_OFF = "…"
GAP = "【待填："


class Difference(NamedTuple):
    """A sentence that the draft words differently than published ("": not at all), and why."""

    drafted: str
    published: str
    why: str


class Case(NamedTuple):
    """A passage, the pack that its region and year take, and where the two differ."""

    name: str
    pack: str
    differences: tuple[Difference, ...] = ()


def replaced(sentence: str, old: str, new: str, why: str) -> Difference:
    """A published sentence of which the draft prints these words differently."""
    assert sentence.count(old) == 1
    return Difference(sentence.replace(old, new), sentence, why)


_ITEM = "{}（款）（项）：支出决算为{}万元，完成预算100%，决算数与预算数持平。"
_NO_ITEM = "the published text leaves the 项 empty"
_STAFF = (
    "人员经费489.18万元，主要包括：基本工资、津贴补贴、奖金、伙食补助费、绩效工资、机关事业单位基本养老保险缴费、职业年金缴费、"
    "其他社会保障缴费、{}其他工资福利支出、离休费、退休费、抚恤金、生活补助、医疗费补助、奖励金、{}其他对个人和家庭的补助支出等。"
)
_THREE_GUANGDONG = (
    "其中：因公出国（境）费支出决算为12.02万元，完成预算12.02万元的100%，比上年决算数增加12.02万元，增长--（基数为0，不可比）；"
    "公务用车购置及运行维护费支出决算为27.46万元，完成预算29.6万元的92.8%，比上年决算数增加6.32万元，增长29.9%；"
    "其中：公务用车购置支出决算为0万元，完成预算0万元的--%（基数为0，不可比），比上年决算数增加0万元，增长--（基数为0，不可比）；"
    "公务用车运行维护费支出决算为27.46万元，完成预算29.6万元的92.8%，比上年决算数增加6.32万元，增长29.9%；"
    "公务接待费支出决算为22.59万元，完成预算43.2万元的52.3%，比上年决算数增加20.63万元，增长1,055.4%。"
)
_THREE_LUOHU = (
    "其中：因公出国（境）费支出决算为0万元，{0}，比上年决算数增加0万元，增长0%；公务用车购置及运行维护费支出决算为2.02万元，"
    "完成全年预算5.3万元的38.1%，比上年决算数减少0.33万元，下降14%，其中：公务用车购置支出决算为0万元，{0}，"
    "比上年决算数增加0万元，增长0%，公务用车运行维护费支出决算为2.02万元，完成全年预算5.3万元的38.1%，"
    "比上年决算数减少0.33万元，下降14%；公务接待费支出决算为0万元，{0}，比上年决算数增加0万元，增长0%。"
)
_CHONGQING_2023 = (
    ("收支较上年决算数减少", "项目经费中农村客运企业补贴较上年减少"),
    (
        "2023年度收入合计1993.21万元，较上年决算数减少",
        "项目经费收入中农村客运企业补贴较上年减少483.05万元，基本支出较上年增加68.49万元（净额减少414.56万元）",
    ),
)

_ANHUI_2021 = "杜集区机关事务管理中心2021年度一般公共预算财政拨款“三公”经费支出"
_ANHUI_2022 = "安徽省徽州师范学校2022年度一般公共预算财政拨款“三公”经费支出"

_THREE = "{}年度一般公共预算财政拨款“三公”经费支出"
_SHARES_YUNNAN = (
    f"{_THREE.format(2023)}决算中，因公出国（境）费支出0万元，占{{}}；"
    "公务用车购置及运行维护费支出4.02万元，占{}；公务接待费支出7.94万元，占{}。"
)
_FALLS_YUNNAN = (
    "其中：因公出国（境）费支出决算{}；公务用车购置及运行费支出决算减少2.6万元，下降{}；"
    "公务接待费支出决算减少8.96万元，下降{}。"
)
_CHANGES_YUNNAN = (
    "其中：因公出国（境）费支出决算增加0万元，增长{}；公务用车购置及运行费支出决算增加0.05万元，增长1.26%；"
    "公务接待费支出决算减少0.46万元，下降{}。"
)
_YUAN = (
    f"寻甸回族彝族自治县文化和旅游局{_THREE.format(2022)}年初预算为27,080元，支出决算为26,085.58元，"
    "完成年初预算的96.33%。",
    "其中：因公出国（境）费支出决算为0元，完成年初预算的0%；公务用车购置费支出决算为0元，完成年初预算的0%；"
    "公务用车运行维护费支出决算为23,005.58元，完成年初预算的95.86%；公务接待费支出决算为3,080元，完成年初预算的100%。",
    "其中：因公出国（境）费支出决算增加0元，增长0%；公务用车购置费支出决算增加0元，增长0%；"
    "公务用车运行维护费支出决算减少994.42元，下降4.14%；公务接待费支出决算减少17,993元，下降85.38%。",
    f"{_THREE.format(2022)}决算中，因公出国（境）费支出0元，占0%；公务用车购置及运行维护费支出23,005.58元，占88.19%；"
    "公务接待费支出3,080元，占11.81%。",
    "1.因公出国（境）费支出0元，共安排因公出国（境）团组0个，累计0人次。",
    "公务用车购置支出0元，购置车辆0辆。",
)
_ABROAD_GUANGXI = "全年{}因公出国（境）团组共计0个，累计0人次。"

CASES = (
    Case(
        "anhui-2021",
        "anhui/2021",
        (
            replaced(
                f"{_ANHUI_2021}预算为246万元，支出决算为167.37万元，完成预算的68%，决算数小于预算数的主要原因是（原因略）。",
                "68%",
                "68.04%",
                "a whole percent; two decimals in four of seven texts",
            ),
            Difference(
                f"{_ANHUI_2021}决算中，因公出国（境）费支出决算0万元，占0%；公务接待费支出决算2.14万元，占1.28%；"
                "公务用车购置及运行维护费支出决算165.23万元，占98.72%。",
                f"{_ANHUI_2021}决算中，因公出国（境）费支出决算0万元，占0%；公务接待费支出决算2.14万元，占1.3%；"
                "公务用车购置及运行维护费支出决算165.23万元，占98.7%。",
                "one decimal, as above",
            ),
            replaced(
                "2.公务接待费支出2.14万元，与2021年度预算相比，增加1.14万元，增长1.14%，增长的原因是（原因略）。",
                "1.14%",
                "114%",
                "a ratio not multiplied by 100",
            ),
        ),
    ),
    Case(
        "anhui-2022",
        "anhui/2023",
        (
            replaced(
                "决算数等于预算数的主要原因是（原因略）。",
                "决算数等于预算数",
                "决算数与预算数持平",
                "合肥某单位 2023 says it so; one text each",
            ),
            Difference(
                f"{_ANHUI_2022}决算中，因公出国（境）费支出决算0万元，占0%；公务接待费支出决算1.5万元，占88.76%；"
                "公务用车购置及运行维护费支出决算0.19万元，占11.24%。",
                f"{_ANHUI_2022}决算中，因公出国（境）费支出决算0万元，占0.00%；公务接待费支出决算1.50万元，占88.76%；"
                "公务用车购置及运行维护费支出决算0.19万元，占11.24%。",
                "two decimals always; the two texts of 2023 drop trailing zeros",
            ),
        ),
    ),
    Case(
        "chongqing-2023",
        "chongqing/2023",
        (
            *(
                replaced(
                    f"{before}414.56万元，下降17.2%，主要原因是{reason}。",
                    "17.2%",
                    "17.22%",
                    "one decimal; nine of thirteen texts of the year have two",
                )
                for before, reason in _CHONGQING_2023
            ),
            Difference(
                "其中：财政拨款收入1993.21万元，占100.00%；事业收入0.00万元，占0.00%；经营收入0.00万",
                "其中：财政拨款收入1993.21万元，占100.0%；事业收入0万元，占0.0%；经营收入0万",
                "decimals as above; zero is 0.00 in six of the texts, 0 in two",
            ),
        ),
    ),
    Case(
        "chongqing-2024",
        "chongqing/2024",
        (
            Difference(
                "其中：财政拨款收入2164.97万元，占96.4%；事业收入82.00万元，占3.6%。",
                "其中：财政拨款收入2164.97万元，占96.35%；事业收入82.00万元，占3.65%。",
                "two decimals for shares, one for changes",
            ),
        ),
    ),
    Case("chongqing-2024-both", "chongqing/2024"),
    Case("chongqing-2024-new", "chongqing/2024"),
    Case(
        "guangdong-2023",
        "guangdong/2023",
        (
            replaced(
                "广东省财政厅2023年度“三公”经费财政拨款支出决算为62.07万元，完成全年预算84.82万元的73.2%，"
                "比上年决算数增加38.97万元，增长168.7%；比2019年（疫情前）决算数减少24.87万元，降低28.6%。",
                "；比2019年（疫情前）决算数减少24.87万元，降低28.6%",
                "",
                "the comparison with 2019 is the unit's own addition: not claimed",
            ),
            replaced(
                _THREE_GUANGDONG,
                "1,055.4%",
                "1,052.6%",
                "worked out from 元; 20.63 against the printed 1.96 are 1,052.6%",
            ),
        ),
    ),
    Case("chongqing-2021", "chongqing/2021"),
    Case(
        "guangdong-2024",
        "guangdong/2024",
        (
            Difference(
                _THREE_LUOHU.format("完成全年预算0万元的--%（基数为0，不可比）"),
                _THREE_LUOHU.format("完成全年预算0万元的0%"),
                "a budget of zero has no rate",
            ),
        ),
    ),
    Case(
        "guangxi-2020",
        "guangxi/2021",
        (
            replaced(
                "2020年度一般公共预算财政拨款安排的“三公”经费支出决算总额为5.48万元，比预算增加0万元，"
                "比去年增加1.55万元，增长39.4%，增加原因主要是某原因。",
                "0万元",
                "0.00万元",
                "decimals, as the texts of 2021 and 2023 have them",
            ),
            replaced(
                "其中，因公出国支出决算比预算无增减变化，比去年无增减变化；公务用车购置支出决算比预算无增减变化，比去年无增减变化，"
                "公务用车运行维护费支出决算比预算无增减变化，比去年增加1.05万元，增长35.8%，增加原因主要是某原因；"
                "公务接待费支出决算比预算无增减变化，比去年增加0.5万元，增长50%，增加原因主要是某原因。",
                "0.5万元",
                "0.50万元",
                "decimals as above",
            ),
            replaced("（一）因公出国（境）费支出0万元。", "0万元", "0.00万元", "decimals as above"),
            Difference(
                _ABROAD_GUANGXI.format(""),
                _ABROAD_GUANGXI.format(
                    "使用财政拨款安排梧州市农产品质量安全综合检测中心出国团组0个，参加其他单位组织的出国团组0个，全年"
                ),
                "not claimed: whose groups they were is no fact",
            ),
            replaced("公务用车购置支出0万元。", "0万元", "0.00万元", "decimals as above"),
        ),
    ),
    Case(
        "sichuan-2022-town",
        "sichuan/2023",
        tuple(
            replaced(_ITEM.format(names, amount), "（款）（项）", "（款）（原文缺）（项）", _NO_ITEM)
            for names, amount in (
                ("一般公共服务（类）政府办公厅（室）及相关机构事务", "441.72"),
                ("社会保障和就业（类）行政事业单位养老支出", "76.96"),
                ("卫生健康（类）行政事业单位医疗", "21.91"),
            )
        ),
    ),
    Case(
        "sichuan-2022-unit",
        "sichuan/2023",
        (
            Difference(
                "2022年度收、支总计均为4125.49万元。",
                "2022年度收、支总计各是4125.49，4143.91万元。",
                "both totals are one amount; the published ones leave out what was carried over",
            ),
            Difference(
                "与2021年度相比，收、支总计各减少1267.86万元，下降23.51%。",
                "与2021年相比，收、支总计各减少1267.86，2570.97万元，各下降23.51%、38.28%。",
                "as above: two totals where there is one; the text of 2023 says 年度",
            ),
        ),
    ),
    Case(
        "sichuan-2023-school",
        "sichuan/2023",
        (
            replaced(
                "与2022年度相比，收、支总计各减少46.54万元，下降4.6%。",
                "4.6%",
                "4.57%",
                "one decimal; the other three texts have two",
            ),
        ),
    ),
    Case("sichuan-2024-centre", "sichuan/2023"),
    Case("xinjiang-2023-centre", "xinjiang/2023"),
    Case("shanghai-2025-bureau", "shanghai/2025"),
    Case(
        "sichuan-2023-unit",
        "sichuan/2023",
        (
            Difference(
                _STAFF.format("住房公积金、", ""),
                _STAFF.format("", "住房公积金、"),
                "the whole template list, with 住房公积金 where it stood before it became 30113",
            ),
            Difference(
                "",
                "（注：数据来源于财决07表和财决08-1表，仅罗列本单位实际支出涉及的经济分类科目。）",
                "an instruction of the template, left over",
            ),
            Difference(
                "2023年“三公”经费财政拨款支出决算为3.46万元，完成预算100%，较上年增加2.4万元，增长226.42%。",
                "2022年“三公”经费财政拨款支出决算为3.46万元，完成预算100%，较上年增加2.4万元，增长0.24%。",
                "the wrong year; a rate that is not one: 2.4 against 1.06",
            ),
            Difference(
                "决算数与预算数持平。",
                "决算数小于预算数（或与预算数持平）的主要原因是公务用车年久失修。",
                "both wordings of the template left over; at 100% there is nothing to explain",
            ),
            Difference(
                "",
                "（注：上述“预算”口径为全年预算数，包括一般公共预算和政府性基金预算财政拨款支出决算情况。）",
                "a note of the template, left over",
            ),
            Difference(
                "2023年“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元，占0%；"
                "公务用车购置及运行维护费支出决算1.4万元，占40.46%；公务接待费支出决算0.28万元，占8.09%。",
                "2023年“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元，占0%；"
                "公务用车购置及运行维护费支出决算1.4万元，占0.02%；公务接待费支出决算0.28万元，占0.95%。",
                "wrong shares of 3.46, of which the parts are only 1.68",
            ),
            replaced(
                "1.因公出国（境）经费支出0万元，完成预算0%。",
                "完成预算0%",
                "预算数为0万元",
                "a budget of zero has no rate",
            ),
        ),
    ),
    Case(
        "yunnan-2020",
        "yunnan/2020",
        (
            replaced(
                f"寻甸回族彝族自治县教育体育局部门{_THREE.format(2020)}预算为22.96万元，支出决算为15.81万元，完成预算的68.68%。",
                "68.68%",
                "68.86%",
                "digits in the wrong order",
            ),
            Difference(
                _FALLS_YUNNAN.format("增加0万元，增长0%", "86.67%", "36.77%"),
                _FALLS_YUNNAN.format("减少0万元，下降0%", "86.69%", "36.78%"),
                "rates worked out from 元; where nothing moved the texts of 2022 and 2023 print 增加 and 增长",
            ),
        ),
    ),
    Case(
        "yunnan-2022",
        "yunnan/2022",
        tuple(
            Difference(
                re.sub(
                    r"([\d,]+(?:\.\d\d)?)元", lambda found: f"{Decimal(found[1].replace(',', '')):,.2f}元", sentence
                ),
                sentence,
                "whole amounts have no decimals; three of the four texts print two",
            )
            for sentence in _YUAN
        ),
    ),
    Case(
        "yunnan-2023",
        "yunnan/2023",
        (
            replaced(
                "其中：因公出国（境）费支出决算为0万元，完成预算的0.00%；公务用车购置及运行费支出决算为4.02万元，"
                "完成预算的89.33%；公务接待费支出决算为7.94万元，完成预算的39.7%。",
                "0.00%",
                "0%",
                "39.7% beside 0.00%; the other text drops the zeros",
            ),
            replaced(
                f"{_THREE.format(2023)}决算数比2022年减少0.41万元，下降3.34%。", "3.34", "3.31", "worked out from 元"
            ),
            Difference(
                _CHANGES_YUNNAN.format("0%", "5.48%"),
                _CHANGES_YUNNAN.format("0.00%", "5.44%"),
                "worked out from 元; zeros as above",
            ),
            replaced(f"{_THREE.format(2023)}决算减少主要原因是某原因。", "减少主要", "减少的主要", "的 is left out"),
            Difference(
                _SHARES_YUNNAN.format("0%", "33.61%", "66.39%"),
                _SHARES_YUNNAN.format("0.00%", "89.33%", "39.7%"),
                "wrong shares: copied from 完成预算",
            ),
            replaced(
                "公务用车运行维护支出0万元，开支一般公共预算财政拨款的公务用车保有量为7辆。",
                "0万元",
                "4.02万元",
                "wrong: 购置 is 0, both are 4.02",
            ),
        ),
    ),
    Case(
        "zhejiang-2021",
        "zhejiang/2021",
        (
            replaced(
                "2021年度收入总计519.07万元，支出总计519.07万元，与2020年度相比，增加32.19万元，增长6.76%。",
                "6.76%",
                "6.61%",
                "wrong rate: 32.19 against 486.88",
            ),
            Difference(
                "主要原因是：1、基本支出人员类经费标准提高；2、流浪乞讨人员增加，护送返乡人员增加，差旅费增加；"
                "财政拨款支出年初预算数472.9万元，完成年初预算的105.76%，主要原因是工作实际需要，年中省补资金下达。",
                "主要原 1、基本支出人员类经费标准提高；2、流浪乞讨人员增加，护送返乡人员增加，差旅费增加；"
                "财政拨款支出年初预算数472.9万元，完成年初预算的27.22%，主要原因是工作实际需要，年中省补资金下达。",
                "27.22 is the difference in 万元, printed as a rate; 因是： is lost",
            ),
        ),
    ),
)


def plain(text: str) -> str:
    """Text as the search that stored the passages left it: NFKC, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def told(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The sentences of a document without its headings, a number and the words behind it as one."""
    for block in blocks:
        if isinstance(block, Section):
            yield from told(block.blocks)
        elif isinstance(block, Paragraph):
            yield from (plain(sentence.text) for sentence in block.sentences())


def claimed(document: Document, first: str, last: str) -> list[str]:
    """What the draft says from one sentence to another, but for sentences with a gap."""
    sentences = list(told(document.sections))
    start = sentences.index(first)
    end = next(number for number, text in enumerate(sentences) if number >= start and text.startswith(last))
    between = sentences[start : end + 1]
    return [text for text in between if GAP not in text.replace(plain(GAP), GAP) or text is between[-1]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_draft_says_what_was_published(case: Case) -> None:
    """The figures of a passage give its sentences, all but those that are named with the reason."""
    document = narrator.draft(narrator.load(PASSAGES / f"{case.name}.yaml"))
    assert document.pack == case.pack
    source, *lines = (PASSAGES / f"{case.name}.txt").read_text(encoding="utf-8").splitlines()
    assert source.startswith("# ")
    differing = {plain(item.published): plain(item.drafted) for item in case.differences}
    assert all(published != drafted for published, drafted in differing.items())
    published = [plain(line.removesuffix(BROKEN_OFF)) for line in lines]
    assert sorted(text for text in published if text in differing) == sorted(differing)
    expected = [text for text in (differing.get(text, text) for text in published) if text]
    drafted = claimed(document, expected[0], expected[-1])
    if lines[-1].endswith(BROKEN_OFF):
        drafted[-1] = drafted[-1][: len(expected[-1])]
    assert drafted == expected


def test_every_passage_is_tried() -> None:
    """No passage lies unused."""
    assert sorted(path.stem for path in PASSAGES.glob("*.yaml")) == sorted(case.name for case in CASES)


# Packs are short ------------------------------------------------------------------------------------

_MOST_LINES = 165
_NO_WORDING = re.compile(r"\s*(#.*)?|\s*(\S+: \{)?source: [^{}]*\}?")  # blank, a comment, or only a source


WORDED_ANEW = {"national/2024", "shanghai/2024"}  # every section has its own words there
PROVINCES = [
    pack_id
    for pack_id, folder in zip(PACKS, FOLDERS, strict=True)
    if header(folder)["parent"] in ("national", "national/2024")
]


@pytest.mark.parametrize("pack_id", [pack_id for pack_id in PROVINCES if pack_id not in WORDED_ANEW])
def test_a_new_province_is_short(pack_id: str) -> None:
    """A province needs few lines of YAML, without examples, comments, blank lines, sources and layers of choices."""
    files = [path for path in files_of(home.root() / pack_id) if path.is_file()]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    counted = [line for line in lines if not _NO_WORDING.fullmatch(line)]
    assert 50 < len(counted) <= _MOST_LINES


# 新疆 of other years ---------------------------------------------------------------------------------

SECTIONS = {
    "xinjiang/2021": ["三公", "政府性基金", "国有资本", "其他重要事项", "预算绩效"],
    "xinjiang/2023": ["三公", "政府性基金", "国有资本", "其他重要事项", "预算绩效", "其他说明"],
}


@pytest.mark.parametrize("pack_id", SECTIONS)
def test_order_of_an_earlier_year(pack_id: str) -> None:
    """“三公” is the seventh section, before the funds; the sentences are marked as without evidence for the year."""
    pack = default().pack(pack_id)
    document = narrator.draft(narrator.load(PASSAGES.parent / "changji-2024"), pack_id)
    headings = [block.heading.text for block in document.sections[1].blocks if isinstance(block, Section)]
    wanted = [pack.phrases[f"标题.{name}"].variants[""].text for name in SECTIONS[pack_id]]
    assert [heading.split("、", 1)[1] for heading in headings[6:]] == wanted
    assert headings[6].startswith("七、")
    assert next(note.code for note in document.notes if note.code in ("N103", "N106")) == "N106"


def test_2021_is_headed_as_published() -> None:
    """The table of contents of 昌吉州财政局 2021, as published; its headings and its list of tables are proven."""
    document = narrator.draft(narrator.load(PASSAGES.parent / "changji-2024"), "xinjiang/2021")
    profile, text, glossary, tables = document.sections
    assert [part.heading.text for part in document.sections] == [
        "第一部分 部门单位概况",
        "第二部分 部门决算情况说明",
        "第三部分 专业名词解释",
        "第四部分 部门决算报表（见附表）",
    ]
    assert [block.heading.text for block in profile.blocks if isinstance(block, Section)] == [
        "一、主要职能",
        "二、机构设置及人员情况",
    ]
    sections = [block for block in text.blocks if isinstance(block, Section)]
    assert sections[6].heading.text == "七、一般公共预算财政拨款“三公”经费支出决算情况说明"
    assert [block.heading.text for block in sections[9].blocks if isinstance(block, Section)] == [
        "（一）机关运行经费支出情况",
        "（二）政府采购情况",
        "（三）国有资产占用情况说明",
    ]
    assert [line.text for line in tables.blocks if isinstance(line, Paragraph)][6:] == [
        "七、《一般公共预算财政拨款“三公”经费支出决算表》",
        "八、《政府性基金预算财政拨款收入支出决算表》",
        "九、《国有资本经营预算财政拨款收入支出决算表》",
    ]
    headings = [said for part in (profile, text, glossary, tables) for said in part.heading.said]
    headings += [said for block in sections for said in block.heading.said]
    assert {said.source.evidence for said in headings} == {"昌吉州财政局 2021"}


def test_shanghai_tells_the_running_costs_of_all_offices_in_one_sum(tmp_path: Path) -> None:
    """The official template has one amount for the department, whatever kinds of unit are in it."""
    costs = (
        "{行政单位机关运行经费: {上年: 5, 决算: 6.004}, 参照公务员法管理事业单位机关运行经费: {上年: 3, 决算: 2.964}}"
    )
    kinds = "单位性质: [行政单位, 参照公务员法管理事业单位]"
    head = UNKNOWN.replace("单位性质: 事业单位", kinds)
    (tmp_path / "unit.yaml").write_text(f"{head}机关运行经费及公用经费: {costs}\n", encoding="utf-8")
    lines = narrator.render(narrator.draft(narrator.load(tmp_path), "shanghai/2024")).split("\n")
    told = [line for line in lines if line.startswith("机关运行经费支出")]
    assert len(told) == 1
    assert told[0].startswith("机关运行经费支出8.97万元，比2030年度增加0.97万元，增长12.13%。主要原因是【待填")


UNKNOWN = """\
金额单位: 万元
单位: {单位名称: 青山县档案馆, 地区: 新疆, 年度: 2031, 主体: 单位, 单位性质: 事业单位}
"""


@pytest.mark.parametrize("pack_id", default().packs())
def test_a_unit_of_which_nothing_is_known_is_drafted(pack_id: str, tmp_path: Path) -> None:
    """Whatever a pack words, where no figure is given its gaps say so."""
    (tmp_path / "unit.yaml").write_text(UNKNOWN, encoding="utf-8")
    document = narrator.draft(narrator.load(tmp_path), pack_id)
    assert len(list(document.gaps())) > 5
    figures = {span.value for _, line in document.lines() for span in line.spans if isinstance(span.value, Figure)}
    assert {figure.unit for figure in figures} <= {"年", ""}


def test_the_shelf_is_clean() -> None:
    """Lint finds nothing in any pack, nor a phrase that no pack says."""
    assert lint_all(default()) == []


# How many texts show a piece ------------------------------------------------------------------------


def test_what_few_texts_show_is_told_in_one_note() -> None:
    """Pieces with fewer than three texts are sketches; those with three or more are not told."""
    notes = narrator.draft(narrator.load(PASSAGES / "chongqing-2024.yaml"), "chongqing/2023").notes
    assert [note.evidence for note in notes if note.code == "N105"] == [
        "短语库 chongqing/2023 的这些部分只是草样，公开文本不到 3 篇：财政拨款（2 篇）、三公（1 篇）。"
    ]


def test_counts_are_not_inherited(tmp_path: Path) -> None:
    """A child says itself what the texts of its own year show."""
    (tmp_path / "pack.yaml").write_text("parent: chongqing/2023\nevidence: 无\nyear: 2025\n", encoding="utf-8")
    assert default().pack(str(tmp_path)).texts == {}


def test_a_count_is_of_a_known_piece_and_at_least_one(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "parent: national/2024\nyear: 2025\ntexts: {总体: 3, 收人: 2, 支出: 0, 三公: 约十篇, 财政拨款: }\n",
        encoding="utf-8",
    )
    told = [str(finding).split("：", 1)[1] for finding in lint(str(tmp_path))]
    assert told[0].startswith("P101 〔texts/收人〕这里不能写「收人」。 可用：收入、支出、")
    assert told[1:] == [
        f"P103 〔texts/{name}〕{name} 的篇数不能是「{given}」。 请写有几个单位的公开文本为证，从 1 起的整数。"
        for name, given in (("支出", "0"), ("三公", "约十篇"), ("财政拨款", ""))
    ]
