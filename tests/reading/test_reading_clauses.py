"""The clauses by their own examples, both ways; and in a time that grows with the length of the text."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.reading.clauses import Clause, clauses, grammar
from narrator.reading.folding import fold
from narrator.reading.numbers import skeleton
from narrator.reading.reading import read

EXAMPLES = [(clause, example) for clause in clauses() for example in clause.examples]


@pytest.mark.parametrize(("clause", "example"), EXAMPLES, ids=[f"{one.id}-{text}" for one, text in EXAMPLES])
def test_an_example_is_read_as_its_clause(clause: Clause, example: str) -> None:
    """All of it, and each of its figures has a role."""
    figures = skeleton(fold(example).text)
    hits = [hit for hit in grammar().hits(figures.text) if hit.clause == clause.id]
    assert len(hits) == 1
    assert (hits[0].kind, hits[0].basis) == (clause.kind, clause.basis)
    assert [place for _, place in hits[0].roles] == list(figures.numbers)


@pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause.id)
def test_a_clause_has_examples(clause: Clause) -> None:
    assert clause.examples and clause.say and (clause.kind or clause.basis)


@given(amount=st.integers(0, 10**11), rate=st.integers(0, 10**6), up=st.booleans())
def test_a_drawn_change_comes_back(amount: int, rate: int, up: bool) -> None:
    """Whatever its figures are, with separators or without."""
    by, per = Decimal(amount) / 100, Decimal(rate) / 100
    words = ("增加", "增长") if up else ("减少", "下降")
    for text in (
        f"{words[0]}{by:.2f}万元，{words[1]}{per:.2f}%",
        f"{words[0]} {by:,.2f} 万元,{words[1]} {per:,.2f} ％",
    ):
        figures = skeleton(fold(text).text)
        (hit,) = grammar().hits(figures.text)
        values = {role: figures.numbers[place].value for role, place in hit.roles}
        assert (values, set(hit.senses)) == ({"增减额": by, "增减率": per}, {1 if up else -1})


WORST = [
    "与" * 8000,
    "占" * 8000,
    "占" + "本年支出合计" * 4000,
    "完成年初预算的" * 3000,
    "增加" * 8000,
    "增加1万元，" * 4000,
    "(" * 8000,
    "其中:" * 5000,
    "(其中" * 5000,
    "教育支出(类)" * 3000,
    "教育" * 4000 + "(款)" * 4000,
    "主要原因是" * 4000,
    "1" * 20000,
    "1," * 10000,
    "1.1" * 8000,
    "-" * 20000,
    "第一部分" * 5000,
    "一、" * 8000,
    "(a" * 10000,
    "2024年" * 6000,
    "某某局2024年度" * 3000,
    "共1个，" + "甲1个，" * 6000,
    " " * 20000 + "1",
    "三公经费支出" * 4000,
]


@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_no_text_takes_more_than_its_length(text: str) -> None:
    """Four times the length takes no more than some five times the time; it would be sixteen were it quadratic."""

    def taken(part: str) -> float:
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            read([part], [True])
            best = min(best, time.process_time() - start)
        return best

    assert taken(text) < 9 * taken(text[: len(text) // 4]) + 0.02
