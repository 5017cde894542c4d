"""Lint: mistakes planted in a copy of the phrasebook, each told on its line and column, all at once."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers import packs
from helpers.running import narrate
from narrator.authoring.lint import lint, lint_all
from narrator.phrases.phrasebook import default

MARK = "◆"  # stands in a planted text where the message must point


class Planted(NamedTuple):
    """A mistake: in which file, what is replaced by what (pointing at the place to be told), the message."""

    file: str
    old: str
    new: str
    message: str


# In the layer of a region.
INHERITED = [
    Planted(
        "xinjiang/phrases/totals.yaml",
        "结余分配{{ 结余分配 | 万元 }}",
        "结余分配◆{{ 结余分派 | 万元 }}",
        "P111 〔new/总体.支出/say〕这个事实没有槽位「结余分派」。 是不是「结余分配」？",
    ),
    Planted(
        "national/phrases/totals.yaml",
        "本年收入{{ 本年收入合计 | 万元 }}，其中",
        "本年收入◆{{ 本年收入合计 | 亿元 }}，其中",
        "P112 〔phrases/收入.合计/say〕没有格式「亿元」。 可用的格式：万元、金额、表内金额。",
    ),
    Planted(
        "national/phrases/totals.yaml",
        "本年支出{{ 本年支出合计 | 万元 }}，其中",
        "本年支出◆{{ 本年支出合计 | 百分比 }}，其中",
        "P113 〔phrases/支出.合计/say〕槽位「本年支出合计」是金额，格式「百分比」印的却是百分率。 可用的格式：万元、金额、表内金额。",
    ),
    Planted(
        "xinjiang/phrases/general.yaml",
        "  一般公共.类:\n    over: 一般公共预算支出结构",
        "  ◆一般公共.类:\n    over: 一般公共预算支出机构",
        "P107 〔new/一般公共.类〕短语「一般公共.类」的 over 写的「一般公共预算支出机构」不在事实目录里。 是不是「一般公共预算支出结构」？",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "      上年为零:\n        text: 与上年相比",
        "      从无到有:\n        text: ◆与上年相比",
        "P115 〔new/增减.与上年相比/say/从无到有/text〕没有条件「从无到有」。 可用：新设、有负数、两年均为零、上年为零、本年为零、持平、增加、减少。",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "  差异.年初预算:\n",
        "  ◆差异.年初预算:\n",
        'P116 〔new/差异.年初预算〕短语「差异.年初预算」没有写这些情况怎么说：有负数（预算数或决算数小于 0）。 请逐个写用语，说法相同的写在一起；什么都不说就写 ""。',
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "      预算为零, 有负数:\n        text: 年初",
        "      预算为零:\n        text: 年初",
        "",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "        text: ，无上年决算可比",
        "        text: ，增长◆{{ 增减率 | 百分比 }}，无上年决算可比",
        "P114 〔new/增减.比上年决算/say/新设/text〕条件「新设」（本年新设，没有上年）时没有「增减率」可印。 请从这一句里去掉它。",
    ),
    Planted(
        "xinjiang/phrases/unit.yaml",
        '  机构.单位: "{{ 单位名称 | 文字 }}"',
        '  机构.单位: "◆{{ 单位名称.lower() | 文字 }}"',
        "P108 〔new/机构.单位〕短语「机构.单位」：槽位只能写成「{{ 名称 | 格式 }}」：一个名称、一个格式。",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "  三公.具体情况: 具体情况如下：",
        '  三公.具体情况: "◆{% if 1 %}具体情况如下：{% endif %}"',
        "P108 〔new/三公.具体情况〕短语「三公.具体情况」：短语里不能有标签、注释或 raw：选择写在条件里，顺序写在大纲里。",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "  三公.接待费: 公务接待费",
        '  三公.接待费: "◆{# 说明 #}公务接待费"',
        "P108 〔new/三公.接待费〕短语「三公.接待费」：短语里不能有标签、注释或 raw：选择写在条件里，顺序写在大纲里。",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "团组{{ 团组数 | 个 }}，",
        "团组◆{{ 团组数 | 个 | 人 }}，",
        "P108 〔new/三公.出国情况/say〕短语「三公.出国情况」：槽位只能写成「{{ 名称 | 格式 }}」：一个名称、一个格式。",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        '    say: "{{ 主体 | 主体 }}全年安排的国内公务接待{{ 批次 | 批次 }}，{{',
        '    say: ◆"{{ 主体 | 主体 }}全年安排的国内公务接待{{ 批次 | 批次 }}{{',
        "P117 〔new/三公.国内接待/say〕槽位「批次」和「人次」紧挨着，印出来分不清哪里是哪一个。 请在两个之间加字或标点。",
    ),
    Planted(
        "xinjiang/phrases/matters.yaml",
        "  其他说明.无: 本",
        "  ◆基金.主语: 收入支出情况\n  其他说明.无: 本",
        "P110 〔new/基金.主语〕短语「基金.主语」在 xinjiang/phrases/general.yaml:@基金.主语:@ 已经写过。 请删去一处，或另起名称；按年度不同的，用 since、until 分开。",
    ),
    Planted(
        "national/phrases/matters.yaml",
        "  资产.设备:\n    over: 国有资产\n    say:",
        "  ◆资产.设备:\n    over: 国有资产\n    says:",
        "P105 〔phrases/资产.设备〕短语「资产.设备」没有写用语。 请写 say: 和这一句；分条件的，在 say 下面逐个写。",
    ),
    Planted(
        "xinjiang/phrases/unit.examples.yaml",
        "- conditions: [减少]\n  values: {本年人数: 9, 增减人数: 3}\n  text: 在职人员9人，减少3人",
        "- ◆conditions: [减少]\n  values: {本年人数: 9, 增减人数: 3}\n  text: 在职人员9人，减少4人",
        "P131 〔人员.在职/1〕短语「人员.在职」由例句的值写出的是「在职人员9人，减少3人」，不是「在职人员9人，减少4人」。 请核对用语和例句。",
    ),
    Planted(
        "xinjiang/phrases/unit.examples.yaml",
        "- values: {单位名称: 青山县档案馆, 年度: 2031, 实有人数: 18}",
        "- ◆values: {单位名称: 青山县档案馆, 年度: 2031, 实有人数: 十八}",
        "P133 〔人员.实有人数/1〕例句里的「十八」不是数字。 请写半角数字，不带单位和千位分隔符。",
    ),
    Planted(
        "xinjiang/outline.yaml",
        "    - paragraph: {say: 总体.收入, of: 收入总计}",
        "    - paragraph: ◆{say: 总体.收入, of: 支出总计}",
        "P124 〔new/总体/1/body/1/paragraph〕短语「总体.收入」要说「收入总计」，这里说的是「支出总计」。 请换短语或事实。",
    ),
]

# In a child of it: its files, and what is told at each mark, in order. Files and marks stand in the same order.
CHILD = {
    "pack.yaml": """\
parent: xinjiang/2024
region: 某省
decimals: {amount: ◆两位, ◆rates: 约数}
since: ◆二零二四
charts: ◆要
formats:
  ◆半成: {type: percent, pattern: "0.0"}
""",
    "phrases/own.yaml": """\
phrases:
  ◆增减.比上年度:
    say: 某句
    source: 某文件 2024
  ◆总体.主语: 收支总体
  ◆三公.其中:
    say: 其中
    source: 某文件 2024
    since: 2026
    until: 2025
  增减.比上年:
    source: 某文件 2024
    say:
      upp: ◆，较上年多{{ 增减额 | 万元 }}
new:
  ◆财政拨款.主语:
    say: 财政拨款总体
    source: 某文件 2024
  某节.差异:
    over: Deviation
    source: 某文件 2024
    say: ◆差异{{ 差异额 | 万元 }}
""",
    "phrases/own.examples.yaml": """\
◆增减.与上年比:
- values: {差异额: 1.00}
  text: 差异1.00万元
某节.差异:
- ◆values: {差异率: 1.00}
  text: 差异1.00万元
""",
    "outline.yaml": """\
blocks:
  ◆三公经费:
  ◆- paragraph: 三公.其他
  其他说明:
  - ◆use: 总体情况
  - paragraph: ◆某节.没写
  - paragraph: ◆{say: 某节.差异, of: 收入支出总体增减}
new:
  ◆总体:
  - paragraph: {say: 总体.收入, of: ◆收入合计}
""",
    "accounts.yaml": """\
◆codes:
  2010450: 事业运行
  20805: [行政事业单位养老支出, 行政事业单位离退休]
  ◆201045: 事业运行
  ◆2010499:
  ◆2010401: [行政运行, ""]
◆code: 无
""",
}
TOLD = [
    "P103 〔decimals/amount〕amount 的小数位数不能是「两位」。 请写 0 到 6 的整数。",
    "P103 〔decimals/rates〕rates 不能是「约数」。 printed 按印出的金额算，exact 按没有舍入的金额算。",
    "P103 〔since〕「二零二四」不是四位年份。 请写四位数字，如 2024，后面不加「年」。",
    "P103 〔charts〕charts 不能是「要」。 请写 yes 或 no。",
    "P104 〔formats/半成〕格式「半成」只印 1 位小数，数却先算到 2 位（decimals），会舍入两次。 请把格式改成 2 位小数，或改 decimals。",
    "P153 〔phrases/增减.比上年度〕上级短语库里没有短语「增减.比上年度」，改不了。 是不是「增减.比上年」？确是新增的，请移到 new 下。",
    "P118 〔phrases/总体.主语〕短语「总体.主语」没有写依据。 请写 source（依据哪份文件），没有的写 evidence: 无。",
    "P155 〔phrases/三公.其中〕短语「三公.其中」从 2026 年起用，却只用到 2025 年。 since 不能晚于 until，请核对这两个年份。",
    "P115 〔phrases/增减.比上年/say/upp〕没有条件「upp」。 是不是「增加」？",
    "P154 〔new/财政拨款.主语〕短语「财政拨款.主语」在 xinjiang/phrases/totals.yaml:@财政拨款.主语:@ 已经有了，不是新增的。 要改写它，请移到 phrases 下；是另一句话，请另起名称。",
    "P156 〔new/某节.差异/say〕短语「某节.差异」不分条件就印出「差异额」，零、持平、负数时会说错。 请在 say 下面逐个条件写用语。",
    "P133 〔增减.与上年比〕没有短语「增减.与上年比」，却有它的例句。 是不是「增减.比上年度」？",
    "P133 〔某节.差异/1〕短语「某节.差异」的例句给的值不对。 values 里应正好有：差异额。",
    "P153 〔blocks/三公经费〕上级大纲里没有「三公经费」这一段，改不了。 是不是「三公」？确是新增的，请移到 new 下。",
    "P158 〔blocks/三公经费〕大纲用不到「三公经费」这一段，它印不出来。 请在 parts 里写 use，或删去。",
    "P158 〔blocks/其他说明/1〕没有「总体情况」这一段。 是不是「总体」？",
    "P125 〔blocks/其他说明/2/paragraph〕没有短语「某节.没写」。 是不是「某节.差异」？",
    "P124 〔blocks/其他说明/3/paragraph〕短语「某节.差异」要说「差异」，这里说的是「收入支出总体增减」。 请换短语或事实。",
    "P154 〔new/总体〕上级大纲里已经有「总体」这一段，不是新增的。 要改写它，请移到 blocks 下；是另一段，请另起名称。",
    "P126 〔new/总体/1/paragraph/of〕事实目录里没有「收入合计」。 是不是「收入总计」？",
    "P160 科目名称没有写出处（source）。 请写这些名称印在哪个公开的文件上。",
    "P161 〔codes/201045〕「201045」不是科目编码。 应是 3、5 或 7 位数字（类、款、项）。",
    "P161 〔codes/2010499〕科目 2010499 没有名称。 请写名称；有旧名的写 [名称, 旧名]。",
    "P161 〔codes/2010401〕科目 2010401 没有名称。 请写名称；有旧名的写 [名称, 旧名]。",
    "P101 〔code〕这里不能写「code」。 是不是「codes」？",
]

# What follows from them: what a mistake hides is not there. File, words at the place, message.
CONSEQUENCES = [
    (
        "xinjiang/phrases/common.examples.yaml",
        "差异.年初预算:",
        "P133 〔差异.年初预算〕短语「差异.年初预算」的例句写法不对，或没有条件 预算为零、有负数 的用语。"
        " 一条例句的键：conditions、values、text、ambiguous、accepted。",
    ),
    (
        "xinjiang/phrases/common.yaml",
        "年初预算数{{ 预算数 | 万元 }}，决算数{{ 决算数 | 万元 }}，预决算差额",
        "P134 〔new/差异.年初预算/say/预算为零/text〕短语「差异.年初预算」（预算为零）没有例句。"
        " 请在 common.examples.yaml 里补一条，或用 narrator phrases examples --fill 先拟好。",
    ),
    ("national/phrases/matters.yaml", "says:", "P101 〔phrases/资产.设备/says〕这里不能写「says」。 是不是「say」？"),
    (
        "某省/2024/phrases/own.yaml",
        "增减.比上年度:",
        "P130 〔phrases/增减.比上年度〕大纲用不到短语「增减.比上年度」，它印不出来。 请在 outline.yaml 里用它，或删去。",
    ),
    (
        "某省/2024/phrases/own.yaml",
        "总体.主语:",
        "P130 〔phrases/总体.主语〕大纲用不到短语「总体.主语」，它印不出来。 请在 outline.yaml 里用它，或删去。",
    ),
    (
        "某省/2024/outline.yaml",
        "三公.其他",
        "P125 〔blocks/三公经费/1/paragraph〕没有短语「三公.其他」。 是不是「三公.其中」？",
    ),
    (
        "某省/2024/outline.yaml",
        "{say: 总体.收入",
        "P124 〔new/总体/1/paragraph〕短语「总体.收入」要说「收入总计」，这里说的是「收入合计」。 请换短语或事实。",
    ),
    *(
        (
            "某省/2024/pack.yaml",
            "",
            f"P157 没有写「{case}」时怎么说。 请在说增减的短语里，写条件「{condition}」的用语。",
        )
        for case, condition in (
            ("没有上年（本年新设）", "新设"),
            ("上年是零", "上年为零"),
            ("两年都是零", "两年均为零"),
            ("没有增减", "持平"),
            ("有负数", "有负数"),
        )
    ),
]


def place(text: str, offset: int) -> str:
    """Line and column of a place in a text, as if there were no marks in it."""
    before = text[:offset].replace(MARK, "")
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


class Book(NamedTuple):
    """A phrasebook with mistakes: its folder, the child, and every line that lint must print."""

    folder: Path
    child: Path
    expected: list[str]

    def told(self, file: str, at: str, message: str) -> None:
        """Expect this message there; a place that it names by its words (@…@) is looked up."""
        start, _, rest = message.partition(":@")
        if rest:
            words, _, end = rest.partition("@")
            named = self.folder / start.split()[-1]
            text = named.read_text(encoding="utf-8")
            message = f"{start.removesuffix(start.split()[-1])}{named}:{place(text, text.index(words))}{end}"
        self.expected.append(f"{self.folder / file}{at}：{message}")


@pytest.fixture
def planted(tmp_path: Path) -> Book:
    """A child in a copy of the phrasebook, with all the mistakes."""
    folder = packs.copied(tmp_path, "")
    book = Book(folder, folder / "某省" / "2024", [])
    (book.child / "phrases").mkdir(parents=True)
    texts = {mistake.file: (folder / mistake.file).read_text(encoding="utf-8") for mistake in INHERITED}
    for mistake in INHERITED:
        assert texts[mistake.file].count(mistake.old) == 1, mistake
        texts[mistake.file] = texts[mistake.file].replace(mistake.old, mistake.new)
    texts |= {f"某省/2024/{name}": text for name, text in CHILD.items()}
    for file, text in texts.items():
        (folder / file).write_text(text.replace(MARK, ""), encoding="utf-8")
    for mistake in INHERITED:
        if mistake.message:
            text = texts[mistake.file]
            offset = text.index(mistake.new) + mistake.new.index(MARK)
            book.told(mistake.file, f":{place(text, offset)}", mistake.message)
    marks = [
        (f"某省/2024/{name}", f":{place(text, offset)}")
        for name, text in CHILD.items()
        for offset, character in enumerate(text)
        if character == MARK
    ]
    for (file, at), message in zip(marks, TOLD, strict=True):
        book.told(file, at, message)
    for file, words, message in CONSEQUENCES:
        text = (folder / file).read_text(encoding="utf-8")
        book.told(file, f":{place(text, text.index(words))}" if words else "", message)
    return book


def test_the_shipped_packs_are_clean() -> None:
    """No finding on any pack of the phrasebook, and no phrase that none of them says."""
    assert lint_all(default()) == []


def test_each_mistake_is_told_at_its_place(planted: Book) -> None:
    """Far more than twenty, of some thirty kinds: file, line, column and words; nothing else is told."""
    assert sorted(map(str, lint(str(planted.child)))) == sorted(planted.expected)
    assert len(INHERITED) + len(TOLD) >= 20
    assert len({line.split("：")[1].split()[0] for line in planted.expected}) >= 20


def test_lint_on_the_command_line(planted: Book) -> None:
    """Findings on stdout, their number on stderr, exit 1; a clean pack ends with 0; no such pack with 2."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return narrate(Path(), "phrases", "lint", *arguments)

    found = run(str(planted.child))
    assert found.returncode == 1
    assert sorted(found.stdout.splitlines()) == sorted(planted.expected)
    assert found.stderr == f"共 {len(planted.expected)} 处问题。\n"
    clean = run()
    assert "  12月31日　national/pack.yaml:16:3\n" in clean.stderr
    assert (clean.returncode, clean.stdout, clean.stderr.splitlines()[-1]) == (0, "", "没有问题。")
    assert run("nowhere/2024").returncode == 2
