"""A finding: what is wrong or noteworthy, as a value; and the exception that carries findings to the caller."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from narrator.figures.characters import shown
from narrator.figures.values import Place


class Finding(NamedTuple):
    """What a reader, a pack or a draft has to say, in Chinese, for a person.

    ``code`` is stable ("U104"), ``place`` points at the cause where there is one, ``evidence`` says
    what was found, ``advice`` what to do.
    """

    code: str
    place: Place | None
    evidence: str
    advice: str = ""

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place else ""
        key = f"〔{self.place.key}〕" if self.place and self.place.key else ""
        advice = f" {self.advice}" if self.advice else ""
        return shown(f"{where}{self.code} {key}{self.evidence}{advice}")


def by_place(finding: Finding) -> tuple[str, str, int, int]:
    """For sorting: findings in the order in which a person meets them."""
    place = finding.place
    return (place.file, place.sheet, place.line, place.column) if place else ("", "", 0, 0)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in order of place, each once."""
    return sorted(dict.fromkeys(findings), key=by_place)


class Refused(Exception):
    """Bad input: all that is wrong with it, at once. Leads to exit code 2."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
