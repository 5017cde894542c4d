"""What is usually written for this task, to compare with: two workbooks by openpyxl into a Word template by docxtpl.

    python usual_script.py THIS_YEAR.xlsx LAST_YEAR.xlsx TEMPLATE.docx RESULT.docx

It works nothing out and checks nothing.
"""

from __future__ import annotations

import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
from docxtpl import DocxTemplate
from jinja2 import Environment


def cells(path: str | Path) -> dict[str, dict[str, Any]]:
    """Every filled cell, by sheet and place."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in workbook.worksheets
    }


def amount(value: float) -> str:
    """With two decimals."""
    return str(Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def main(this: str, last: str, template: str, result: str) -> None:
    """Read, fill, save."""
    environment = Environment(autoescape=True)
    environment.filters["amount"] = amount
    word = DocxTemplate(template)
    word.render({"this": cells(this), "last": cells(last)}, environment)
    word.save(result)


if __name__ == "__main__":
    main(*sys.argv[1:])
