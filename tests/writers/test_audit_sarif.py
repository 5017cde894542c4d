"""An audit as SARIF 2.1.0.

No package that is installed brings the official schema, so its required properties, and what it says of the values
that are used here, are written out by hand after sections 3.13 to 3.57 of the standard.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from helpers import audited
from narrator.audit.finding import Audit
from narrator.writers.audit import sarif

ONE = {"type": "integer", "minimum": 1}
MESSAGE = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 1}},
    "required": ["text"],
    "additionalProperties": False,
}
ARTIFACT = {
    "type": "object",
    "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}, "index": {"type": "integer", "minimum": 0}},
    "required": ["uri"],
    "additionalProperties": False,
}
REGION = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), ONE),
        "snippet": MESSAGE,
    },
    "required": ["startLine"],
    "additionalProperties": False,
}
LOCATION = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "physicalLocation": {
            "type": "object",
            "properties": {"artifactLocation": ARTIFACT, "region": REGION},
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
        },
        "logicalLocations": {"type": "array", "items": {"required": ["fullyQualifiedName"]}},
        "message": MESSAGE,
    },
    "required": ["physicalLocation"],
    "additionalProperties": False,
}
FIX = {
    "type": "object",
    "properties": {
        "description": MESSAGE,
        "artifactChanges": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "artifactLocation": ARTIFACT,
                    "replacements": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "properties": {"deletedRegion": REGION, "insertedContent": MESSAGE},
                            "required": ["deletedRegion"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["artifactLocation", "replacements"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["artifactChanges"],
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "items": LOCATION},
        "fixes": {"type": "array", "items": FIX},
    },
    "required": ["message"],
    "additionalProperties": False,
}
RULE = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "shortDescription": MESSAGE, "help": MESSAGE},
    "required": ["id"],
    "additionalProperties": False,
}
RUN = {
    "type": "object",
    "properties": {
        "tool": {
            "type": "object",
            "properties": {
                "driver": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "rules": {"type": "array", "items": RULE}},
                    "required": ["name"],
                    "additionalProperties": False,
                }
            },
            "required": ["driver"],
            "additionalProperties": False,
        },
        "language": {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "newlineSequences": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "artifacts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "location": ARTIFACT,
                    "contents": {"type": "object", "properties": {"text": {"type": "string"}}},
                },
                "additionalProperties": False,
            },
        },
        "results": {"type": "array", "items": RESULT},
    },
    "required": ["tool"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "$schema": {"type": "string"},
        "version": {"enum": ["2.1.0"]},
        "runs": {"type": "array", "items": RUN},
    },
    "required": ["version", "runs"],
    "additionalProperties": False,
}


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return audited.audit(audited.written(tmp_path), "各 说明.txt")


def _run(audits: list[Audit], sources: dict[str, list[str]]) -> dict[str, Any]:
    log = json.loads(sarif.write(audits, sources))
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def _cut(lines: list[str], region: dict[str, int]) -> str:
    """What stands in a region; columns count UTF-16 units."""
    first, last = region["startLine"] - 1, region["endLine"] - 1
    units = [line.encode("utf-16-le") for line in lines]
    start, end = 2 * (region["startColumn"] - 1), 2 * (region["endColumn"] - 1)
    if first == last:
        return str(units[first][start:end], "utf-16-le")
    between = [unit.decode("utf-16-le") for unit in units[first + 1 : last]]
    return "".join([units[first][start:].decode("utf-16-le"), *between, units[last][:end].decode("utf-16-le")])


def _places(run: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        place["physicalLocation"]["region"]
        for result in run["results"]
        for place in (*result["locations"], *result.get("relatedLocations", ()))
    ]


def test_rules_levels_and_the_file(audit: Audit) -> None:
    run = _run([audit], {audit.file: audited.TEXT.splitlines()})
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(entry.code for entry in audit.ledger)
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("T401", "warning"),
        ("T101", "error"),
        ("T203", "error"),
        ("T305", "warning"),
        ("T501", "note"),
    ]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert run["artifacts"] == [{"location": {"uri": "%E5%90%84%20%E8%AF%B4%E6%98%8E.txt"}}]


def test_regions_are_lines_and_columns_of_the_text_file(audit: Audit) -> None:
    lines = audited.TEXT.splitlines()
    regions = _places(_run([audit], {audit.file: lines}))
    quotes = [quote.text for finding in audit.findings for quote in finding.places]
    assert regions[0] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}  # of the whole text
    assert [_cut(lines, region) for region in regions[1:]] == quotes


def test_regions_are_places_of_the_text_that_the_log_carries(audit: Audit) -> None:
    """Where the file is no text, what was read of it stands in the log."""
    run = _run([audit._replace(file="说明.docx")], {})
    lines = run["artifacts"][0]["contents"]["text"].splitlines()
    quotes = [quote.text for finding in audit.findings for quote in finding.places]
    assert [_cut(lines, region) for region in _places(run)[1:]] == quotes
    assert all("fixes" not in result for result in run["results"])


def test_a_line_that_is_read_in_other_words_is_marked_whole(audit: Audit) -> None:
    """Marks of Markdown are not read, so that columns would be wrong."""
    lines = [line.replace("年度", "\\年度") for line in audited.TEXT.splitlines()]
    regions = _places(_run([audit], {audit.file: lines}))
    assert {"startLine": 5, "endLine": 5} in regions


def test_a_correction_is_an_edit_that_mends_the_file(audit: Audit) -> None:
    lines = audited.TEXT.splitlines()
    (fix,) = [fix for result in _run([audit], {audit.file: lines})["results"] for fix in result.get("fixes", ())]
    ((edit,),) = [change["replacements"] for change in fix["artifactChanges"]]
    assert _cut(lines, edit["deletedRegion"]) == "6.76%"
    assert edit["insertedContent"] == {"text": "6.61%"}
