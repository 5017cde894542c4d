"""Many machines: a cluster of two workers, started with the commands of docs/集群.md, on this one."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers.running import ROOT, contents, narrate
from helpers.wording_units import EXAMPLES
from narrator.batch.carried import Carried, carry, laid_out
from narrator.batch.manifest import FOLDER

pytestmark = pytest.mark.slow
WORKBOOKS = ROOT / "fixtures" / "changji-2024-workbook"
WITH_WORKBOOKS = """\
金额单位: 万元
单位: {单位名称: 某单位, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位, 新设: 否}
决算报表: 2024.xlsx
上年决算报表: 2023.xlsx
"""


class Cluster(NamedTuple):
    """A scheduler's address, and its workers, each in a folder of its own."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def commands() -> list[list[str]]:
    """The commands of docs/集群.md, in order, as words: install, scheduler, worker, batch."""
    guide = (ROOT / "docs" / "集群.md").read_text(encoding="utf-8")
    return [shlex.split(block) for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)]


def started(folder: Path, words: list[str], *more: str) -> subprocess.Popen[bytes]:
    """A command of the guide, kept to this machine."""
    folder.mkdir()
    words = [word.replace("主机", "127.0.0.1") for word in words]
    return subprocess.Popen(
        [sys.executable, "-m", *words, "--host", "127.0.0.1", "--no-dashboard", *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port() -> str:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return str(there.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers; what runs at the end is ended."""
    port = free_port()
    _, schedule, join, _ = ([word.replace("8786", port) for word in words] for words in commands())
    join[join.index("--nworkers") + 1] = "1"  # each a process that can be killed alone
    running = [started(tmp_path / "s", schedule)]
    try:
        workers = [started(tmp_path / name, join, "--no-nanny") for name in ("w1", "w2")]
        running += workers
        from distributed import Client

        address = f"tcp://127.0.0.1:{port}"
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield Cluster(address, workers)
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Units of many kinds, one that names workbooks above it, one that names some elsewhere, one that is bad."""
    examples = [*EXAMPLES.values()]
    for index in range(48):
        put(tmp_path, f"局{index % 3}/单位{index:02}", examples[index % len(examples)].text())
    text = WITH_WORKBOOKS
    for book in ("2024.xlsx", "2023.xlsx"):
        shutil.copy(WORKBOOKS / book, put(tmp_path, "局0/有表", text).parent.parent / book)
        shutil.copy(WORKBOOKS / book, put(tmp_path, "别处", "").parent / book)
    put(tmp_path, "局0/有表", text.replace("2024.xlsx", "../2024.xlsx").replace("2023.xlsx", "../2023.xlsx"))
    elsewhere = (tmp_path / "root" / "别处").as_posix()
    put(
        tmp_path,
        "别处",
        text.replace("2024.xlsx", f"{elsewhere}/2024.xlsx").replace("2023.xlsx", f"{elsewhere}/2023.xlsx"),
    )
    put(tmp_path, "坏", "单位: [")
    return tmp_path


def put(folder: Path, unit: str, text: str) -> Path:
    file = folder / "root" / unit / "unit.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def killing(worker: subprocess.Popen[bytes], out: Path) -> None:
    """Kill a worker as soon as the first document is there."""
    while not any(out.rglob("*.docx")):
        time.sleep(0.02)
    worker.kill()


def written(out: Path) -> dict[str, bytes | None]:
    return {name: content for name, content in contents(out).items() if not name.startswith(FOLDER)}


def test_a_cluster_writes_the_same_bytes_though_a_worker_is_killed(folder: Path, cluster: Cluster) -> None:
    forms = ("--format", "docx,html,json,txt")
    narrate(folder, "batch", "root", "--out", "whole", "--jobs", "1", *forms)
    threading.Thread(target=killing, args=(cluster.workers[0], folder / "out")).start()
    run = narrate(folder, "batch", "root", "--out", "out", "--dask", cluster.address, "-q", *forms)
    assert run.returncode == 1, run.stderr
    assert run.stderr.count("读不了 ") == 2, run.stderr  # the bad unit, and the last line
    assert cluster.workers[0].wait(10) == -9
    assert written(folder / "out") == written(folder / "whole")
    again = narrate(folder, "batch", "root", "--out", "out", "--jobs", "1", *forms)
    assert "这次做了 0 个" in again.stderr


def test_a_worker_with_other_packs_is_refused(folder: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import packs

    packs.copied(folder)
    monkeypatch.setenv("NARRATOR_PHRASEBOOK", str(folder / "phrasebook"))
    run = narrate(folder, "batch", "root", "--out", "out", "--dask", cluster.address)
    assert run.returncode == 2
    assert "M115 机器 tcp://127.0.0.1:" in run.stderr
    assert "程序或短语库与这里的不同。 请在每台机器上运行 pip install 'narrator[dask]'" in run.stderr
    assert not (folder / "out").exists()


def test_where_no_scheduler_answers_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from narrator.batch import dask

    monkeypatch.setattr(dask, "_SECONDS", 1)
    run = narrate(folder, "batch", "root", "--out", "out", "--dask", "tcp://127.0.0.1:9")
    assert run.returncode == 2
    assert run.stderr.startswith("M117 连不上 Dask 调度器 tcp://127.0.0.1:9")


def test_what_travels_is_laid_out_as_it_stood(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    (home / "unit.yaml").write_bytes(b"1")
    (tmp_path / "2024.xlsx").write_bytes(b"2")
    carried = carry(home, "", ["unit.yaml", "../../2024.xlsx", "没有.xlsx"])
    assert carried == Carried({"unit.yaml": b"1", "../../2024.xlsx": b"2"})
    with laid_out(carried) as (there, _):
        assert (there / "unit.yaml").read_bytes() == b"1"
        assert (there / "../../2024.xlsx").resolve().read_bytes() == b"2"
    assert not there.exists()
    assert carry(home, "", [(tmp_path / "2024.xlsx").as_posix()]) is None
