"""Tasks sent to whoever does them: with their files where workers see none of ours, and some done here after all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from narrator.batch import carried, executors
from narrator.batch.executors import Crew, Died
from narrator.batch.manifest import Manifest
from narrator.batch.work import Result, Task, beside, home_of

Working: TypeAlias = Callable[[Sequence[Task]], Sequence[Result]]
Pairs: TypeAlias = list[tuple[Task, Result | Died]]


def done(crew: Crew, working: Working, tasks: Sequence[Task], manifest: Manifest) -> Iterator[Pairs]:
    """The results of all tasks, some at a time; no executor is made where there are none. Raises OtherVersion."""
    if not tasks:
        return
    if not crew.far:
        yield from executors.done(crew, working, tasks)
        return
    here: list[Task] = []
    again: list[Task] = []
    for pairs in executors.done(crew, working, _sent(tasks, manifest, here)):
        yield [(task, result) for task, result in pairs if not _lacks(task, result, again, here)]
    yield from executors.done(crew, working, again)
    yield from executors.done(executors.crew(1), working, here)


def _sent(tasks: Iterable[Task], manifest: Manifest, here: list[Task]) -> Iterator[Task]:
    """The tasks with their files; those whose files cannot travel are put ``here``."""
    for task in tasks:
        path = Path(task.path)
        home = home_of(path)
        record = manifest.known(task.unit)
        names = {*beside(path), *(record.inputs if record else carried.workbooks(home))}
        files = carried.carry(home, "" if path == home else path.name, sorted(names))
        if files:
            yield task._replace(carried=files)
        else:
            here.append(task)


def _lacks(task: Task, result: Result | Died, again: list[Task], here: list[Task]) -> bool:
    """Whether a worker looked for files that are here; the task is done ``again`` with them, or ``here``."""
    if isinstance(result, Died) or not task.carried:
        return False
    home = home_of(Path(task.path))
    lacking = carried.lacking(home, result.inputs)
    if not lacking:
        return False
    more = carried.carry(home, task.carried.file, [*task.carried.files, *lacking])
    (again if more else here).append(task._replace(carried=more))
    return True
