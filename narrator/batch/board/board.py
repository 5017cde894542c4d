"""The files that tell of all units, 总览.html and 总览.xlsx, written from what the manifest knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from narrator.batch.board.names import PAGE, WORKBOOK
from narrator.batch.manifest import BOARD, Manifest
from narrator.batch.outcome import UnitOutcome
from narrator.figures.findings import Finding, Refused
from narrator.files import regular
from narrator.writers import files
from narrator.writers.files import File


def stands(out: Path, manifest: Manifest) -> bool:
    """Whether both files are there as they were written last."""
    known = manifest.hashes(BOARD)
    return all(regular.mark(out / name) in known.get(name, ()) for name in (PAGE, WORKBOOK))


def write(out: Path, title: str, manifest: Manifest, gone: Sequence[str], *, force: bool) -> tuple[Finding, ...]:
    """Write both files; the findings where somebody edited them and they were left as they are."""
    from narrator.batch.board import page, workbook
    from narrator.batch.board.gathered import gather

    dead = set(gone)
    known = [*manifest.outcomes()]
    outcomes = [outcome for outcome in known if outcome.unit not in dead]
    board = gather(outcomes, _previous(known, manifest), gone)
    made = [
        File(out / PAGE, "html", page.write(board, title).encode()),
        File(out / WORKBOOK, "xlsx", workbook.write(board, title)),
    ]
    hashes = {file.path.name: files.digest(file.whole) for file in made}
    manifest.intend((BOARD, name, digest) for name, digest in hashes.items())
    ours = frozenset().union(*manifest.hashes(BOARD).values())
    try:
        files.save(made, force=force, folders=True, ours=ours)
    except Refused as refused:
        return refused.findings
    manifest.settle(BOARD, hashes)
    return ()


def _previous(outcomes: Iterable[UnitOutcome], manifest: Manifest) -> dict[str, UnitOutcome]:
    """What had come of each unit at the end of the last finished run; of most it is what came of them now."""
    if not manifest.since:
        return {}
    earlier = manifest.earlier()
    found = ((outcome.unit, earlier.get(outcome.unit, outcome)) for outcome in outcomes)
    return {unit: outcome for unit, outcome in found if outcome}
