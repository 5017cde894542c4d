"""The open benchmark of published texts: every file is well formed, and true to the text where that is at hand."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from narrator.files import marked

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "benchmarks" / "audit" / "published"
KINDS = PUBLISHED / "kinds.yaml"
FILES = sorted(set(PUBLISHED.glob("*.yaml")) - {KINDS})
LEVELS = {"错误", "疑点", "提示"}
HEAD = {"text", "source", "sha256", "family", "whole", "defects", "traps"}
HEAD_TOO = {"pdf", "pdf-sha256", "template"}
DEFECT = {"quote", "kind", "level", "proof"}
DEFECT_TOO = {"nth", "also", "last-digit", "figures"}


def loaded(path: Path) -> marked.Mapping:
    """One file of the benchmark; every scalar stays text."""
    node = marked.load(path)
    assert isinstance(node, marked.Mapping), path.name
    return node


def listed(node: marked.Node) -> list[marked.Mapping]:
    """The entries of a list of mappings."""
    assert isinstance(node, marked.Sequence)
    entries = [entry for entry in node if isinstance(entry, marked.Mapping)]
    assert len(entries) == len(node)
    return entries


def stored(name: str) -> Path | None:
    """The file of this name in the folders of texts: those of PUBLISHED_TEXTS, else those beside the checkout."""
    given = os.environ.get("PUBLISHED_TEXTS")
    shared = ROOT.parent / "shared"
    folders = [Path(folder) for folder in given.split(os.pathsep)] if given else [shared / "corpus", shared / "seed"]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def body(raw: bytes) -> str:
    """A stored text without the lines that those who stored it put above it."""
    lines = raw.decode().splitlines(keepends=True)
    while lines and lines[0].startswith(("SOURCE:", "NOTE:")):
        del lines[0]
    return "".join(lines)


def place(text: str, entry: marked.Mapping) -> tuple[int, int]:
    """The first character of an entry's quote and the one after its last: there is one, or as many as ``nth`` needs."""
    places = [found.span() for found in re.finditer(re.escape(str(entry["quote"])), text)]
    nth = int(str(entry.get("nth", "1")))
    assert 1 <= nth <= len(places) if "nth" in entry else len(places) == 1, entry
    return places[nth - 1]


def test_each_kind_is_said_in_one_line() -> None:
    """kinds.yaml is a mapping of names to sentences, and there are texts to judge."""
    assert FILES
    assert all(isinstance(said, marked.Scalar) and said.endswith("。") for said in loaded(KINDS).values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_well_formed(path: Path) -> None:
    """Keys, kinds, levels and marks come from closed lists; nothing that must be said is blank."""
    file, kinds = loaded(path), set(loaded(KINDS))
    assert set(file) >= HEAD
    assert set(file) <= HEAD | HEAD_TOO
    assert ("pdf" in file) == ("pdf-sha256" in file)
    assert path.name.isascii()
    assert file["whole"] in {"true", "false"}
    assert file.get("template", "true") == "true"
    for defect in listed(file["defects"]):
        assert set(defect) >= DEFECT, defect
        assert set(defect) <= DEFECT | DEFECT_TOO, defect
        assert all(defect.values()), defect
        assert {defect["kind"], *(defect.get("also") or [])} <= kinds, defect
        assert defect["level"] in LEVELS, defect
        assert defect.get("last-digit", "true") == "true", defect
    for trap in listed(file["traps"]):
        assert {"quote", "why"} <= set(trap) <= {"quote", "why", "nth"}, trap
        assert all(trap.values()), trap


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_true_to_its_text(path: Path) -> None:
    """The digest is that of the text, every quote occurs in it as often as is said, and no trap lies on a defect."""
    file = loaded(path)
    for name, digest in (("text", "sha256"), ("pdf", "pdf-sha256")):
        if name in file:
            found = stored(str(file[name]))
            if found is None:
                pytest.skip(f"the folder of published texts is not here: no {file[name]}")
            assert hashlib.sha256(found.read_bytes()).hexdigest() == file[digest]
    found = stored(str(file["text"]))
    assert found is not None
    text = body(found.read_bytes())
    defects = [place(text, defect) for defect in listed(file["defects"])]
    for trap in listed(file["traps"]):
        start, end = place(text, trap)
        assert not any(start < other_end and other_start < end for other_start, other_end in defects), trap
