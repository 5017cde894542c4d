"""A short run of the fuzzing, without atheris: the kept inputs and some mutations of them at each door."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from attack import figures
from fuzz import doors
from narrator.authoring.lint import lint
from narrator.phrases.formats import apart
from narrator.phrases.phrasebook import default

pytestmark = pytest.mark.fuzz  # inputs that are broken by chance

CORPUS = Path(__file__).parents[1] / "fuzz" / "corpus"
MUTATIONS = {"unit": 40, "workbook": 40, "word": 20, "pack": 20, "matcher": 200}


def _corpus(door: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / door).iterdir())]


def test_every_door_has_kept_inputs_and_they_are_few() -> None:
    assert set(MUTATIONS) == set(doors.DOORS) == {path.name for path in CORPUS.iterdir()}
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 200_000


@pytest.mark.parametrize("door", doors.DOORS)
def test_kept_inputs(door: str) -> None:
    kept = _corpus(door)
    assert kept
    for data in kept:
        doors.knock(door, data)


@pytest.mark.parametrize("door", doors.DOORS)
def test_mutations_of_them(door: str) -> None:
    """The same ones every time: a few bytes changed, taken away or put in."""
    chance = random.Random(door)
    kept = _corpus(door)
    for _ in range(MUTATIONS[door]):
        data = bytearray(chance.choice(kept))
        for _ in range(1 + chance.randrange(4)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        doors.knock(door, bytes(data))


def test_the_pack_that_is_edited_is_right(tmp_path: Path) -> None:
    """Before any edit lint finds nothing, so that what it finds is of the edits."""
    doors.write_pack(tmp_path, *doors.own_pack())
    assert lint(str(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "text"), [("原样", "007"), ("原样", "-0"), ("万元", "-0.00万元"), ("百分比", "-0.00%"), ("年", "0694")]
)
def test_what_is_never_printed_so_is_not_read(name: str, text: str) -> None:
    assert default().pack("xinjiang/2024").formats[name].read(text) is None


@pytest.mark.parametrize(("first", "second"), [("原样", "年"), ("数字序号", "年"), ("年", "万元"), ("年", "年")])
def test_two_numbers_side_by_side_cannot_be_told_apart(first: str, second: str) -> None:
    formats = default().pack("xinjiang/2024").formats
    assert not apart(formats[first], formats[second])


# The grammar by which the attack judges ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("收入总计451.67万元，其中", [("money", "4516700")]),
        ("4516700元；0.045167亿元", [("money", "4516700"), ("money", "4516700")]),
        ("减少7.26万元，下降3.39%", [("money", "-72600"), ("rate", "-3.39")]),
        ("减少-7.26万元", [("money", "72600")]),
        ("差异率-11.45%，差异率−11.45％", [("rate", "-11.45"), ("rate", "-11.45")]),
        ("4,516,700.00元", [("money", "4516700")]),
        ("实有人数6人，3万人", [("count", "6"), ("count", "30000")]),
        ("增加了20元、低于20元", [("money", "20"), ("money", "-20")]),
        *((f"总计{mark}451.67万元", [("money", None)]) for mark in ("９", "①", "²", "十", "%", ".")),
        ("增加（减少）20万元", [("money", None)]),
        ("收入总计451.67", [("count", "451.67")]),
    ],
)
def test_figures_of_a_text(text: str, read: list[tuple[str, str | None]]) -> None:
    found = [(one.kind, None if one.value is None else f"{one.value.normalize():f}") for one in figures.read(text)]
    assert found == read


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ("总计451.67万元", False),
        ("总计4516700.00元", False),
        ("总计0.05亿元", False),
        ("总计452万元", False),
        ("总计451.67元", True),
        ("总计451.68万元", True),
        ("总计1451.67万元", True),
        ("总计-451.67万元", True),
        ("总计451.67万元，5万元", True),
        ("总计", True),
    ],
)
def test_figures_compared(printed: str, wrong: bool) -> None:
    """What is printed with fewer digits stands for its interval."""
    assert bool(figures.compare("总计451.67万元", printed)) is wrong
