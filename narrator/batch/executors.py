"""Units by the chunk on any ``concurrent.futures.Executor``: in this process, in several, on other machines.

A worker that dies takes its chunk with it, and what else was under way is suspect too. Each suspect unit is then done
again, alone: the others come out, and the one at which a worker dies again is named. Nothing hangs on the order in
which chunks come back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from narrator.batch.work import OtherVersion

CHUNK = 16  # units: less than a second of work, much more than sending it costs
_AHEAD = 2  # chunks for each worker that are under way, so that none waits

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Crew(NamedTuple):
    """Who does the work: ``make`` gives an executor (again, where one broke), which has so many ``workers``.

    ``far`` says that they may not see our files.
    """

    make: Callable[[], Executor]
    workers: int
    far: bool = False


class Died(NamedTuple):
    """What came of a task at which its worker died twice: how, as an exception says it."""

    how: str


def done(
    crew: Crew, work: Callable[[Sequence[_Task]], Sequence[_Result]], tasks: Iterable[_Task], chunk: int = CHUNK
) -> Iterator[list[tuple[_Task, _Result | Died]]]:
    """The results of tasks, a chunk at a time, as they come. Raises OtherVersion where a worker has another program."""
    left = _chunks(tasks, chunk)
    executor = crew.make()
    under_way: dict[Future[Sequence[_Result]], Sequence[_Task]] = {}
    suspect: list[_Task] = []
    try:
        while True:
            while not suspect and len(under_way) < _AHEAD * crew.workers and (some := next(left, None)):
                try:
                    under_way[executor.submit(work, some)] = some
                except BrokenExecutor:
                    suspect += some
            if not under_way and not suspect:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                given, results = under_way.pop(future), _result(future)
                if isinstance(results, Died):
                    suspect += given
                else:
                    yield [*zip(given, results, strict=True)]
            if suspect and not under_way:
                for task in suspect:
                    executor = _again(executor, crew)
                    results = _result(executor.submit(work, [task]))
                    yield [(task, results if isinstance(results, Died) else results[0])]
                executor = _again(executor, crew)
                suspect = []
    finally:
        for future in under_way:
            future.cancel()
        executor.shutdown()


def _result(future: Future[Sequence[_Result]]) -> Sequence[_Result] | Died:
    try:
        return future.result()
    except OtherVersion:
        raise
    except Exception as error:
        return Died(type(error).__name__)


def _again(executor: Executor, crew: Crew) -> Executor:
    """An executor that works: the same, or a new one where this one broke."""
    try:
        executor.submit(_nothing).result()
        return executor
    except BrokenExecutor:
        executor.shutdown()
        return crew.make()


def _nothing() -> None:
    """Done by a worker that lives."""


def _chunks(tasks: Iterable[_Task], size: int) -> Iterator[list[_Task]]:
    left = iter(tasks)
    while some := list(islice(left, size)):
        yield some


# Executors ----------------------------------------------------------------------------------------------


def crew(jobs: int) -> Crew:
    """So many processes on this machine; one is this process itself."""
    return Crew(InProcess, 1) if jobs == 1 else Crew(lambda: _pool(jobs), jobs)


class InProcess(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a call that is over."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _pool(jobs: int) -> Executor:
    """Processes that are started anew, not forked: the same on every system."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """What a worker of our own begins with: it leaves signals to its parent, and ends when that is no more."""
    import multiprocessing
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
