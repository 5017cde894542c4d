"""Which shipped packs there are is kept between two runs, and is what the files say now: edited, added, taken away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import packs
from helpers.running import ROOT, as_process
from narrator.phrases.cache import FOLDER, Cache
from narrator.phrases.kept import State, state_of
from narrator.phrases.listing import Entry, Found, Listing
from narrator.phrases.phrasebook import Phrasebook


def _year(pack: Path, year: str, parent: str) -> None:
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(f"parent: {parent}\nyear: {year}\nsource: 某\n", encoding="utf-8")


def _renamed(home: Path) -> None:
    packs.edit(home / "xinjiang" / "pack.yaml", "region: 新疆\n", "region: 新疆兵团\n")


def _moved(home: Path) -> None:
    packs.edit(home / "shanghai" / "2024" / "pack.yaml", "year: 2024\n", "year: 2023\n")


def _added(home: Path) -> None:
    _year(home / "shanghai" / "2099", "2025", "shanghai/2024")


def _removed(home: Path) -> None:
    shutil.rmtree(home / "xinjiang" / "2021")


def _beside(home: Path) -> None:
    """A parent comes to stand beside the pack that names it: it is meant from then on, with its region."""
    _year(home / "shanghai" / "national" / "2024", "2024", "national")
    packs.edit(home / "shanghai" / "2024" / "pack.yaml", "region: 上海\n", "")


@pytest.mark.slow
def test_a_change_of_a_shipped_pack_is_seen_at_once(tmp_path: Path) -> None:
    """Told by what was kept, and by the files alone, it is the same after each change of a program's own packs."""
    shutil.copytree(ROOT / "narrator", tmp_path / "narrator", ignore=shutil.ignore_patterns("__pycache__"))
    packs.copied(tmp_path)

    def listed(kept: str) -> str:
        run = as_process(tmp_path, "phrases", "list", PYTHONPATH=str(tmp_path), **{FOLDER: kept})
        assert run.returncode == 0, run.stderr
        return run.stdout

    kept = str(tmp_path / "kept")
    before = listed(kept)
    assert before == listed(kept)
    for change in (_renamed, _moved, _added, _removed, _beside):
        change(tmp_path / "phrasebook")
        after = listed("")
        assert after != before, change
        assert listed(kept) == after, change
        before = after
    assert listed(kept) == before


def test_what_was_listed_is_given_without_a_look_at_the_packs(tmp_path: Path) -> None:
    """By another phrasebook with the same cache: every entry, though no head of a pack was kept."""
    cache = Cache("", tmp_path / "kept")
    expected = Phrasebook(cache=cache).entries()
    heads = [kept for kept in (tmp_path / "kept").iterdir() if b'"Mapping"' in kept.read_bytes()]
    assert len(heads) == len(expected)
    for head in heads:
        head.unlink()
    assert Phrasebook(cache=cache).entries() == expected
    assert len(list((tmp_path / "kept").iterdir())) == 1


def _settled(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1, 1))


def test_a_list_holds_while_its_files_and_folders_do(tmp_path: Path) -> None:
    """Whatever the clock says: the content counts, in this process and in the next; and a name in a folder."""
    folder, file, missing = tmp_path / "folder", tmp_path / "file", tmp_path / "missing"
    folder.mkdir()
    os.utime(folder, (1, 1))
    _settled(file, "甲")
    cache = Cache("", tmp_path / "kept")
    listed = {tmp_path / "pack": Found(Entry("pack", "某地", 2024, 2023, 0), (tmp_path, tmp_path / "pack"))}
    seen: dict[str, State] = {str(path): state_of(str(path)) for path in (folder, file, missing)}
    one = Listing(cache)
    assert one.recall(state_of) is None
    one.keep(seen, listed)
    assert one.recall(state_of) == Listing(cache).recall(state_of) == listed
    os.utime(file, (2, 2))
    assert one.recall(state_of) == Listing(cache).recall(state_of) == listed
    changes: list[tuple[Callable[[], object], Callable[[], object]]] = [
        (lambda: _settled(file, "乙"), lambda: _settled(file, "甲")),
        ((folder / "name").mkdir, (folder / "name").rmdir),
        (missing.touch, missing.unlink),
    ]
    for change, undone in changes:
        change()
        assert one.recall(state_of) is None
        assert Listing(cache).recall(state_of) is None
        undone()
        assert Listing(cache).recall(state_of) == listed


def test_what_was_written_meanwhile_is_not_kept(tmp_path: Path) -> None:
    """The state that was taken down is another one than that of the content: nobody knows what was read."""
    file = tmp_path / "file"
    _settled(file, "甲")
    seen = {str(file): state_of(str(file))}
    _settled(file, "乙丙")
    cache = Cache("", tmp_path / "kept")
    Listing(cache).keep(seen, {})
    assert not (tmp_path / "kept").exists()
