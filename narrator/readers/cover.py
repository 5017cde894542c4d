"""The cover (封面代码) of an export of the accounts software: of which kind the unit is.

Source: the labels of the cover as public programs fill it in; a kind that is not one of the known words is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from narrator.figures import terms as t
from narrator.figures.values import Place, Text
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.widths import squeeze

_SHEETS = ("封面", "FMDM")
_LABELS = ("单位基本性质", "单位性质")
_KIND = rf"[0-9]*[.、:\-—]?(?:公益[一二]类|财政补助|经费自理)?({'|'.join(t.KINDS)})"


def kind(file: str, sheets: Iterable[Worksheet]) -> Text | None:
    """The 单位性质 on the cover, as the unit file words it; None where it tells none, or another one."""
    for sheet in sheets:
        if not any(word in sheet.name for word in _SHEETS):
            continue
        for number, row in enumerate(sheet.rows, 1):
            texts = [(column, squeeze(cell)) for column, cell in enumerate(row, 1) if isinstance(cell, str) and cell]
            for (_, label), (column, word) in pairwise(texts):
                if label.rstrip(":") in _LABELS and (found := re.fullmatch(_KIND, word)):
                    return Text(found.group(1), Place(file, number, column, "单位/单位性质", sheet.name))
    return None
