"""本市的短语库：没有问题；各单位的文字与存下的一样。"""

from __future__ import annotations

from pathlib import Path

import pytest
from narrator.document.lint import lint

from narrator.testing import NarrativeRegression

HERE = Path(__file__).resolve().parents[1]
PACK = HERE / "phrasebook" / "某市" / "2024"
UNITS = {"archives": HERE / "units" / "某市档案馆"}  # 存下的文字叫什么名字（用英文字母）：哪个单位


def test_the_pack_is_clean() -> None:
    """短语库没有问题，与 narrator phrases lint 相同。"""
    assert [str(finding) for finding in lint(str(PACK))] == []


@pytest.mark.parametrize("name", UNITS)
def test_wording(name: str, narrative_regression: NarrativeRegression) -> None:
    """改了用语，这里逐条列出哪些句子变了；确认无误后用 pytest --force-regen 存下。"""
    narrative_regression.check(UNITS[name], PACK, basename=name)
