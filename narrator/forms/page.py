"""A sheet of the form, in which a drop-down list names the range of its choices."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class Page(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet that takes such a range as it is: any formula would be searched for 150 functions of newer Excels."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
