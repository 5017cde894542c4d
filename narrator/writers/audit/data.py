"""Audits as plain data, for JSON: findings with every place, the ledger, the coverage. Its shape is kept stable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from narrator.audit.finding import Audit, Quote, TextFinding
from narrator.document import plain
from narrator.writers.audit import told


def write(audits: Iterable[Audit]) -> str:
    """The audits as one JSON text that ends in a line break."""
    return plain.dumps({"audits": [as_data(audit) for audit in audits]})


def as_data(audit: Audit) -> dict[str, Any]:
    """One audit.

    A place is what is quoted and its ``spots``, several where it goes on over a line break: the number of the line or
    paragraph, how a person calls it, its first and last character, both counted from 1 and of the place.
    """
    return {
        "file": audit.file,
        "unit": audit.unit,
        "year": audit.year or None,
        "part": audit.part,
        "counts": told.count(audit.findings),
        "findings": [_finding(audit, finding) for finding in audit.findings],
        "ledger": [
            {
                "code": entry.code,
                "about": entry.about,
                "held": entry.held,
                "broken": entry.broken,
                "undecided": [{"why": why, "count": count} for why, count in entry.undecided],
            }
            for entry in audit.ledger
        ],
        "coverage": {
            "figures": audit.coverage.figures,
            "bound": audit.coverage.bound,
            "unbound": [_place(audit, quote) for quote in audit.coverage.unbound],
        },
    }


def _finding(audit: Audit, finding: TextFinding) -> dict[str, Any]:
    correction = finding.correction
    return {
        "code": finding.code,
        "level": finding.level,
        "places": [_place(audit, quote) for quote in finding.places],
        "evidence": finding.evidence,
        "advice": finding.advice,
        "correction": {"place": _place(audit, correction.quote), "text": correction.text} if correction else None,
    }


def _place(audit: Audit, quote: Quote) -> dict[str, Any]:
    spots = [
        {
            "line": told.line(audit, spot),
            "where": told.where(audit, spot),
            "first": spot.start + 1,
            "last": spot.end,
        }
        for spot in quote.spots
    ]
    return {"quote": quote.text, "spots": spots}
