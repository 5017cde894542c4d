"""Lint: twenty planted mistakes in a copy of a real pack, twenty messages at their places, all at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import packs
import pytest

from narrator.document.lint import lint, lint_shelf


class Planted(NamedTuple):
    """A mistake: in which file, what is replaced by what, where it is told (by its words), the message."""

    file: str
    old: str
    new: str
    at: str
    message: str


MISTAKES = [
    Planted(
        "xinjiang/phrases/totals.yaml",
        "结余分配{{ 结余分配 | 万元 }}",
        "结余分配{{ 结余分派 | 万元 }}",
        "年度支出总计",
        "P111 没有槽位「结余分派」。",
    ),
    Planted(
        "national/phrases/totals.yaml",
        "本年收入{{ 本年收入合计 | 万元 }}，其中",
        "本年收入{{ 本年收入合计 | 亿元 }}，其中",
        "本年收入{{",
        "P112 没有格式「亿元」。",
    ),
    Planted(
        "national/phrases/totals.yaml",
        "本年支出{{ 本年支出合计 | 万元 }}，其中",
        "本年支出{{ 本年支出合计 | 百分比 }}，其中",
        "本年支出{{",
        "P113 槽位「本年支出合计」是 amount，格式「百分比」却是 percent。 请换格式。",
    ),
    Planted(
        "xinjiang/phrases/general.yaml",
        "    over: 一般公共预算支出结构",
        "    over: 一般公共预算支出机构",
        "一般公共.类:",
        "P107 短语「一般公共.类」的 over「一般公共预算支出机构」不在事实目录里。",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "      from_zero:\n        text: 与上年相比",
        "      from_nothing:\n        text: 与上年相比",
        "from_nothing|text: 与上年相比，增加",
        "P115 没有条件「from_nothing」。",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "      zero_budget, negative:\n        text: 年初",
        "      zero_budget:\n        text: 年初",
        "差异.年初预算:",
        "P116 短语「差异.年初预算」缺少 negative 的用语。 每个条件都要有。",
    ),
    Planted(
        "xinjiang/phrases/common.yaml",
        "        text: ，无上年决算可比",
        "        text: ，增长{{ 增减率 | 百分比 }}，无上年决算可比",
        "，增长{{ 增减率",
        "P114 条件 no_last 下没有「增减率」。 请改写这一句。",
    ),
    Planted(
        "xinjiang/phrases/unit.yaml",
        '  机构.单位: "{{ 单位名称 | 文字 }}"',
        '  机构.单位: "{{ 单位名称.lower() | 文字 }}"',
        "{{ 单位名称.lower",
        "P108 短语「机构.单位」：槽位只能写成「{{ 名称 | 格式 }}」：一个名称、一个格式。",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "  三公.具体情况: 具体情况如下：",
        '  三公.具体情况: "{% if 1 %}具体情况如下：{% endif %}"',
        "{% if",
        "P108 短语「三公.具体情况」：短语里不能有标签、注释或 raw",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "  三公.接待费: 公务接待费",
        '  三公.接待费: "{# 说明 #}公务接待费"',
        "{# 说明",
        "P108 短语「三公.接待费」：短语里不能有标签、注释或 raw",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "{{ 团组数 | 个 }}，",
        "{{ 团组数 | 个 | 人 }}，",
        "全年安排的因公出国",
        "P108 短语「三公.出国情况」：槽位只能写成",
    ),
    Planted(
        "xinjiang/phrases/three.yaml",
        "国内公务接待{{ 批次 | 批次 }}，{{",
        "国内公务接待{{ 批次 | 批次 }}{{",
        "全年安排的国内公务接待",
        "P117 槽位「批次」和「人次」紧挨着，读回时分不开。",
    ),
    Planted(
        "xinjiang/phrases/matters.yaml",
        "  其他说明.无: 本",
        "  基金.主语: 收入支出情况\n  其他说明.无: 本",
        "基金.主语:",
        "P110 短语「基金.主语」已在 ",
    ),
    Planted(
        "national/phrases/matters.yaml",
        "  资产.设备:\n    over: 国有资产\n    say:",
        "  资产.设备:\n    over: 国有资产\n    says:",
        "资产.设备:",
        "P105 短语「资产.设备」没有 say。",
    ),
    Planted(
        "national/phrases/statements.yaml",
        "source: 上海市2024年度部门决算模板\n",
        "",
        "报表.收入决算表:",
        "P118 短语「报表.收入决算表」没有写依据。",
    ),
    Planted(
        "xinjiang/2024/phrases/own.yaml",
        "new:",
        "new:\n  标题.从不用: 从不用",
        "标题.从不用:",
        "P130 大纲用不到短语「标题.从不用」。 请在大纲里用它，或删去。",
    ),
    Planted(
        "xinjiang/phrases/unit.examples.yaml",
        "text: 在职人员9人，减少3人",
        "text: 在职人员9人，减少4人",
        "conditions: [down]",
        "P131 短语「人员.在职」由例句的值写出的是「在职人员9人，减少3人」，不是「在职人员9人，减少4人」。",
    ),
    Planted(
        "xinjiang/phrases/unit.examples.yaml",
        "实有人数: 18}",
        "实有人数: 十八}",
        "values: {单位名称: 青山县档案馆, 年度: 2031, 实有人数",
        "P133 例句里的「十八」不是数字。",
    ),
    Planted(
        "national/pack.yaml",
        '  万元: {type: amount, pattern: "0.00"',
        '  万元: {type: amount, pattern: "0.0"',
        "",
        "P104 格式「万元」只有 1 位小数，而 decimals 是 2 位，会舍入两次。",
    ),
    Planted(
        "xinjiang/outline.yaml",
        "    - paragraph: {say: 总体.收入, of: 收入总计}",
        "    - paragraph: {say: 总体.收入, of: 支出总计}",
        "{say: 总体.收入",
        "P124 短语「总体.收入」要说「收入总计」，这里说的是「支出总计」。 请换短语或事实。",
    ),
]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the pack with all the mistakes."""
    folder = packs.copied(tmp_path)
    (folder / "phrases").mkdir(exist_ok=True)
    (folder / "phrases" / "own.yaml").write_text("source: 某文件\nnew:\n", encoding="utf-8")
    for mistake in MISTAKES:
        packs.edit(tmp_path / "phrasebook" / mistake.file, mistake.old, mistake.new)
    return folder


def test_the_shipped_packs_are_clean() -> None:
    """No finding on any pack of the phrasebook, and no phrase that none of them says."""
    assert lint_shelf() == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=range(len(MISTAKES)))
def test_each_mistake_is_told_at_its_place(mistake: Planted, planted: Path) -> None:
    """Every planted mistake has its own message, on its own line, beside all the others."""
    told = [
        finding
        for finding in lint(str(planted))
        if f"{finding.code} {finding.evidence} {finding.advice}".startswith(mistake.message)
    ]
    assert len(told) == 1, [str(finding) for finding in lint(str(planted))]
    place = told[0].place
    assert place is not None
    assert place.file.endswith(mistake.file)
    if mistake.at:
        line = (planted.parents[1] / mistake.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
        assert re.search("|".join(map(re.escape, mistake.at.split("|"))), line), line


def test_twenty_mistakes_at_once_and_little_else(planted: Path) -> None:
    """One run tells them all; what follows from them (examples of a changed phrase) is told as well, no more."""
    findings = lint(str(planted))
    assert len(MISTAKES) == 20
    consequences = [
        finding
        for finding in findings
        if not any(f"{finding.code} {finding.evidence} {finding.advice}".startswith(item.message) for item in MISTAKES)
    ]
    assert {finding.code for finding in consequences} <= {"P101", "P116", "P118", "P131", "P132", "P133", "P134"}, [
        str(finding) for finding in consequences
    ]


def test_lint_on_the_command_line(planted: Path) -> None:
    """Findings on stdout, their number on stderr, exit 1; a clean pack ends with 0; no such pack with 2."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "narrator", "phrases", "lint", *arguments]
        return subprocess.run(command, env=dict(os.environ), capture_output=True, encoding="utf-8", check=False)

    found = run(str(planted))
    assert found.returncode == 1
    assert len(found.stdout.splitlines()) == len(lint(str(planted))) >= 20
    assert found.stderr == f"共 {len(lint(str(planted)))} 处问题。\n"
    clean = run()
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "没有问题。\n")
    assert run("nowhere/2024").returncode == 2
