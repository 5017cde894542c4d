"""Words as people type them: full and half width, spaces and quotes, each way brought to one."""

from __future__ import annotations

from functools import lru_cache

from narrator.figures import characters

_SPACES = dict.fromkeys(map(ord, " \t\r\n\x0b\x0c\xa0\u2002\u2003\u2009\u3000"))
_QUOTES = dict.fromkeys(map(ord, "“”‘’\"'＂＇「」『』"))
_WIDTH = {ord("！") + offset: ord("!") + offset for offset in range(94)}
_NARROWED: dict[int, int | str | None] = {**_WIDTH, ord("("): "（", ord(")"): "）", ord("（"): "（", ord("）"): "）"}
_NAMED: dict[int, int | str | None] = {**_NARROWED, **_SPACES}
_SQUEEZED: dict[int, int | str | None] = {**_NAMED, **_QUOTES}


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def squeeze(text: str) -> str:
    """The text without spaces, line breaks and quotes; digits, letters and colons half, brackets full width.

    What no text may hold is left out too: a title is known by what is seen of it, so that the rest can be told.
    """
    seen = text if text.isprintable() else characters.replaced(text, lambda _: "")
    return seen.translate(_SQUEEZED)


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def name(text: str) -> str:
    """The name of an account as it is told: as ``squeeze``, but its quotes stay (“两山”转换支出)."""
    return text.translate(_NAMED)


def narrow(text: str) -> str:
    """The text with digits, letters and signs in half width, brackets in full width; nothing is left out."""
    return text.translate(_NARROWED)
