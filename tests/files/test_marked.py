"""YAML in: nothing is guessed, nothing dangerous is followed, and everything knows its place."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.figures import characters
from narrator.figures.findings import Refused
from narrator.files import marked
from narrator.files.marked import Mapping, Node, Scalar, Sequence

SHAPE = "YAML 写法有误，从这里起读不下去。"
CHECK = "请检查缩进是否对齐、英文冒号后是否有空格、引号和括号是否成对。"


def hidden(code: str) -> str:
    """What is said about a control character."""
    return f"U106 文件中有不允许的控制字符 {code}。 请删去这个不可见字符后重存。"


WRITE_OUT = "请把内容写全。"


def refused(text: str) -> list[str]:
    """What is said about a text that is refused."""
    with pytest.raises(Refused) as caught:
        marked.parse(text, "f")
    return [str(finding) for finding in caught.value.findings]


def mapping(node: Node) -> Mapping:
    """The node, which must be a mapping."""
    assert isinstance(node, Mapping)
    return node


# Nothing is guessed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("no", "yes", "on", "off", "true", "False", "Null", "NULL", "无", "=", "<<"),
        *("012", "0o17", "0x1F", "12:30", "0.10", "1e3", ".5", "1_000", "-1", "2024-12-31", ".inf", ".nan", "１２"),
    ],
)
def test_a_scalar_stays_as_typed(typed: str) -> None:
    value = mapping(marked.parse(f"键: {typed}\n", "f"))["键"]
    assert type(value) is Scalar and value == typed


@pytest.mark.parametrize("typed", ["", "~", "null", "   ", "# 注释"], ids=["none", "tilde", "null", "space", "comment"])
def test_a_blank_is_none(typed: str) -> None:
    assert marked.parse(f"键: {typed}\n", "f") == {"键": None}


@pytest.mark.parametrize(
    ("typed", "value"),
    [('""', ""), ("''", ""), ('"~"', "~"), ("'null'", "null"), ('"甲\\n乙"', "甲\n乙"), ("|\n  甲\n  乙", "甲\n乙\n")],
    ids=["double", "single", "tilde", "null", "escape", "block"],
)
def test_a_quoted_text_is_a_text(typed: str, value: str) -> None:
    assert marked.parse(f"键: {typed}\n", "f") == {"键": value}


@given(st.text(st.characters(exclude_characters="\t\n\r")).map(lambda text: characters.replaced(text, lambda _: "甲")))
def test_any_quoted_text_comes_back(text: str) -> None:
    quoted = text.replace("'", "''")
    assert marked.parse(f"键: '{quoted}'\n", "f") == {"键": text}


def test_every_node_knows_its_place() -> None:
    root = mapping(marked.parse("甲:\n  乙: 1\n  丙: [2, {丁: 3}]\n", "f"))
    inside = mapping(root["甲"])
    assert [(place.line, place.column, place.key) for place in inside.marks.values()] == [
        (2, 3, "甲/乙"),
        (3, 3, "甲/丙"),
    ]
    listed = inside["丙"]
    assert isinstance(listed, Sequence) and (listed.place.line, listed.place.column) == (3, 6)
    first, second = listed[0], mapping(listed[1])["丁"]
    assert isinstance(first, Scalar) and isinstance(second, Scalar)
    assert (first.place.line, first.place.column, first.place.key) == (3, 7, "甲/丙/1")
    assert (second.place.line, second.place.column, second.place.key) == (3, 14, "甲/丙/2/丁")


# Nothing dangerous is followed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param("甲: 1\n乙: 2\n甲: 3\n", ["f:3:1：U107 〔甲〕「甲」写了两次。 请只留一处。"], id="duplicate"),
        pytest.param('甲: 1\n"甲": 3\n', ["f:2:1：U107 〔甲〕「甲」写了两次。 请只留一处。"], id="duplicate-quoted"),
        pytest.param(
            "甲: {乙: 1, 乙: 1}\n", ["f:1:11：U107 〔甲/乙〕「乙」写了两次。 请只留一处。"], id="duplicate-within"
        ),
        pytest.param(
            "甲: &a 1\n乙: *a\n",
            [
                f"f:1:4：U107 〔甲〕用了锚点 &a。 {WRITE_OUT}",
                "f:2:4：U107 〔乙〕用了别名 *a。 请把内容写全；引用原因请用「同」。",
            ],
            id="alias",
        ),
        pytest.param("甲: &a {乙: 1}\n", [f"f:1:4：U107 〔甲〕用了锚点 &a。 {WRITE_OUT}"], id="anchor-on-mapping"),
        pytest.param("甲: &a\n- 1\n", [f"f:1:4：U107 〔甲〕用了锚点 &a。 {WRITE_OUT}"], id="anchor-on-list"),
        pytest.param("&a 甲: 1\n", [f"f:1:1：U107 〔甲〕用了锚点 &a。 {WRITE_OUT}"], id="anchor-on-key"),
        pytest.param(
            "!!str 甲: 1\n",
            ["f:1:1：U107 〔甲〕用了标签 tag:yaml.org,2002:str。 请删去标签，只写文字。"],
            id="tag-on-key",
        ),
        pytest.param(
            "甲: !!python/object/apply:os.system [ls]\n",
            ["f:1:4：U107 〔甲〕用了标签 tag:yaml.org,2002:python/object/apply:os.system。 请删去标签，只写文字。"],
            id="tag-python",
        ),
        pytest.param(
            "甲: !!float 1\n",
            ["f:1:4：U107 〔甲〕用了标签 tag:yaml.org,2002:float。 请删去标签，只写文字。"],
            id="tag-float",
        ),
        pytest.param("甲: !own 1\n", ["f:1:4：U107 〔甲〕用了标签 !own。 请删去标签，只写文字。"], id="tag-own"),
        pytest.param("? [甲]\n: 1\n", ["f:1:3：U107 键应是一个词。"], id="list-as-key"),
        pytest.param("? {甲: 1}\n: 1\n", ["f:1:3：U107 键应是一个词。"], id="mapping-as-key"),
        pytest.param(
            "甲: 1\n---\n乙: 2\n", ["f:2:1：U107 文件里有第二个文档（---）。 一个文件只写一份。"], id="second-document"
        ),
        pytest.param(
            "- 1\n- &a 2\n- !!int 3\n",
            [
                f"f:2:3：U107 〔/2〕用了锚点 &a。 {WRITE_OUT}",
                "f:3:3：U107 〔/3〕用了标签 tag:yaml.org,2002:int。 请删去标签，只写文字。",
            ],
            id="in-a-list",
        ),
    ],
)
def test_refused_content(text: str, messages: list[str]) -> None:
    assert refused(text) == messages


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param("甲:\n\t乙: 1\n", [f"f:2:1：U106 {SHAPE} 缩进请用空格，不要用 Tab。"], id="tab"),
        pytest.param(
            "甲: 1 乙: 2\n",
            [f"f:1:7：U106 {SHAPE} 一行只能有一个「键: 值」；值里若有「: 」，请用英文引号括起来。"],
            id="two-colons",
        ),
        pytest.param("甲: [1, 2\n乙: 3\n", [f"f:2:2：U106 {SHAPE} {CHECK}"], id="bracket-not-closed"),
        pytest.param("甲: '1\n", [f"f:1:4：U106 {SHAPE} {CHECK}"], id="quote-not-closed"),
        pytest.param(
            "甲: 1\n  乙: 2\n",
            [f"f:2:4：U106 {SHAPE} 一行只能有一个「键: 值」；值里若有「: 」，请用英文引号括起来。"],
            id="indented",
        ),
        pytest.param("甲: 1\n乙\n", [f"f:3:1：U106 {SHAPE} {CHECK}"], id="key-without-colon"),
        pytest.param("甲: @乙\n", [f"f:1:4：U106 {SHAPE} {CHECK}"], id="reserved"),
        pytest.param('甲: "乙\\q"\n', [f"f:1:6：U106 {SHAPE} {CHECK}"], id="unknown-escape"),
        pytest.param(
            "甲: 1\n乙: *a\n",
            ["f:2:4：U107 〔乙〕用了别名 *a。 请把内容写全；引用原因请用「同」。"],
            id="undefined-alias",
        ),
        pytest.param("甲: \x00乙\n", [f"f:1:4：{hidden('U+0000')}"], id="nul"),
        pytest.param("甲: \x07乙\n", [f"f:1:4：{hidden('U+0007')}"], id="bell"),
        pytest.param("甲: \x1b[31m乙\n", [f"f:1:4：{hidden('U+001B')}"], id="escape"),
        pytest.param(
            "甲: \ufffe乙\n",
            ["f:1:4：U106 文件中有不允许的未分配的字符 U+FFFE。 请用输入法重新输入这个字。"],
            id="noncharacter",
        ),
    ],
)
def test_refused_shape(text: str, messages: list[str]) -> None:
    assert refused(text) == messages


def test_all_of_it_is_told_before_the_shape_breaks() -> None:
    text = "甲: &a 1\n甲: 2\n乙: [1\n"
    assert [message[:6] for message in refused(text)] == ["f:1:4：", "f:2:1：", "f:4:1："]


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    start = time.monotonic()
    messages = refused("\n".join(lines) + "\n")
    assert time.monotonic() - start < 2
    assert len(messages) == 30 + 29 * 10
    assert messages[1] == f"f:2:5：U107 〔a1〕用了锚点 &a1。 {WRITE_OUT}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[" * 24 + "]" * 24, None, id="deepest"),
        pytest.param("[" * 25 + "]" * 25, "f:1:25：U108 嵌套超过 24 层。 请检查缩进。", id="list"),
        pytest.param("[" * 1_000_000, "f:1:25：U108 嵌套超过 24 层。 请检查缩进。", id="million-brackets"),
        pytest.param("{a: " * 1_000_000, "f:1:97：U108 嵌套超过 24 层。 请检查缩进。", id="million-braces"),
        pytest.param(
            "".join(" " * n + "a:\n" for n in range(30)), "f:25:25：U108 嵌套超过 24 层。 请检查缩进。", id="indents"
        ),
        pytest.param("- " * 30 + "1", "f:1:49：U108 嵌套超过 24 层。 请检查缩进。", id="dashes"),
        pytest.param("? " * 3000 + "1", None, id="keys-in-keys"),
    ],
)
def test_depth(text: str, message: str | None) -> None:
    if text.startswith("?"):
        assert refused(text)
    elif message is None:
        assert isinstance(marked.parse(text, "f"), Sequence)
    else:
        assert refused(text) == [message]


def test_values_need_no_parser() -> None:
    """Forms and packs that are kept are made of the same values; PyYAML comes in with the first text."""
    code = (
        "import sys; from narrator.files import marked; made = marked.Mapping(); before = 'yaml' in sys.modules\n"
        "print(before, marked.parse('a: 1', 'f'), 'yaml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout == "False {'a': '1'} True\n"
