"""Explanation: from a printed sentence to its home, and from an input to all its sentences."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import narrator
from helpers.running import narrate
from narrator.document.explain import Explanation, judged, sentences, values
from narrator.document.tree import Document
from narrator.figures.values import Figure, Formula
from narrator.phrases.phrase import Said

ROOT = Path(__file__).resolve().parents[2]
UNIT = "fixtures/changji-2024"


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(ROOT / UNIT))


def explain(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``narrator explain`` on the fixture."""
    return narrate(ROOT, "explain", UNIT, *arguments)


def test_every_sentence_is_explained(document: Document) -> None:
    """The explained sentences are the whole document, and each chosen wording names the condition that held."""
    explained = list(sentences(document))
    assert "".join(item.sentence.text for item in explained) == "".join(line.text for _, line in document.lines())
    chosen = [said for item in explained for said in item.sentence.said if judged(said)]
    assert len(chosen) > 60
    for said in chosen:
        assert [item.name for item in judged(said) if item.held] == [said.condition]
        assert said.condition in said.source.conditions


def _clause(document: Document, text: str, phrase: str) -> Said:
    (item,) = [item for item in sentences(document) if text in item.sentence.text]
    return next(said for said in item.sentence.said if said.source.phrase == phrase)


def test_why_the_others_did_not_hold(document: Document) -> None:
    """Conditions before the one that held are refused in order; those after it were not reached."""
    said = _clause(document, "公务接待费支出0.00万元", "增减.比上年")
    assert [(item.name, item.held) for item in judged(said)] == [
        ("no_last", False),
        ("negative", False),
        ("none", False),
        ("from_zero", False),
        ("to_zero", True),
        ("flat", None),
        ("up", None),
        ("down", None),
    ]
    assert judged(said)[3].condition == ("上年为零", "上年数是 0，本年数不是")
    rate = values(said)["增减率"]
    assert isinstance(rate, Figure)
    assert isinstance(rate.origin, Formula)
    assert rate.origin.with_numbers() == "|0.00 − 0.42| ÷ 0.42 × 100"


@pytest.mark.parametrize(
    ("section", "count", "first"),
    [
        ("五（三）", 8, "1.一般公共服务支出(类)"),
        ("三", 1, "本年支出238.10万元"),
        ("六、", 2, "2024年度一般公共预算财政拨款基本支出"),
        ("第四部分", 9, "一、《收入支出决算总表》"),
        ("十(二)", 2, "2024年度政府采购支出总额"),
        ("国有资产占用情况说明", 3, "截至2024年12月31日"),
    ],
    ids=range(6),
)
def test_a_section_by_its_number_or_name(document: Document, section: str, count: int, first: str) -> None:
    """Sections are asked for as people write them."""
    found = [item for item in sentences(document, section) if "第一部分" not in "".join(item.headings)]
    assert len(found) == count
    assert found[0].sentence.text.startswith(first)


def _starts(explained: list[Explanation]) -> list[str]:
    return [item.sentence.text[:12] for item in explained]


def test_the_road_from_an_input_to_its_sentences(document: Document) -> None:
    """Every sentence that a figure reaches, also through a derived one; a key's beginning stands for all below."""
    key = "财政拨款“三公”经费支出决算表/合计"
    assert _starts(list(sentences(document, key=f"{key}/上年"))) == ["2024年度财政拨款“三"]
    assert _starts(list(sentences(document, key=f"{key}/全年预算"))) == ["与全年预算相比，财政拨款"]
    reached = _starts(list(sentences(document, key=f"{key}/决算")))
    assert reached == [
        "2024年度财政拨款“三",
        "其中：因公出国（境）费支",
        "公务用车购置及运行维护费",
        "公务接待费支出0.00万",
        "与全年预算相比，财政拨款",
    ]
    assert len(list(sentences(document, key=key))) == 5
    assert len(list(sentences(document, key="国有资产·车辆·数量"))) == 2
    assert list(sentences(document, key="国有资产/车辆/数")) == []


def test_the_explanation_as_a_person_reads_it() -> None:
    """One command from a printed sentence to its line in the phrasebook and its lines in the unit file."""
    result = explain("--text", "收入支出总体与上年相比")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "第二部分 部门决算情况说明 › 一、收入支出决算总体情况说明"
    assert lines[2].startswith("「收入支出总体与上年相比，增加91.53万元，增长25.42%，")
    said = "\n".join(lines[3:])
    assert "增减.与上年相比    xinjiang/phrases/common.yaml:" in said
    assert "事实 收入支出总体增减，条件 增加（本年数大于上年数）" in said
    assert "在它之后、不再判断：减少" in said
    assert "增减率  25.42%  = |本年数 − 上年数| ÷ 上年数 × 100 = |451.67 − 360.14| ÷ 360.14 × 100" in said
    source = (ROOT / UNIT / "unit.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(source, 1) if "总计: {上年: 360.14" in text)
    assert f"上年数  360.14万元  ← {UNIT}/unit.yaml:{line}:14 〔收入支出决算总表/收入/总计/上年〕" in said.replace(
        "\\", "/"
    )


def test_the_explanation_as_json() -> None:
    """The same as data."""
    result = explain("--section", "二", "--from", "收入决算表/其他收入", "--json")
    (item,) = json.loads(result.stdout)
    assert item["headings"][-1] == "二、收入决算情况说明"
    share = item["phrases"][-2]
    assert (share["phrase"], share["fact"], share["condition"]) == ("构成.占比", "收入构成", "some")
    assert share["conditions"][1] == {"condition": "zero_total", "meaning": "总额是 0", "held": False}
    assert share["values"]["占比"]["origin"]["with_numbers"] == "100.66 ÷ 307.71 × 100"


@pytest.mark.parametrize(
    "arguments", [("--section", "二十"), ("--from", "收入决算表/别的收入"), ("--text", "没有这样的话")], ids=range(3)
)
def test_nothing_found_is_told(arguments: tuple[str, str]) -> None:
    """Exit 2 with what was asked for."""
    result = explain(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("X101 没有合乎要求的句子：")
    assert arguments[1] in result.stderr
