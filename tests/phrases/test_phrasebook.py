"""A phrasebook gives what its files say now: edited, moved, elsewhere, in another thread, beside another one."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import narrator
from helpers import packs
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.values import Text
from narrator.phrases.cache import Cache
from narrator.phrases.kept import Kept
from narrator.phrases.phrasebook import Phrasebook, default
from narrator.phrases.search import OWN_PACKS

FIXTURES = Path(__file__).parents[2] / "fixtures"
PHRASE = "总体.主语"


@pytest.fixture(scope="module")
def unit() -> Unit:
    return narrator.load(FIXTURES / "changji-2024")


def _pack(folder: Path, words: str) -> Path:
    """A pack that words how the first paragraph begins."""
    folder.mkdir(parents=True, exist_ok=True)
    return packs.child(folder, own=f"source: 某\nphrases:\n  {PHRASE}: {words}\n")


def _edit(pack: Path, old: str, new: str) -> None:
    packs.edit(pack / "phrases" / "own.yaml", old, new)


def _says(unit: Unit, words: str, pack: object, phrasebook: Phrasebook | None = None) -> bool:
    return f"\n{words}" in narrator.render(narrator.draft(unit, str(pack), phrasebook))


@pytest.mark.parametrize("make", [default, Phrasebook], ids=["default", "own"])
def test_an_edited_pack_is_read_again(make: Callable[[], Phrasebook], unit: Unit, tmp_path: Path) -> None:
    """As often as it is edited, however fast, and where no size and no minute tells."""
    phrasebook, pack, word = make(), _pack(tmp_path, "起初"), "起初"
    for again in ("甲说", "乙说", "丙说", "丁说", "戊说"):
        assert _says(unit, word, pack, phrasebook)
        _edit(pack, word, again)
        word = again
    assert _says(unit, word, pack, phrasebook)


def test_what_stands_beside_it_is_looked_at_as_well(unit: Unit, tmp_path: Path) -> None:
    """A file of phrases that is added or taken away, and a parent that comes to stand beside the pack."""
    phrasebook, pack = Phrasebook(), _pack(tmp_path, "起初")
    assert _says(unit, "起初", pack, phrasebook)
    (pack / "phrases" / "own.yaml").rename(tmp_path / "kept.yaml")
    assert not _says(unit, "起初", pack, phrasebook)
    (tmp_path / "kept.yaml").rename(pack / "phrases" / "later.yaml")
    assert _says(unit, "起初", pack, phrasebook)
    packs.edit(pack / "pack.yaml", "parent: xinjiang/2024", "parent: xinjiang/2023")
    copied = packs.copied(tmp_path / "elsewhere", "xinjiang/2023")
    copied.parent.rename(tmp_path / "xinjiang")
    assert phrasebook.chain(str(pack))[-2].folder == tmp_path / "xinjiang" / "2023"


def test_one_relative_id_in_two_working_folders(unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names two packs; and a pack that was taken in one folder is whole when it is used in another."""
    phrasebook = Phrasebook()
    taken = {}
    for name in ("a", "b"):
        _pack(tmp_path / name, f"{name}说")
        monkeypatch.chdir(tmp_path / name)
        assert _says(unit, f"{name}说", "pack", phrasebook)
        taken[name] = phrasebook.pack("pack")
    assert all(folder.is_absolute() for folder in taken["a"].folders)
    assert taken["a"].offers == taken["b"].offers


def test_the_environment_is_asked_each_time(unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bureau's own packs that are named later, or no more; a phrasebook that has its own does not ask."""
    at = _pack(tmp_path / "made", "某局说")
    (at / "pack.yaml").write_text("parent: xinjiang/2024\nregion: 新疆昌吉\nyear: 2024\nsource: 某\n", encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    at.rename(own / "昌吉")
    phrasebook, fixed = Phrasebook(), Phrasebook(own)
    region = Text("新疆昌吉州")
    assert phrasebook.choose(region, 2024)[0].id == "xinjiang/2024"
    monkeypatch.setenv(OWN_PACKS, str(own))
    assert Path(phrasebook.choose(region, 2024)[0].id).name == "昌吉"
    monkeypatch.delenv(OWN_PACKS)
    assert phrasebook.choose(region, 2024)[0].id == "xinjiang/2024"
    assert Path(fixed.choose(region, 2024)[0].id).name == "昌吉"
    monkeypatch.setenv(OWN_PACKS, str(tmp_path / "nowhere"))
    assert Path(fixed.choose(region, 2024)[0].id).name == "昌吉"
    with pytest.raises(Refused):
        phrasebook.choose(region, 2024)


def test_a_units_own_wording_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "wording" / "phrases").mkdir(parents=True)
    (tmp_path / "unit.yaml").write_bytes((FIXTURES / "changji-2024" / "unit.yaml").read_bytes())
    own = tmp_path / "wording" / "phrases" / "own.yaml"
    unit = narrator.load(tmp_path)
    for words in ("本单位甲说", "本单位乙说"):
        own.write_text(f"source: 某\nphrases:\n  {PHRASE}: {words}\n", encoding="utf-8")
        assert f"\n{words}" in narrator.render(narrator.draft(unit))


def test_what_did_not_change_is_kept(unit: Unit, tmp_path: Path) -> None:
    """The same pack, not its like; and of a pack that changed, the layers that did not."""
    phrasebook, pack = Phrasebook(), str(_pack(tmp_path, "起初"))
    os.utime(tmp_path / "pack" / "phrases" / "own.yaml", (1, 1))
    _settle(tmp_path)
    before = phrasebook.chain(pack)
    assert phrasebook.pack(pack) is phrasebook.pack(pack)
    _edit(Path(pack), "起初", "后来")
    after = phrasebook.chain(pack)
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, True, True, False]


def _settle(folder: Path) -> None:
    """As if it had been written long ago."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (1, 1))


def test_a_phrasebook_that_is_still_says_what_it_said_first(unit: Unit, tmp_path: Path) -> None:
    """Also where the pack is gone; the one that it was made of, and one made of that later, see what was edited."""
    phrasebook, pack = Phrasebook(), _pack(tmp_path, "起初")
    still = phrasebook.still()
    assert _says(unit, "起初", pack, still)
    _edit(pack, "起初", "后来")
    assert _says(unit, "起初", pack, still)
    assert _says(unit, "后来", pack, phrasebook)
    assert _says(unit, "后来", pack, phrasebook.still())
    shutil.rmtree(pack)
    assert _says(unit, "起初", pack, still)


def test_two_phrasebooks_have_nothing_in_common(unit: Unit, tmp_path: Path) -> None:
    one, other = Phrasebook(), Phrasebook()
    pack = _pack(tmp_path, "起初")
    assert one.pack(str(pack)) is not other.pack(str(pack))
    assert one.pack("xinjiang/2024") is not other.pack("xinjiang/2024")
    assert one.only("sichuan").wanted == "sichuan"
    assert one.wanted is None


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        Phrasebook(tmp_path / "nowhere")
    (finding,) = refused.value.findings
    assert finding.evidence == f"没有「{tmp_path / 'nowhere'}」这个文件夹。"


def test_no_more_is_kept_than_is_bound(tmp_path: Path) -> None:
    """However many packs and states of packs are asked for."""
    kept = [cache for name, cache in vars(Kept(Cache("", None))).items() if not name.startswith("_")]
    assert kept
    assert all(cache.cache_info().maxsize for cache in kept)


@pytest.mark.slow
def test_several_threads_may_draft(unit: Unit, tmp_path: Path) -> None:
    """From one phrasebook and from many, while a pack is edited: every text is one of those that were meant."""
    expected = narrator.render(narrator.draft(unit))
    shared, pack = Phrasebook(), _pack(tmp_path, "甲说")
    start = threading.Barrier(6)

    def shipped(number: int) -> set[str]:
        start.wait()
        phrasebook = shared if number % 2 else Phrasebook()
        return {narrator.render(narrator.draft(unit, None, phrasebook)) for _ in range(3)}

    def edited(_: int) -> set[str]:
        start.wait()
        return {_beginning(narrator.render(narrator.draft(unit, str(pack), shared))) for _ in range(5)}

    with ThreadPoolExecutor(6) as pool:
        texts = [pool.submit(shipped, number) for number in range(4)]
        own = [pool.submit(edited, number) for number in range(2)]
        _edit(pack, "甲说", "乙说")
        assert set.union(*(each.result() for each in texts)) == {expected}
        assert set.union(*(each.result() for each in own)) <= {"甲说", "乙说"}
    assert _says(unit, "乙说", pack, shared)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_several_threads_may_write(form: str, unit: Unit) -> None:
    document = narrator.draft(unit)
    expected = narrator.write(document, form)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: narrator.write(document, form), range(6))) == {expected}


def _beginning(text: str) -> str:
    return next(line[:2] for line in text.splitlines() if line[1:2] == "说")
