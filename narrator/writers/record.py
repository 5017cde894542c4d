"""起草记录: what a draft was made from, what the checks said, and who explained which 疑点, for a reviewer.

Everything is told by what it is, nothing by when or where: hashes (SHA-256) of what went in and out, versions,
findings, confirmations, gaps and notes. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from narrator.checks.check import DOUBT, CheckResult
from narrator.checks.confirm import DONE, JudgedDoubts, explains, key
from narrator.document import plain
from narrator.document.tree import Document
from narrator.figures.findings import Finding
from narrator.figures.model import Unit
from narrator.figures.values import Place
from narrator.files import regular
from narrator.phrases import layers
from narrator.writers.results import FOUND_COLUMNS, Listing, found, listings, written

_PACKAGE = "narrator"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"""extra\s*==\s*["'](\w+)["']""")


class RecordedDraft(NamedTuple):
    """A draft and all that belongs to it.

    ``inputs`` are the files that went in, by their names beside the unit's file; ``out`` those that came out,
    by name ("" on the screen); ``extras`` the optional parts of the program that it may have taken.
    """

    document: Document
    unit: Unit
    outcomes: Sequence[CheckResult]
    judged: JudgedDoubts
    inputs: Mapping[str, Path]
    out: Sequence[tuple[str, bytes]]
    extras: Collection[str]
    final: bool


def write(made: RecordedDraft, form: str) -> bytes:
    """The record as "json" or "xlsx"."""
    if form == "json":
        return plain.dumps(data(made)).encode()
    return _workbook(made)


def data(made: RecordedDraft) -> dict[str, Any]:
    """The record as JSON-able data."""
    named = _Names(made)
    return {
        "unit": made.unit.profile.name.text,
        "year": int(made.unit.profile.year.value),
        "date": made.unit.profile.date.isoformat(),
        "final": made.final,
        "documents": [{"file": name, "sha256": _hash(content)} for name, content in made.out],
        "inputs": [{"file": name, "sha256": _hash(regular.read(path))} for name, path in made.inputs.items()],
        "pack": {
            "id": made.document.pack,
            "layers": [{"id": name, "sha256": digest} for name, digest in _layers(made.document)],
            "choices": {one.option: one.choice for one in (made.document.words.chosen if made.document.words else ())},
        },
        "versions": dict(_versions(made.extras)),
        "findings": [
            {"level": level, **_finding(finding, named), **_confirmed(made, level, finding)}
            for outcome in made.outcomes
            for level, finding in outcome.findings()
        ],
        "confirmations": list(_confirmations(made)),
        "gaps": [
            {"key": key, "subject": subject, "headings": headings, "sentence": sentence}
            for key, subject, headings, sentence in _gaps(made.document)
        ],
        "notes": [_finding(note, named) for note in made.document.notes],
    }


class _Names:
    """Files by their names beside the unit's file, wherever the folder stands."""

    def __init__(self, made: RecordedDraft) -> None:
        self.names = {str(path): name for name, path in made.inputs.items()}
        origin = made.unit.profile.name.origin
        self.home = f"{Path(origin.file).parent.as_posix()}/" if origin else ""

    def place(self, where: Place | None) -> Place | None:
        if where is None:
            return None
        return where._replace(file=self.names.get(where.file, Path(where.file).as_posix().removeprefix(self.home)))


def _finding(finding: Finding, named: _Names) -> dict[str, Any]:
    return {
        "code": finding.code,
        "place": plain.place(named.place(finding.place)),
        "evidence": finding.evidence,
        "advice": finding.advice,
    }


def _confirmed(made: RecordedDraft, level: str, finding: Finding) -> dict[str, Any]:
    if level != DOUBT:
        return {}
    doubt = made.judged.doubts[key(finding.code, finding.evidence)]
    return {"confirm": doubt.needed, "confirmed": doubt.confirmed}


def _confirmations(made: RecordedDraft) -> Iterator[dict[str, Any]]:
    """What the unit wrote, whether it holds, and why not."""
    for one in made.unit.confirmations:
        code, evidence = one.code.text, one.evidence.text
        fits = key(code, evidence) in made.judged.doubts
        state = made.judged.state(code, evidence) if fits else made.judged.outdated(code)
        holds = fits and explains(one)
        yield {
            "code": code,
            "evidence": evidence,
            **written(one),
            "holds": holds,
            "state": DONE if holds else state,
        }


def _gaps(document: Document) -> Iterator[tuple[str, str, list[str], str]]:
    for hole in document.gaps():
        yield hole.gap.key, hole.gap.subject, list(hole.headings), hole.sentence


def _layers(document: Document) -> Iterator[tuple[str, str]]:
    """The layers of the pack with a hash over all files of each; a unit's own wording counts among the inputs."""
    pack = document.words
    if pack is None:
        return
    for name, folder in zip(pack.layers, pack.folders, strict=True):
        if name == pack.wording:
            continue
        there = [path for path in layers.files_of(folder) if path.is_file()]
        lines = [f"{path.relative_to(folder).as_posix()} {_hash(regular.read(path))}\n" for path in there]
        yield name, _hash("".join(lines).encode())


def _versions(extras: Collection[str]) -> Iterator[tuple[str, str]]:
    """The program, Python, and the libraries that the program says it needs, with those of these extras."""
    yield _PACKAGE, metadata.version(_PACKAGE)
    yield "python", platform.python_version()
    for requirement in sorted(metadata.requires(_PACKAGE) or (), key=str.lower):
        name, extra = _NAME.match(requirement), _EXTRA.search(requirement)
        if name and (extra is None or extra.group(1) in extras):
            yield name.group().lower(), metadata.version(name.group())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# As a workbook ----------------------------------------------------------------------------------------


def _workbook(made: RecordedDraft) -> bytes:
    told = data(made)
    named = _Names(made)
    outcomes = [
        outcome._replace(
            verdicts=tuple(verdict._replace(place=named.place(verdict.place)) for verdict in outcome.verdicts)
        )
        for outcome in made.outcomes
    ]
    confirmations = [
        [one["code"], one["evidence"], *(one.get(name, "") for name in ("explanation", "by", "date")), one["state"]]
        for one in told["confirmations"]
    ]
    gaps = [["待填", gap["key"], gap["sentence"]] for gap in told["gaps"]]
    notes = [["提示", note["code"], f"{note['evidence']}{note['advice']}"] for note in told["notes"]]
    sheets = (
        Listing("起草记录", {"类别": 12, "名称": 40, "内容": 70}, list(_about(told))),
        Listing("核对结果", FOUND_COLUMNS, found(outcomes, made.judged), ("级别",)),
        Listing(
            "疑点确认",
            {"编号": 8, "依据": 70, "说明": 50, "确认人": 12, "日期": 14, "状态": 22},
            confirmations,
        ),
        Listing("待填和提示", {"类别": 8, "名称": 50, "内容": 100}, [*gaps, *notes]),
    )
    return listings(sheets, told["unit"], made.unit.profile.date)


def _about(told: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "单位", told["unit"], f"{told['year']} 年度，文件日期 {told['date']}"
    yield "定稿", "--final", "是" if told["final"] else "否"
    for kind, listed in (("生成的文件", "documents"), ("输入的文件", "inputs")):
        yield from ((kind, one["file"] or "（屏幕）", one["sha256"]) for one in told[listed])
    yield from (("短语库", one["id"], one["sha256"]) for one in told["pack"]["layers"])
    yield from (("用语选择", option, choice) for option, choice in told["pack"]["choices"].items())
    yield from (("版本", name, version) for name, version in told["versions"].items())
