"""What a reader may do in the process beside ours: each function is imported and run there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from narrator.figures.findings import Finding, Refused
from narrator.readers import isolated
from narrator.readers.package import Door

DOOR = Door("B1", "工作簿", "Excel", "请重新导出。")
FILE = Path("a.xlsx")


def call(function: Callable[..., Any], *given: Any) -> Any:
    """What a function gives that is run in the process beside ours."""
    return isolated.call(DOOR, FILE, function, *given)


class Panic(BaseException):
    """As a compiled parser raises it."""


def process() -> int:
    return os.getpid()


def given_back(*values: Any) -> tuple[Any, ...]:
    return values


def loud() -> str:
    """Say more than was asked for, everywhere."""
    sys.stdout.write("stdout\n")
    sys.stdout.flush()
    os.write(1, b"more on it")
    sys.stderr.write("stderr\n")
    return "heard"


def refuse() -> None:
    raise Refused([Finding("B199", None, "不收。")])


def panic() -> None:
    raise Panic


def fail() -> None:
    raise RuntimeError("ours")


def abort() -> None:
    os.abort()


def hoard() -> int:
    return len(bytearray(3 * 1024**3))


def much_then_little() -> int:
    """Take memory and give it back."""
    return len(bytearray(b"x") * 300 * 1024**2)


def wait() -> None:
    time.sleep(60)


def work() -> None:
    while True:
        pass


def long_answer() -> bytes:
    return bytes(40 * 1024**2)


def program() -> Any:
    """An answer that is no value."""
    return os.system
