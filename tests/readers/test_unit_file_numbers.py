"""Numbers and names typed otherwise than the unit file wants them: refused, and never half read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import narrator
from narrator.figures.findings import Refused

HEAD = """\
金额单位: 万元
单位: {单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
"""
BASIC = "一般公共预算财政拨款基本支出决算表"


@pytest.fixture
def refusal(tmp_path: Path) -> Any:
    """What is said about a unit file, one line a problem, without the file's folder."""

    def read(body: str) -> list[str]:
        path = tmp_path / "unit.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        with pytest.raises(Refused) as caught:
            narrator.load(path)
        return [str(finding).replace(str(path), "f") for finding in caught.value.findings]

    return read


ZERO = "。是零、没有发生的写 0，不知道的留空。"
LIMITS = f"（可有负号，整数最多 15 位，小数最多 6 位）{ZERO}"
HALF_WIDTH, SEPARATOR, UNIT = "。请用半角数字。", "。请去掉千位分隔符。", "。只写数字，不写单位。"


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        pytest.param("无", ZERO, id="none"),
        pytest.param("—", ZERO, id="dash"),
        pytest.param("三百", LIMITS, id="word"),
        pytest.param("约12", LIMITS, id="about"),
        pytest.param("1E3", LIMITS, id="exponent"),
        pytest.param("+1", LIMITS, id="plus"),
        pytest.param(".5", LIMITS, id="no-digit-before-point"),
        pytest.param("12:30", LIMITS, id="time"),
        pytest.param("1" * 16, LIMITS, id="sixteen-digits"),
        pytest.param("0.1234567", LIMITS, id="seven-decimals"),
        pytest.param("１２", HALF_WIDTH, id="full-width-digits"),
        pytest.param("12．5", HALF_WIDTH, id="full-width-point"),
        pytest.param("1,234.50", SEPARATOR, id="comma"),
        pytest.param("1，234", SEPARATOR, id="full-width-comma"),
        pytest.param("1_000", SEPARATOR, id="underscore"),
        pytest.param("1 000", SEPARATOR, id="space"),
        pytest.param("12.50元", UNIT, id="yuan"),
        pytest.param("12.50万元", UNIT, id="wan"),
        pytest.param("5%", UNIT, id="percent"),
    ],
)
def test_a_number_typed_otherwise(refusal: Any, typed: str, advice: str) -> None:
    said = refusal(f"收入决算表:\n  其他收入:\n    决算: {typed}\n")
    assert said == [f"f:5:9：U203 〔收入决算表/其他收入/决算〕「{typed}」不是数字{advice}"]


@pytest.mark.parametrize("typed", ["1,5", "3,601.40", "4516,70"], ids=["comma", "thousands", "decimal-comma"])
def test_a_separator_in_braces_is_not_lost(refusal: Any, typed: str) -> None:
    """In {上年: 3,601.40} YAML sees a 3 and a key 601.40 without a value: that must never pass as 3."""
    said = refusal(f"收入决算表: {{其他收入: {{上年: {typed}, 决算: 2}}}}\n")
    assert len(said) == 1 and said[0].startswith("f:3:")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("人员: {在职人员: {上年:8, 本年:6}}\n", id="no-space-after-colon"),
        pytest.param("人员: {在职人数: }\n", id="unknown-key"),
        pytest.param("收入决算表: {其它收入: }\n", id="unknown-row"),
        pytest.param("主要原因: {与上年比: }\n", id="unknown-comparison"),
        pytest.param(f"{BASIC}: {{科目: {{30101: }}}}\n", id="account-without-name"),
        pytest.param(f"{BASIC}: {{科目: {{3010: }}}}\n", id="wrong-code-without-name"),
    ],
)
def test_a_key_without_value_is_not_lost(refusal: Any, body: str) -> None:
    assert all(message.startswith("f:3:") for message in refusal(body))


@pytest.mark.parametrize("typed", ["-1", "1.5", "1.0", "-0"])
def test_a_count(refusal: Any, typed: str) -> None:
    assert refusal(f"人员: {{实有人数: {typed}}}\n") == [f"f:3:12：U203 〔人员/实有人数〕「{typed}」不是 0 或正整数。"]
