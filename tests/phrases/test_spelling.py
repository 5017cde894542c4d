"""Kinds and conditions in Chinese or by their English names; readers meet the Chinese, machines the English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import narrator
from helpers import packs
from narrator.authoring.lint import lint
from narrator.document import explain
from narrator.figures.findings import Finding
from narrator.files import marked
from narrator.files.marked import Node
from narrator.phrases import entries, home, spelling
from narrator.phrases.declared_formats import build
from narrator.phrases.formats import Format
from narrator.phrases.phrase import Phrase
from narrator.phrases.settings import NO_RULES
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.kinds import KINDS, Kind
from narrator.writers import explanation

FIXTURE = Path(__file__).parents[2] / "fixtures" / "changji-2024"
WORDED = [kind for kind in KINDS.values() if kind.conditions]
FORMATS: dict[str, Format] = {"文字": build("文字", {"type": "text"})}


def compiled(text: str, below: str = "") -> tuple[dict[str, Phrase], list[Finding]]:
    """The phrases of a phrase file over those of another, and what is wrong with them."""
    findings: list[Finding] = []
    raws: dict[str, entries.Raw] = {}
    for layer, known in ((below, None), (text, raws if below else None)):
        for raw in list(entries.read(marked.parse(layer, "words.yaml"), findings)) if layer else ():
            raws[raw.id] = entries.laid_over(raws.get(raw.id), raw, known, findings)
    made = {name: entries.compile_entry(raw, FORMATS, NO_RULES, findings) for name, raw in raws.items()}
    return {name: phrase for name, phrase in made.items() if phrase}, findings


def wordings(phrase: Phrase) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The text for each condition, and the conditions that share it."""
    return {name: (variant.text, variant.source.conditions) for name, variant in phrase.variants.items()}


# The names themselves -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_term_is_one_condition_and_no_name(kind: Kind) -> None:
    """Within a kind; it holds nothing that parts conditions, and no English name is a term."""
    terms = [case.term for case in kind.conditions.values()]
    assert len({*terms, *kind.conditions}) == 2 * len(terms)
    assert [term for term in (*terms, kind.term) if not re.fullmatch(r"[\u4e00-\u9fff]+", term)] == []
    assert spelling.WITHOUT not in terms
    assert spelling.ANY_TERM not in terms


def test_a_term_is_one_kind() -> None:
    """A fact that has the name of a kind is of that kind, so that it does not matter which is meant."""
    assert len({kind.term for kind in KINDS.values()}) == len(KINDS)
    assert [
        kind.term for kind in KINDS.values() if kind.term in CATALOGUE and CATALOGUE[kind.term].kind is not kind
    ] == []


# Both spellings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WORDED, ids=lambda kind: kind.name)
def test_both_spellings_are_one(kind: Kind) -> None:
    """Of the kind and of each of its conditions, alone and in groups, with the comma of either language."""
    names, terms = list(kind.conditions), [case.term for case in kind.conditions.values()]
    in_english = {", ".join(names[:2]): "甲。", **dict.fromkeys(names[2:], "乙。")}
    in_chinese = {"、".join(terms[:2]): "甲。", **dict.fromkeys(terms[2:], "乙。")}
    found = []
    for over, say in ((kind.name, in_english), (kind.term, in_chinese)):
        phrases, findings = compiled(json.dumps({"source": "某文件", "phrases": {"甲": {"over": over, "say": say}}}))
        assert findings == []
        found.append((phrases["甲"].over in (kind.name, kind.term), wordings(phrases["甲"])))
    assert found[0] == found[1]
    assert list(found[0][1]) == names


def test_a_child_may_spell_otherwise_than_its_parent() -> None:
    """What it states covers the same condition of the parent; it need not say what the phrase is said over."""
    below = "source: 甲\nphrases:\n  某句:\n    over: Change\n    say:\n      up, flat: 变了。\n      down: 少了。\n"
    for condition in ("flat", "持平"):
        phrases, findings = compiled(f"source: 乙\nphrases:\n  某句:\n    say:\n      {condition}: 没变。\n", below)
        assert findings == []
        said = {name: text for name, (text, _) in wordings(phrases["某句"]).items()}
        assert said == {"up": "变了。", "down": "少了。", "flat": "没变。"}


def test_both_in_one_entry_is_a_mistake() -> None:
    """Told at the second, with the place of the first; of wordings without a reason as well."""
    text = "source: 甲\nnew:\n  某句:\n    over: 增减\n    say:\n      增加、up: 多了。\n"
    text += "    不写原因: {flat: 一样。, 持平: 一样。}\n"
    _, findings = compiled(text)
    assert [(finding.code, finding.place and finding.place.line, finding.evidence) for finding in findings] == [
        ("P109", 6, "「增加」写了两次用语，前一处在 words.yaml:6:14。"),
        ("P109", 7, "「持平」写了两次用语，前一处在 words.yaml:7:18。"),
    ]


@pytest.mark.parametrize(
    ("over", "condition", "advice"),
    [
        ("增减", "上年是零", "是不是「上年为零」？"),
        ("增减", "form_zero", "是不是「上年为零」？"),
        ("差异", "两年均为零", "可用：有负数、预决算均为零、预算为零、与预算相等、高于预算、低于预算。"),
        ("名单", "空", "可用：没有、有。"),
    ],
)
def test_an_unknown_condition_is_told_in_chinese(over: str, condition: str, advice: str) -> None:
    """The nearest term, however near the English name; a term of another kind is none of this."""
    _, findings = compiled(f"source: 甲\nnew:\n  某句:\n    over: {over}\n    say:\n      {condition}: 某话。\n")
    assert [(finding.code, finding.evidence, finding.advice) for finding in findings] == [
        ("P115", f"没有条件「{condition}」。", advice)
    ]


def test_an_unknown_kind_is_told_in_chinese() -> None:
    _, findings = compiled("source: 甲\nnew:\n  某句: {over: Chagne, say: 某话。}\n")
    assert [(finding.code, finding.advice) for finding in findings] == [("P107", "是不是「增减」？")]


OWN = """source: 某文件
phrases:
  增减.比上年:
    say:
      {up}: ，较上年多{{{{ 增减额 | 万元 }}}}，增长{{{{ 增减率 | 百分比 }}}}，主要原因是：{{{{ 原因 | 原因 }}}}。
    {without}:
      {flat}: ，与上年{{{{ 上年数 | 万元 }}}}相同。
new:
  某节.没有: {{say: 本年没有。, evidence: {none}}}
"""
EXAMPLES = """增减.比上年:
- conditions: [{up}]
  values: {{增减额: 20.00, 增减率: 25.00, 原因: 某事}}
  text: ，较上年多20.00万元，增长25.00%，主要原因是：某事。
- conditions: [{without}, {flat}]
  values: {{上年数: 3.00}}
  text: ，与上年3.00万元相同。
"""
OUTLINE = """blocks:
  其他说明:
  - when: {{政府性基金: {empty}}}
    paragraph: 某节.没有
  - when: {{发生的收入构成: [{some}, {any}]}}
    paragraph: 某节.没有
"""
REASONS = "source: 某文件\nnew:\n  某因: {{say: 某因, explains: [{up}, {equal}, {none_of}]}}\n"
HEAD = "directions: {{{up}: 多}}\n"
ENGLISH = {
    **{name: name for name in ("up", "flat", "none", "empty", "some", "any", "equal")},
    "without": "without_reason",
    "none_of": "none",
}
CHINESE = {
    "up": "增加",
    "flat": "持平",
    "none": "无",
    "empty": "没有",
    "some": "有",
    "any": "任一",
    "equal": "与预算相等",
    "without": "不写原因",
    "none_of": "预决算均为零",
}


def test_every_place_of_a_pack_takes_both(tmp_path: Path) -> None:
    """Entries, examples, outline, reasons, words of direction: clean, and the same document to the letter."""
    unit = narrator.load(FIXTURE)
    texts, offers = [], []
    for name, spelled in (("a", ENGLISH), ("b", CHINESE)):
        files = {"own": OWN, "own_examples": EXAMPLES, "outline": OUTLINE, "reasons": REASONS, "pack": HEAD}
        pack = packs.child(tmp_path / name, **{file: text.format(**spelled) for file, text in files.items()})
        assert [str(finding) for finding in lint(str(pack))] == []
        document = narrator.draft(unit, str(pack))
        texts.append(narrator.render(document))
        assert document.words is not None
        offers.append(document.words.offers["某因"])
    assert texts[0] == texts[1]
    assert "本年没有。" in texts[0]
    assert offers[0].explains == offers[1].explains == ("up", "equal", "none")
    assert offers[0].explained == "增加、与预算相等、两年均为零"


# What is shipped, what is read --------------------------------------------------------------------------


def _spelled(node: Node, key: str = "") -> Iterator[str]:
    """What stands in a pack where kinds and conditions are named."""
    if isinstance(node, marked.Mapping):
        for name, inner in node.items():
            if key in ("say", "without_reason", "不写原因") and name not in ("text", "source", "evidence"):
                yield str(name)
            yield from _spelled(inner, str(name))
            if key == "when":
                yield from (str(inner),) if not isinstance(inner, marked.Sequence) else map(str, inner)
    elif isinstance(node, marked.Sequence):
        if key in ("conditions", "explains"):
            yield from map(str, node)
        else:
            for inner in node:
                yield from _spelled(inner, key)
    elif key in ("over", "explains", "evidence") and node is not None:
        yield str(node)


SHIPPED = sorted(
    path for path in home.root().rglob("*.yaml") if path.parent.name == "phrases" or path.stem in ("outline", "reasons")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(home.root()).as_posix())
def test_shipped_packs_are_written_in_chinese(path: Path) -> None:
    """No English name of a kind or a condition where a pack names one."""
    content = marked.load(path)
    names = {*KINDS, *(name for kind in KINDS.values() for name in kind.conditions), "none", "any", "without_reason"}
    written = [part for told in _spelled(content) for part in re.split("[,，、] ?", told)]
    assert [part for part in written if part in names] == []
    assert "without_reason" not in path.read_text(encoding="utf-8")


def test_an_accountant_reads_chinese_and_a_machine_english() -> None:
    """Of one sentence: its explanation as text, its tooltip on the page, its data."""
    document = narrator.draft(narrator.load(FIXTURE))
    found = [item for item in explain.sentences(document) if "收入支出总体与上年相比" in item.sentence.text]
    text = "\n".join(explanation.write(found))
    assert "条件 增加（本年数大于上年数）\n" in text
    assert "在它之前判断、不成立：新设（本年新设，没有上年）、有负数（" in text
    assert "；条件：增加（本年数大于上年数）" in narrator.write(document, "html").decode()
    assert not re.search(r"(?:条件|判断)[^\n]*\b(?:up|down|flat|none|no_last)\b", text)
    data = explain.as_data(found[0])
    said = next(phrase for phrase in data["phrases"] if phrase["condition"])
    assert (said["condition"], said["conditions"][0]["condition"]) == ("up", "no_last")
