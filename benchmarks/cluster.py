"""A Dask cluster on this machine, a scheduler and two workers, and what its processes took."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from measure import Missing
from processes import Tree

WORKERS = 2


class Cluster(NamedTuple):
    """Its address and its processes, the scheduler first."""

    address: str
    processes: list[subprocess.Popen[bytes]]

    def ms(self) -> float:
        """What all of them have taken so far."""
        return sum(time.clock_gettime(~process.pid << 3 | 2) for process in self.processes) * 1000

    def megabytes(self) -> float:
        """The most that a worker has held."""
        told = (Path(f"/proc/{process.pid}/status").read_text(encoding="ascii") for process in self.processes[1:])
        return max(int(status.partition("VmHWM:")[2].split()[0]) for status in told) / 1024


@contextmanager
def local(tree: Tree) -> Iterator[Cluster]:
    """The cluster, until it is not needed any more. Raises Missing."""
    if sys.platform != "linux" or not find_spec("distributed"):
        raise Missing("no Dask, or no Linux")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    commands: list[tuple[str, ...]] = [("scheduler", "--port", str(port))]
    commands += [("worker", address, "--nthreads", "1", "--no-nanny")] * WORKERS
    running = [_started(tree, command) for command in commands]
    try:
        from distributed import Client

        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=60)
        yield Cluster(address, running)
    finally:
        for process in running:
            process.kill()  # a worker that is asked to end waits for a scheduler that may have ended before it
            process.wait()


def _started(tree: Tree, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A process of the cluster in a folder of its own, kept to this machine."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *command, "--host", "127.0.0.1", "--no-dashboard"],
        cwd=tree.fresh(),
        env=tree.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
