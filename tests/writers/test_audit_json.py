"""An audit as JSON: its schema, which is kept stable, and every place to the character."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from helpers import audited
from narrator.audit.finding import Audit
from narrator.writers import files
from narrator.writers.audit import data


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT, WORDS = {"type": "string"}, {"type": "string", "minLength": 1}
COUNT, NUMBER = {"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}
PLACE = _closed(quote=TEXT, spots=_list(_closed(line=NUMBER, where=WORDS, first=NUMBER, last=NUMBER)))
LEVELS = ("错误", "疑点", "提示")
FINDING = _closed(
    code={"type": "string", "pattern": "^[A-Z][0-9]{3}$"},
    level={"enum": list(LEVELS)},
    places=_list(PLACE),
    evidence=WORDS,
    advice=TEXT,
    correction={"anyOf": [{"type": "null"}, _closed(place=PLACE, text=TEXT)]},
)
LEDGER = _closed(code=WORDS, about=WORDS, held=COUNT, broken=COUNT, undecided=_list(_closed(why=WORDS, count=NUMBER)))
AUDIT = _closed(
    file=WORDS,
    unit=TEXT,
    year={"anyOf": [{"type": "null"}, NUMBER]},
    part=TEXT,
    counts=_closed(**dict.fromkeys(LEVELS, COUNT)),
    findings=_list(FINDING),
    ledger=_list(LEDGER),
    coverage=_closed(figures=COUNT, bound=COUNT, unbound=_list(PLACE)),
)
SCHEMA = _closed(audits=_list(AUDIT))
SCHEMA["properties"]["stamp"] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}  # of a file, not on the screen


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return audited.audit(audited.written(tmp_path), "说明.txt")


@pytest.fixture
def made(audit: Audit) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data.write([audit]))
    return loaded


def test_it_holds_to_the_schema(made: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(made, SCHEMA)
    assert made["audits"][0]["counts"] == {"错误": 2, "疑点": 2, "提示": 1}
    assert (made["audits"][0]["unit"], made["audits"][0]["year"], made["audits"][0]["part"]) == ("某某单位", 2023, "")


def test_a_file_carries_a_stamp_beside_it(audit: Audit) -> None:
    file = files.stamped("json", data.write([audit]).encode())
    jsonschema.validate(json.loads(file), SCHEMA)
    assert files.untouched("json", file)


def test_a_text_without_a_year_holds_to_it_too(audit: Audit) -> None:
    made = json.loads(data.write([audit._replace(year=0, unit="", places=(), findings=())]))
    jsonschema.validate(made, SCHEMA)
    assert made["audits"][0]["year"] is None


def test_every_spot_is_where_its_quote_stands(made: dict[str, Any]) -> None:
    """Lines are those of the file, blank ones counted; a quote over a line break is two spots."""
    lines = audited.TEXT.splitlines()
    (told,) = made["audits"]
    places = [place for finding in told["findings"] for place in finding["places"]] + told["coverage"]["unbound"]
    places += [finding["correction"]["place"] for finding in told["findings"] if finding["correction"]]
    broken = [place for place in places if len(place["spots"]) == 2]
    assert [place["quote"] for place in broken] == ["公务用车运行维护费2.20万元"]
    seen = 0
    for place in places:
        pieces = []
        for spot in place["spots"]:
            if "格" not in spot["where"]:
                pieces.append(lines[spot["line"] - 1][spot["first"] - 1 : spot["last"]])
                assert spot["where"] == f"第 {spot['line']} 行"
                seen += 1
        assert "".join(pieces) in ("", place["quote"])
    assert seen == 10


def test_a_cell_says_its_row_and_column(made: dict[str, Any]) -> None:
    (cell,) = made["audits"][0]["findings"][3]["places"][1]["spots"]
    assert cell == {"line": 9, "where": "第 9 行第 2 格", "first": 1, "last": 4}
