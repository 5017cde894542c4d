"""Whatever a folder holds, a batch says what is wrong with it and goes on: every kind of folder that cannot be read."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import narrator
from helpers import bad_units
from helpers.bad_units import Bad
from helpers.running import ROOT
from narrator.batch.manifest import Manifest
from narrator.batch.outcome import UNREADABLE
from narrator.figures.findings import Refused

sys.path.insert(0, str(ROOT / "benchmarks"))
units: Any = importlib.import_module("units")

SECONDS, GIGABYTES = 20, 2  # what one refusal, and a batch in each of its processes, may cost at the very most
GOOD = 40


@pytest.mark.parametrize("kind", bad_units.possible(), ids=lambda kind: kind.name)
def test_it_is_refused_with_its_code_and_a_way_out(kind: Bad, tmp_path: Path) -> None:
    kind.write(tmp_path / "unit")
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        narrator.draft(narrator.load(tmp_path / "unit"))
    assert time.process_time() - start < SECONDS
    found = refused.value.findings
    assert {finding.code for finding in found} == {*kind.codes}
    assert all(finding.evidence.endswith(("。", "？")) for finding in found)


def test_some_are_of_every_group_and_more_than_there_are_come_again() -> None:
    every = len(bad_units.possible())
    assert every > 30
    names = [kind.name for _, kind in bad_units.bad(30)]
    assert len({*names}) == 30
    assert {kind.codes[0][0] for _, kind in bad_units.bad(30)} == {"U", "B", "F", "P"}
    assert len({name for name, _ in bad_units.bad(3 * every)}) == 3 * every


def _bounded() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES * 2**30, GIGABYTES * 2**30))


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch_tells_them_all_and_drafts_the_rest(jobs: int, tmp_path: Path) -> None:
    """Every good unit has its document, every bad one its line, and nothing else is in the output."""
    good = {folder.relative_to(tmp_path / "root") for folder in units.write(tmp_path / "root", 1, range(GOOD))}
    every = len(bad_units.possible())
    bad = dict(zip(units.write_bad(tmp_path / "root", every), (kind for _, kind in bad_units.bad(every)), strict=True))
    done = subprocess.run(
        [sys.executable, "-m", "narrator", "batch", "root", "--out", "out", "--jobs", str(jobs)],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=None if os.name == "nt" else _bounded,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    with Manifest(tmp_path / "out") as manifest:
        told = [one for one in manifest.outcomes() if one.state == UNREADABLE]
    unread = {one.unit: {finding.code for finding in one.findings} for one in told}
    assert unread == {folder.relative_to(tmp_path / "root").as_posix(): {*kind.codes} for folder, kind in bad.items()}
    written = {file.parent.relative_to(tmp_path / "out") for file in (tmp_path / "out").rglob("*.docx")}
    assert written == good
    for unit in unread:
        assert unit in done.stderr + done.stdout
