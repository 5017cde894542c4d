"""Sentences of two years are paired by what they tell, never because their words are alike."""

from __future__ import annotations

from narrator.comparison.beside import FACT, WORDS, Claim, Partner, partners


def value(key: str) -> Claim:
    """A figure of a row."""
    return "value", key


def test_the_sentence_with_the_most_claims_in_common_is_taken() -> None:
    ours = [{(FACT, "收入构成"), value("甲"), value("乙")}]
    theirs = [{(FACT, "收入总计"), value("甲")}, {(FACT, "收入构成"), value("甲"), value("丙")}]
    assert list(partners(ours, theirs)) == [Partner(1, sure=True)]


def test_a_few_claims_in_common_are_not_sure() -> None:
    assert list(partners([{value("甲"), value("乙")}], [{value("甲"), value("丙"), value("丁")}])) == [
        Partner(0, False)
    ]
    assert list(partners([{value("甲"), value("乙")}], [{value("甲"), value("丙")}])) == [Partner(0, False)]
    assert list(partners([{value("甲"), value("乙")}], [{value("甲"), value("乙"), value("丙")}])) == [Partner(0, True)]


def test_what_shares_nothing_has_no_partner() -> None:
    assert list(partners([{(WORDS, "收入增加。")}, set()], [{(WORDS, "收入增加")}])) == [None, None]


def test_the_very_words_outweigh_single_claims() -> None:
    ours = [{(WORDS, "同一句。"), value("甲"), value("乙")}]
    theirs = [{(WORDS, "另一句。"), value("甲"), value("乙")}, {(WORDS, "同一句。")}]
    assert list(partners(ours, theirs)) == [Partner(1, sure=True)]


def test_sentences_that_tell_the_same_are_taken_in_their_order() -> None:
    same = {(FACT, "总计"), value("甲")}
    assert list(partners([same, same, same], [same, {value("乙")}, same])) == [
        Partner(0, sure=True),
        Partner(2, sure=True),
        Partner(2, sure=True),
    ]


def test_what_everybody_claims_tells_nothing_apart() -> None:
    every = {value("单位")}
    assert list(partners([every] * 5, [every] * 5)) == [None] * 5
