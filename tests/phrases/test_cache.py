"""What is kept between two runs only saves work: it gives what the sources give, and nothing but that is trusted."""

from __future__ import annotations

import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import narrator
from helpers import packs
from helpers.running import ROOT, as_process
from narrator.figures.model import Unit
from narrator.phrases import table
from narrator.phrases.cache import FOLDER, Cache, code_hash
from narrator.phrases.phrasebook import Phrasebook, default

FIXTURE = ROOT / "fixtures" / "changji-2024"
PACK = "xinjiang/2024"
IDS = default().packs()
POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="on Windows the user's profile is barred to others as a whole"
)


@pytest.fixture(scope="module")
def unit() -> Unit:
    return narrator.load(FIXTURE)


def _kept(folder: Path) -> Phrasebook:
    return Phrasebook(cache=Cache("", folder))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), key=lambda path: path.stat().st_size)


def _text(unit: Unit, phrasebook: Phrasebook, pack: object = PACK) -> str:
    document = narrator.draft(unit, str(pack), phrasebook)
    return narrator.render(document, "json") + "".join(map(str, document.notes))


@pytest.mark.slow
@pytest.mark.parametrize("pack_id", IDS)
def test_a_pack_that_was_kept_is_the_pack_of_the_sources(pack_id: str, unit: Unit, tmp_path: Path) -> None:
    """Field by field, with its outline and its reasons; and it drafts the same, down to every origin."""
    read = Phrasebook(cache=Cache("", None))
    _kept(tmp_path).pack(pack_id)
    assert _files(tmp_path)
    sources, kept = read.pack(pack_id), _kept(tmp_path).pack(pack_id)
    for name in sources.__dataclass_fields__:
        if name not in ("plan", "read_offers", "rules", "proved"):
            assert getattr(kept, name) == getattr(sources, name), name
    assert kept.rules.numbers == sources.rules.numbers
    assert [word.place for word in kept.rules.numbers] == [word.place for word in sources.rules.numbers]
    assert kept.rules.directions.words == sources.rules.directions.words
    assert kept.outline == sources.outline
    assert all(words == sources.wordings[name] for name, words in kept.proved.items())
    assert set(kept.proved) == sources.compiled.reached
    assert kept.offers == sources.offers
    assert kept.compiled[2:5] == sources.compiled[2:5]
    assert _text(unit, _kept(tmp_path), pack_id) == _text(unit, read, pack_id)


def test_a_changed_source_is_compiled_again(unit: Unit, tmp_path: Path) -> None:
    """A phrase, a parent's phrase, a setting and the outline: what was kept of the earlier state is never given."""
    pack = packs.copied(tmp_path)
    edits = [
        (pack.parent / "phrases" / "totals.yaml", "收入支出总体", "收支总体"),
        (pack.parent / "pack.yaml", "join: ；", "join: 。"),
        (pack.parents[1] / "national" / "phrases" / "common.yaml", "source:", "# 改过\nsource:"),
        (pack / "outline.yaml", "parts:", "# 改过\nparts:"),
    ]
    before = _text(unit, _kept(tmp_path / "kept"), pack)
    for path, old, new in edits:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        now = _text(unit, _kept(tmp_path / "kept"), pack)
        assert now == _text(unit, Phrasebook(cache=Cache("", None)), pack)
        path.write_text(text, encoding="utf-8")
    assert _text(unit, _kept(tmp_path / "kept"), pack) == before


def _damaged(kind: str, content: bytes) -> bytes:
    seal, _, data = content.partition(b"\n")
    return {
        "empty": b"",
        "cut": content[: len(content) // 2],
        "another word": content.replace("增加".encode(), "减少".encode()),
        "no seal": b"\n" + data,
        "a longer file": content + b" ",
        "a list": seal + b"\n[]",
        "too long": content + b" " * 9 * 2**20,
    }[kind]


@pytest.mark.parametrize("kind", ["empty", "cut", "another word", "no seal", "a longer file", "a list", "too long"])
def test_what_is_damaged_is_passed_over(kind: str, unit: Unit, tmp_path: Path) -> None:
    expected = _text(unit, _kept(tmp_path))
    for path in _files(tmp_path):
        path.write_bytes(_damaged(kind, path.read_bytes()))
    assert _text(unit, _kept(tmp_path)) == expected
    assert _text(unit, _kept(tmp_path)) == expected


def test_what_was_kept_of_another_pack_is_passed_over(unit: Unit, tmp_path: Path) -> None:
    """A whole file of ours in the place of another one."""
    expected = _text(unit, _kept(tmp_path))
    _kept(tmp_path).pack("shanghai/2024")
    *_, one, other = _files(tmp_path)
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])
    assert _text(unit, _kept(tmp_path)) == expected


@POSIX
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_can_write_is_not_trusted(mode: int, tmp_path: Path) -> None:
    """However right it looks: who can write the file can write its seal."""
    cache = Cache("", tmp_path)
    cache.keep("key", lambda: ["words"])
    assert cache.recall("key") == ["words"]
    (tmp_path / "key.json").chmod(mode)
    assert cache.recall("key") is None


def test_where_nothing_can_be_kept_it_works_all_the_same(unit: Unit, tmp_path: Path) -> None:
    """The folder is a file; there is no folder; its name is none."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    expected = _text(unit, Phrasebook(cache=Cache("", None)))
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "nul\0l"):
        assert _text(unit, _kept(folder)) == expected
    assert (tmp_path / "file").read_text(encoding="utf-8") == ""


def test_a_pack_with_a_mistake_is_not_kept(tmp_path: Path) -> None:
    """Its mistakes are told by its sources, each time."""
    pack = packs.child(tmp_path, own="source: 某\nphrases:\n  总体.主语: '{{ 没有 | 万元 }}'\n")
    for _ in range(2):
        run = as_process(tmp_path, "draft", str(FIXTURE), "--pack", str(pack), **{FOLDER: str(tmp_path / "kept")})
        assert run.returncode == 2
        assert "没有槽位「没有」" in run.stderr
    kept = [path.read_text(encoding="utf-8") for path in _files(tmp_path / "kept")]
    assert kept
    assert not [content for content in kept if "Outline" in content]


def test_another_program_keeps_its_own(tmp_path: Path) -> None:
    """The same source, compiled by another state of the code, is another key."""
    source = str(tmp_path / "source")
    Path(source).write_text("甲", encoding="utf-8")
    keys = {Cache(program, tmp_path).key(about, [source]) for program in "ab" for about in (["1", "2"], ["12"])}
    Path(source).write_text("乙", encoding="utf-8")
    assert len(keys | {Cache("a", tmp_path).key(["12"], [source])}) == 5
    assert code_hash() == code_hash()


def test_nothing_is_written_beside_the_program(tmp_path: Path) -> None:
    """What came with it is found; where no other folder is given, nothing is kept."""
    (tmp_path / "with us").mkdir()
    Cache("", tmp_path / "with us").keep("key", lambda: ["words"])
    installed = Cache("", None, tmp_path / "with us")
    assert installed.recall("key") == ["words"]
    installed.keep("other", lambda: ["more"])
    assert installed.recall("other") is None
    assert [path.name for path in (tmp_path / "with us").iterdir()] == ["key.json"]


def test_sources_that_are_too_large_are_not_hashed(tmp_path: Path) -> None:
    """A thousand files of megabytes are told by who reads them, and cost no time before."""
    cache, large = Cache("", tmp_path), tmp_path / "large"
    large.write_bytes(b"x" * 2**20)
    assert cache.key(["1"], [str(large)] * 30)
    assert cache.key(["1"], [str(large)] * 1000) == ""


def test_no_more_is_kept_than_is_bound(tmp_path: Path) -> None:
    cache = Cache("", tmp_path)
    for number in range(300):
        cache.keep(f"{number}", partial(int, number))
    assert len(_files(tmp_path)) == 256
    assert cache.recall("299") == 299
    assert sorted(tmp_path.iterdir()) == sorted(_files(tmp_path))


@pytest.mark.parametrize(
    "lines", [[], [["os.system", 0]], ["echo", ["system", 0]], [["tuple", 5]], [["Phrase", 0]], [["tuple", "0"]], [[]]]
)
def test_a_table_makes_nothing_but_values(lines: Any) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        table.deep(lines)


def test_a_value_stands_once_in_its_table() -> None:
    value = (("甲", 1, True, None), {"a": ("甲", 1, True, None)}, frozenset("ba"))
    lines = table.flat(value)
    assert table.deep(json.loads(json.dumps(lines))) == value
    assert len(lines) == len({json.dumps(line) for line in lines})


_LOADED = """
import sys, narrator
document = narrator.draft(narrator.load({fixture!r}), {pack!r})
print(narrator.render(document))
print([name for name in ("jinja2", "babel", "num2words", "narrator.phrases.entries") if name in sys.modules])
"""


@pytest.mark.slow
def test_the_second_run_compiles_nothing(tmp_path: Path) -> None:
    """In processes of their own: the first one compiles and keeps, the second one imports none of what that needs."""
    import subprocess

    pack = str(packs.copied(tmp_path))  # no shipped one, which an installed program has compiled
    told = []
    for _ in range(2):
        environment = {**os.environ, FOLDER: str(tmp_path / "kept"), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _LOADED.format(fixture=str(FIXTURE), pack=pack)]
        run = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
        told.append(run.stdout.strip().rpartition("\n"))
    assert told[0][0] == told[1][0]
    assert "jinja2" in told[0][2]
    assert told[1][2] == "[]"
    without = as_process(tmp_path, "draft", str(FIXTURE), "--pack", pack, "--format", "txt", **{FOLDER: ""})
    assert without.stdout.strip() == told[0][0].strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "phrasebook"]


def test_the_sources_are_always_what_lint_reads(tmp_path: Path) -> None:
    """Even where what is kept says something else, which nobody could have written: the files are read."""
    pack = packs.copied(tmp_path)
    environment = {FOLDER: str(tmp_path / "kept")}
    assert as_process(tmp_path, "phrases", "lint", str(pack), **environment).returncode == 0
    shutil.rmtree(pack.parent / "phrases")
    assert as_process(tmp_path, "phrases", "lint", str(pack), **environment).returncode == 1
