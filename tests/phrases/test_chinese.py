"""Chinese numerals: 一、十一、…, and 金额大写."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import cn2an
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from narrator.phrases import chinese

SMALL, CAPITAL = "zh_CN", "zh_CN_capital"
LIMIT = 10**16


def words(number: int | Decimal, lang: str = SMALL) -> str:
    """The numeral, through num2words as the program calls it."""
    return str(num2words(number, lang=lang))


def currency(amount: Decimal) -> str:
    """金额大写, through num2words."""
    return str(num2words(amount, lang=CAPITAL, to="currency"))


def value(numeral: str) -> int:
    """What a numeral says, read digit by digit and unit by unit; independent of how it is written."""
    total = group = digit = 0
    units = {"十": 10, "百": 100, "千": 1000}
    for sign in numeral:
        if sign in units:
            group += (digit or 1) * units[sign]
            digit = 0
        elif sign in "万亿":
            group += digit
            power = 10**4 if sign == "万" else 10**8
            total = (total + group) * power if sign == "亿" else total + group * power
            group = digit = 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + group + digit


def without_optional_zeros(numeral: str, number: int) -> str:
    """After a group of zeros 《会计基础工作规范》第五十二条 leaves the 零 before a digit of 千 open; cn2an omits it."""
    groups = [number // 10**power % 10**4 for power in (12, 8, 4, 0)]
    optional = any(
        after >= 1000 and not before and any(groups[:place]) for place, (before, after) in enumerate(pairwise(groups))
    )
    return numeral.replace("零", "") if optional else numeral


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10000, "一万"),
        (10010, "一万零一十"),
        (100000, "十万"),
        (110000, "十一万"),
        (1000010, "一百万零一十"),
        (10**8, "一亿"),
        (10**8 + 1000, "一亿零一千"),
        (10**12, "一万亿"),
        (LIMIT - 1, "九千九百九十九万九千九百九十九亿九千九百九十九万九千九百九十九"),
        (-12, "负十二"),
    ],
)
def test_numerals(number: int, numeral: str) -> None:
    assert words(number) == numeral


def test_all_numerals_up_to_9999() -> None:
    assert [words(number) for number in range(10000)] == [cn2an.an2cn(number, "low") for number in range(10000)]


@given(st.integers(0, LIMIT - 1))
@example(10**15)
@example(10**8 + 1)
@example(10**8 + 1000)
@example(1_0000_0000_0010)
def test_numerals_are_those_of_cn2an(number: int) -> None:
    theirs = cn2an.an2cn(number, "low")
    assert without_optional_zeros(words(number), number) == without_optional_zeros(theirs, number)


@given(st.integers(-LIMIT + 1, LIMIT - 1))
def test_a_numeral_says_its_number(number: int) -> None:
    numeral = words(number)
    assert (-1 if numeral.startswith("负") else 1) * value(numeral.removeprefix("负")) == number
    assert "零零" not in numeral and not (numeral.endswith("零") and number)


@given(st.integers(0, LIMIT - 1))
def test_capitals_are_those_of_cn2an(number: int) -> None:
    theirs = cn2an.an2cn(number, "up")
    assert without_optional_zeros(words(number, CAPITAL), number) == without_optional_zeros(theirs, number)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(10, "壹拾"), (11, "壹拾壹"), (100000, "壹拾万"), (0, "零"), (-7, "负柒"), (2304, "贰仟叁佰零肆")],
)
def test_capitals(number: int, numeral: str) -> None:
    assert words(number, CAPITAL) == numeral


# 《会计基础工作规范》第五十二条: to 元 or 角 with 整, to 分 without; 零 between.
@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "零元整"),
        ("0.00", "零元整"),
        ("0.004", "零元整"),
        ("-0.004", "零元整"),
        ("0.005", "壹分"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.52", "伍角贰分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("1.05", "壹元零伍分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1030", "壹仟零叁拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100000", "壹拾万元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000001.10", "壹亿零壹元壹角整"),
        ("999.995", "壹仟元整"),
        ("-2070500.00", "负贰佰零柒万零伍佰元整"),
        ("-0.05", "负伍分"),
    ],
)
def test_amount_in_capitals(amount: str, expected: str) -> None:
    assert currency(Decimal(amount)) == expected


@given(st.integers(0, 10**15))
def test_amounts_in_capitals_tell_yuan_jiao_and_fen(cents: int) -> None:
    text = currency(Decimal(cents).scaleb(-2))
    whole, _, rest = text.partition("元") if "元" in text else ("零", "", text)
    theirs = cn2an.an2cn(cents // 100, "up")
    assert without_optional_zeros(whole, cents // 100) == without_optional_zeros(theirs, cents // 100)
    jiao, fen = cents // 10 % 10, cents % 10
    digits = "零壹贰叁肆伍陆柒捌玖"
    assert (f"{digits[jiao]}角" in rest) == bool(jiao) and (f"{digits[fen]}分" in rest) == bool(fen)
    assert text.endswith("整") == (fen == 0)
    assert rest.startswith("零") == bool(cents >= 100 and fen and not jiao)


# What has no numeral -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", [SMALL, CAPITAL])
@pytest.mark.parametrize("number", [Decimal("1.5"), Decimal("0.01"), 2.5], ids=["half", "cent", "float"])
def test_a_fraction_has_no_numeral(number: Decimal | float, lang: str) -> None:
    with pytest.raises(TypeError):
        num2words(number, lang=lang)


@pytest.mark.parametrize("lang", [SMALL, CAPITAL])
@pytest.mark.parametrize("number", [LIMIT, -LIMIT, 10**30], ids=["limit", "negative", "huge"])
def test_a_number_may_be_too_large(number: int, lang: str) -> None:
    with pytest.raises(OverflowError):
        num2words(number, lang=lang)


def test_an_amount_may_be_too_large() -> None:
    with pytest.raises(OverflowError):
        currency(Decimal(LIMIT))


def test_an_amount_is_never_a_float() -> None:
    """1.005 as a float is 1.00499…, and would lose its 分."""
    with pytest.raises(TypeError):
        num2words(1.005, lang=CAPITAL, to="currency")


@pytest.mark.parametrize("code", ["USD", "EUR", "XYZ"])
def test_only_yuan_are_written_out(code: str) -> None:
    with pytest.raises(NotImplementedError, match=code):
        num2words(Decimal(1), lang=CAPITAL, to="currency", currency=code)


def test_the_converters_are_ours() -> None:
    from num2words import CONVERTER_CLASSES

    assert isinstance(CONVERTER_CLASSES[SMALL], chinese.Num2Word_ZH_CN)
    assert isinstance(CONVERTER_CLASSES[CAPITAL], chinese.Num2Word_ZH_CN_Capital)
