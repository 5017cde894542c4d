"""Words in a cell of a workbook: what begins like a formula carries the mark that it is none."""

from __future__ import annotations

from typing import Any

_LIKE_A_FORMULA = ("=", "+", "-", "@")


def quoted(text: object) -> dict[str, Any]:
    """What the format of a cell needs for this value: quotePrefix, so that a click into the cell changes nothing."""
    return {"quote_prefix": True} if isinstance(text, str) and text.startswith(_LIKE_A_FORMULA) else {}
