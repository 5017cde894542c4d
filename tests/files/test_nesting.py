"""Depth is told before any parser sees the text: by brackets, by lines, by both; and never where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from narrator.figures.findings import Refused
from narrator.files import marked, nesting

MOST = marked.MAX_DEPTH


def beyond(text: str, most: int = MOST) -> int | None:
    """Where the text goes too deep for a file that is read."""
    return nesting.beyond(text, most, 4 * marked.MAX_NODES)


def depth(text: str) -> int:
    """How deep a text nests by a parser's own events."""
    deepest = now = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        now += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, now)
    return deepest


def rows(line: str, count: int) -> str:
    """So many lines, each two columns deeper than the one before."""
    return "".join(f"{'  ' * level}{line}\n" for level in range(count))


# Texts that nest so many levels deep; the innermost collection begins where the last "!" stands.
KINDS: dict[str, Callable[[int], str]] = {
    "brackets": lambda levels: "[" * (levels - 1) + "![" + "]" * levels,
    "braces": lambda levels: "{a: " * (levels - 1) + "!{a: 1" + "}" * levels,
    "over-lines": lambda levels: "[ # [\n" * (levels - 1) + "![\n" + "]\n" * levels,
    "beside-closed-ones": lambda levels: "[[], {}, " * (levels - 2) + "[![]" + "]" * (levels - 1),
    "beside-quotes": lambda levels: "[']', \"}\\\"]\", 'it''s ]', " * (levels - 1) + "![]" + "]" * (levels - 1),
    "pairs": lambda levels: "[a: " * (levels // 2) + ("![]" if levels % 2 else "") + "]" * (levels // 2),
    "mappings": lambda levels: rows("甲:", levels - 1) + "  " * (levels - 1) + "!甲:",
    "windows-lines": lambda levels: rows("甲:\r", levels - 1) + "  " * (levels - 1) + "!甲:",
    "quoted-keys": lambda levels: rows("'甲 [':", levels - 1) + "  " * (levels - 1) + '!"甲 {":',
    "dashes": lambda levels: "- " * (levels - 1) + "!- 1",
    "dashes-over-lines": lambda levels: rows("-", levels - 1) + "  " * (levels - 1) + "!-",
    "keys": lambda levels: "? " * (levels - 1) + "!? 1",
    "column-of-the-key": lambda levels: (
        "甲:\n" + rows("- 甲:", levels // 2 - 1) + "  " * (levels // 2 - 1) + ("- !甲:" if levels % 2 else "!- 1")
    ),
    "brackets-in-lines": lambda levels: rows("甲:", levels - 9) + "  " * (levels - 9) + "- " + "[" * 7 + "![" + "]" * 8,
    "pair-in-lines": lambda levels: rows("甲:", levels - 4) + "  " * (levels - 4) + "甲: [{乙: ![]}]",
}


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_of_the_limit(kind: str) -> None:
    """So many levels are read; one more is refused at the place where it begins."""
    deepest, deeper = KINDS[kind](MOST).replace("!", ""), KINDS[kind](MOST + 1)
    assert (depth(deepest), beyond(deepest)) == (MOST, None)
    where, deeper = deeper.index("!"), deeper.replace("!", "")
    assert (depth(deeper), beyond(deeper)) == (MOST + 1, where)
    before = deeper[:where].split("\n")
    with pytest.raises(Refused) as caught:
        marked.parse(deeper, "f")
    assert [str(finding) for finding in caught.value.findings] == [
        f"f:{len(before)}:{len(before[-1]) + 1}：U108 嵌套超过 24 层。 请检查缩进。"
    ]


MANY = "[{" * 300
WORDS = f"〔{MANY}〕［〔【 - - - [[[ "


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"甲: '{MANY}'\n", id="single-quotes"),
        pytest.param(f'甲: "{MANY}\\"{MANY}"\n', id="double-quotes"),
        pytest.param(f"甲: '{MANY}\n\n  {MANY}''{MANY}'\n", id="quotes-over-lines"),
        pytest.param(f"甲: 乙 {MANY}\n", id="words"),
        pytest.param(f"甲: 乙\n  {WORDS}\n\n   - {WORDS}\n丙: 1\n", id="words-over-lines"),
        pytest.param(f"甲: 1 # {MANY}\n# {MANY}\n  # {MANY}\n乙: 1\n", id="comments"),
        pytest.param(f"甲: |\n  {WORDS}\n\n   - {WORDS}\n  \t{WORDS}\n乙: 1\n", id="block"),
        pytest.param(f"甲:\n- >-\n  {WORDS}\n  {WORDS}\n- |2\n    {WORDS}\n", id="block-in-a-list"),
        pytest.param("甲: |\n" + "".join(" " * (2 + level) + "- 乙:\n" for level in range(60)), id="steps-in-a-block"),
        pytest.param("甲: |\n  " + "- " * 60 + "\n", id="dashes-in-a-block"),
        pytest.param(f"甲: ['{MANY}', \"{MANY}\", {{乙: '{MANY}'}}] # {MANY}\n", id="quotes-in-brackets"),
        pytest.param("甲: [" + "[], {}, {乙: [1]}, " * 200 + "]\n", id="many-beside-each-other"),
        pytest.param("甲: [it's, " + "'[', " * 40 + "it's]\n", id="a-quote-in-a-word"),
        pytest.param(
            "".join(f"{' ' * (level % 9)}# 甲\n甲{level}: {{乙: [1]}}\n" for level in range(99)), id="many-lines"
        ),
        pytest.param("\n".join(f"甲{level}:\n{' ' * (level + 1)}乙: 1" for level in range(60)), id="many-columns"),
        pytest.param(f"'甲 {MANY}': 1\n? '{MANY}'\n: 2\n".replace(MANY, "[{" * 40), id="keys-in-quotes"),
    ],
)
def test_what_only_looks_deep_is_read(text: str) -> None:
    assert depth(text) <= 4
    assert marked.parse(text, "f")


LEAVES = st.sampled_from(
    ["甲", "it's", "'[ ''{'", '"]}\\" {"', "乙#[", "a:[b".replace("[", "/"), "-1", "~", "'#'", "1 '2"]
)
TEXTS = st.sampled_from(
    ["甲 [{ 乙", "|\n@[ {{ 甲: - 1\n\n@ - [", ">-\n@- - 甲 # [", "甲\n@- 乙 [\n\n@'丙", "# [[", "'[\n@{{'"]
)


def _flow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    commas = st.sampled_from([",", ", ", " ,\n    ", ", # [ '\n    "])
    listed = st.tuples(commas, st.lists(inner | inner.map("甲: {}".format), max_size=3))
    mapped = st.tuples(commas, st.lists(inner.map("'{{': {}".format) | inner.map("乙: {}".format), max_size=3))
    return listed.map(lambda drawn: f"[{drawn[0].join(drawn[1])}]") | mapped.map(
        lambda drawn: f"{{{drawn[0].join(drawn[1])}}}"
    )


FLOW = st.recursive(LEAVES, _flow, max_leaves=12)


@st.composite
def blocks(draw: st.DrawFn, column: int = 0, levels: int = 4) -> str:
    """Lines at this column: a mapping or a list, down to texts and brackets."""
    item = draw(st.sampled_from(["- ", "甲{}: ", "'乙 [{}': ", "? ", "- - ", "- 丙: "]))
    lines = []
    for number in range(draw(st.integers(1, 3))):
        value = draw(st.sampled_from(["flow", "text", "block"])) if levels else "flow"
        start = " " * column + item.format(number)
        inside = " " * (column + len(item) + 1)
        if value == "flow":
            lines.append(start + draw(FLOW))
        elif value == "text":
            lines.append(start + draw(TEXTS).replace("@", inside))
        else:
            lines.append(f"{start}\n{draw(blocks(column + len(item), levels - 1))}")
    return "\n".join(lines)


@given(blocks())
def test_the_walk_goes_as_deep_as_a_parser(text: str) -> None:
    """For whatever a parser accepts: never refused at its own depth, always one below it."""
    try:
        levels = depth(text)
    except yaml.YAMLError:
        return
    assert beyond(text, levels) is None
    assert beyond(text, levels - 1) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["[", "[[],", "{甲: ", "- ", "甲:\n", " [\n", "'", '"\\', "# [\n", "- [a, b]\n", ": ", "\r"]
)
@pytest.mark.parametrize("before", ["", "[" * 9, "甲: |\n"], ids=["", "in-brackets", "in-text"])
def test_it_takes_no_time(unit: str, before: str) -> None:
    """Two megabytes of anything cost a second at most."""
    text = before + unit * (2_000_000 // len(unit))
    start = time.process_time()
    beyond(text)
    assert time.process_time() - start < 1
