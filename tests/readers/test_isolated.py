"""The process beside ours: whatever a reader does there, this process goes on, and so does the next file."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers import misbehaving
from helpers.misbehaving import FILE, call
from narrator.figures.findings import Refused
from narrator.readers import isolated

pytestmark = pytest.mark.slow  # files that are read under limits, by the hundred

COSTLY = ["a.xlsx：B105 读这个文件要用的内存或时间太多。 请检查是否选错了文件，或重新导出。"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limit")


def refused(function: Callable[..., Any], *given: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(function, *given)
    return [str(finding) for finding in caught.value.findings]


def printed(program: str) -> list[str]:
    """The words that a program prints, run in a process of its own beside these tests."""
    here = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])}
    done = subprocess.run([sys.executable, "-c", program], env=here, capture_output=True, encoding="utf-8", check=True)
    assert not done.stderr
    return done.stdout.split()


def test_values_come_back_as_they_are() -> None:
    values = (1, 1.5, "甲\udc80", None, True, date(2024, 12, 31), {(1, 2): "x"}, frozenset({3}), [["", 0.1]])
    assert call(misbehaving.given_back, *values) == values
    assert call(misbehaving.given_back, FILE.name) == ("a.xlsx",)


def test_one_process_serves_many_files() -> None:
    first = call(misbehaving.process)
    assert first != os.getpid()
    assert {call(misbehaving.process) for _ in range(3)} == {first}
    assert refused(misbehaving.refuse) == ["B199 不收。"]
    assert call(misbehaving.process) == first


def test_what_it_prints_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    assert call(misbehaving.loud) == "heard"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("function", "told"),
    [
        pytest.param(misbehaving.abort, COSTLY, id="abort"),
        pytest.param(misbehaving.hoard, COSTLY, id="memory", marks=POSIX),
        pytest.param(misbehaving.long_answer, COSTLY, id="output"),
        pytest.param(
            misbehaving.panic, ["a.xlsx：B106 文件不完整或已损坏。 请重新导出，或重新复制这个文件。"], id="panic"
        ),
    ],
)
def test_its_end_is_told_and_the_next_file_is_read(function: Callable[[], Any], told: list[str]) -> None:
    before = call(misbehaving.process)
    assert refused(function) == told
    after = call(misbehaving.process)
    assert after not in (before, os.getpid())


@pytest.mark.parametrize("function", [misbehaving.wait, pytest.param(misbehaving.work, marks=POSIX)])
def test_time_and_work_are_limited(function: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds in place of ten and twenty: of the clock for one that waits, of work for one that works."""
    monkeypatch.setattr(isolated, "SECONDS", 2 if function is misbehaving.wait else 60)
    monkeypatch.setattr(isolated, "WORK", 2)
    assert refused(function) == COSTLY
    assert call(misbehaving.process)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not tell how much memory was taken")
def test_a_process_that_took_much_makes_room_for_another() -> None:
    """Run on its own: a new process begins with the peak of the one that starts it."""
    program = (
        "from helpers import misbehaving as m; a = m.call(m.process);"
        "m.call(m.much_then_little); print(a != m.call(m.process))"
    )
    assert printed(program) == ["True"]


def test_a_fault_of_ours_is_no_fault_of_the_file() -> None:
    with pytest.raises(isolated.ReaderFault, match="RuntimeError: ours"):
        call(misbehaving.fail)


def test_only_values_are_taken_from_an_answer() -> None:
    with pytest.raises(pickle.UnpicklingError):
        call(misbehaving.program)
    assert call(misbehaving.process)


def test_a_process_that_ended_meanwhile_is_replaced() -> None:
    call(misbehaving.process)
    waiting = isolated._idle[os.getpid()]
    waiting.process.kill()
    waiting.process.wait()
    assert call(misbehaving.process)


def test_where_no_process_starts_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = isolated._idle.pop(os.getpid(), None)
    if waiting:
        waiting.end()
    told = ["a.xlsx：B109 读文件的进程起不来。 请检查内存是否够用；够用的，请告诉维护者。"]
    monkeypatch.setattr(sys, "executable", str(Path(__file__).with_name("no-such-program")))
    assert refused(misbehaving.process) == told
    monkeypatch.undo()
    monkeypatch.setattr(isolated, "__name__", "no_such_module")
    assert refused(misbehaving.process) == told


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_one_of_its_own() -> None:
    """Run on its own: pytest may hold threads."""
    program = (
        "import os\nfrom helpers import misbehaving as m\n"
        "mine = m.call(m.process)\n"
        "pid = os.fork()\n"
        "if not pid: os._exit(m.call(m.process) in (mine, os.getpid()))\n"
        "print(os.waitpid(pid, 0)[1], m.call(m.process) == mine)\n"
    )
    assert printed(program) == ["0", "True"]
