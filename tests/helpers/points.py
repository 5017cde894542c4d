"""Figures whose decimals differ in their columns, as a document; and where the points stand in a PDF of it."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from helpers import word_trees as trees
from narrator.document.standing import stood
from narrator.document.tree import Cell, Document, Row, Table

COLUMNS = (
    ("10", "9.9", "1,234.567", "100.00分"),
    ("50%", "111.11%", "7.5%", "20%"),
    ("-3.25", "41", "—", "0.12"),
    ("6.01", "-12.11", "711.17", "8.00"),
)
"""No two of these are the same, so that each can be found on its page."""


def document() -> Document:
    """A table with these columns, beside one of words."""
    head = Row(tuple(map(_undecided, ("指标", "得分", "完成率", "变动", "金额"))), header=True)
    rows = [Row((trees.cell("指标"), *(_undecided(text) for text in row))) for row in zip(*COLUMNS, strict=True)]
    return trees.document(Table((trees.line("自评表"),), stood((head, *rows)), len(COLUMNS) + 1))


def _undecided(text: str) -> Cell:
    return trees.cell(text, align="")


def ends(pdf: Path | bytes) -> dict[str, float]:
    """Of each figure on the pages, by its text, where its whole part ends, in pt from the left."""
    found = dict[str, float]()
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            for figure in re.finditer(r"(?<![\d.,])-?([\d,]*\d)(?:\.\d+)?%?(?: ?分)?(?![\d.,])", text.get_text_range()):
                last = text.get_charbox(figure.end(1) - 1, loose=True)
                found[figure[0].replace(" ", "")] = last[2]
    return found


def spread(pdf: Path | bytes) -> list[float]:
    """By how much the points of each column are apart, in pt. Raises KeyError where a figure is not there."""
    at = ends(pdf)
    columns = [[at[text] for text in column if text != "—"] for column in COLUMNS]
    return [max(column) - min(column) for column in columns]
