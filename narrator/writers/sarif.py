"""SARIF 2.1.0: what every log that we write has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log(rules: Sequence[Mapping[str, Any]], results: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A log of one run: its rules, its results, and ``more`` that it says of itself."""
    run = {"tool": {"driver": {"name": "narrator", "rules": rules}}, "language": "zh-CN", **more, "results": [*results]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule(code: str, about: str, source: str) -> dict[str, Any]:
    """A rule by its code: what must hold, and where that is written."""
    return {"id": code, "shortDescription": {"text": about}, **({"help": {"text": source}} if source else {})}


def uri(file: str) -> str:
    """A file as a URI: relative to the working folder where its name is."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else percent(path.as_posix())
