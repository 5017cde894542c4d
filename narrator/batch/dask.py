"""Many machines: the executor of a Dask cluster, which a bureau starts itself (docs/集群.md).

Every worker has to have this program and the same packs. Nothing is shared: a unit's files travel with its task, and
what was written travels back.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from narrator.batch.executors import Crew
from narrator.batch.versions import Versions, versions
from narrator.batch.work import Order
from narrator.figures.findings import Finding, Refused

if TYPE_CHECKING:
    from distributed import Client

_SECONDS = 20  # that a scheduler may take to answer
_INSTALL = "请在每台机器上运行 pip install 'narrator[dask]'，装同一个版本，放同样的短语库。"


@contextmanager
def crew(address: str, order: Order) -> Iterator[Crew]:
    """The workers of the scheduler at this address (tcp://…).

    Raises Refused: M116 where the extra is not installed, M117 where no scheduler answers, or it has no workers, M115
    where a worker has another program or other packs.
    """
    try:
        from distributed import Client
    except ImportError:
        raise _refused("M116", "没有装 dask 组件。", "请运行 pip install 'narrator[dask]'。") from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        evidence = f"连不上 Dask 调度器 {address}（{type(error).__name__}）。"
        raise _refused("M117", evidence, "请检查地址，调度器是否已启动：dask scheduler。") from None
    with client:
        threads = client.nthreads()
        if not threads:
            raise _refused("M117", f"调度器 {address} 还没有机器。", f"请在每台机器上运行 dask worker {address}。")
        _alike(client, order)
        yield Crew(lambda: _executor(client), sum(threads.values()), far=True)


def _executor(client: Client) -> Executor:
    executor: Executor = client.get_executor(pure=False, retries=0)
    return executor


def _alike(client: Client, order: Order) -> None:
    """Raises Refused (M115) where a worker is not of our versions."""
    here = versions(order.phrasebook())
    for worker, there in client.run(of_worker, order, on_error="return").items():
        lost = isinstance(there, Exception) and not isinstance(there, ImportError)  # the scheduler will notice
        if there != here and not lost:
            how = "没有装本程序" if isinstance(there, ImportError) else "程序或短语库与这里的不同"
            raise _refused("M115", f"机器 {worker} {how}。", _INSTALL)


def of_worker(order: Order) -> Versions:
    """The versions of the worker that runs this."""
    return versions(order.phrasebook())


def _refused(code: str, evidence: str, advice: str) -> Refused:
    return Refused([Finding(code, None, evidence, advice)])
