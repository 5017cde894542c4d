"""All checks, and running them: importing this module registers every one."""

from __future__ import annotations

from collections.abc import Iterable

from narrator.checks import (
    accounts,
    between,
    disclosure,
    inside,
    last_year,
    names,
    parts,
    plausible,
    reading,
    reasons,
    scale,
    scores,
    typed,
    years,
)
from narrator.checks.check import CHECKS, CheckResult, Ledgers

MODULES = (
    *(accounts, inside, between, parts, names, years, scale, last_year),
    *(typed, plausible, scores, reasons, reading, disclosure),
)
CODES = sorted(CHECKS)


def run(ledgers: Ledgers, codes: Iterable[str] = ()) -> tuple[CheckResult, ...]:
    """Run all checks, or those of these codes, in the order of their codes."""
    return tuple(CheckResult(CHECKS[code], tuple(CHECKS[code].run(ledgers))) for code in list(codes) or CODES)
