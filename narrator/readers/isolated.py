"""A process beside ours that reads strangers' files: what a file does there, it does not do here.

It is started with the first file and serves the next ones. Each file has its limits of memory (where the system
has such limits), of work, of time and of output; where one is exceeded, or a parser aborts or panics, that file is
refused and the next one gets a new process. Calls come in on its standard input, answers go out on its standard
output, each with its length in front. From an answer only values are unpickled: the program's own and plain ones.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar, cast

from narrator.figures.findings import Refused

if TYPE_CHECKING:
    from narrator.readers.package import Door

MEMORY = 1024**3
WORK, SECONDS = 10, 20  # of the processor; by the clock
MAX_ANSWER = 32 * 1024**2
_WORN = 256 * 1024**2  # a process that once took more memory serves no further file
_LENGTH = struct.Struct(">Q")
_READY = b"+"
_DONE, _REFUSED, _BROKEN, _TOO_MUCH, _FAULT = range(5)

_Read = TypeVar("_Read")


class ReaderFault(Exception):
    """A reader failed by our own fault; says its traceback."""


class _Answer(NamedTuple):
    kind: int
    value: Any = None
    last: bool = False


def call(door: Door, path: Path, function: Callable[..., _Read], *given: Any) -> _Read:
    """What a function of a module makes of these arguments, worked out in the process beside ours.

    Raises Refused where the function does, and in the words of the ``door``: 05 where the file takes too much memory,
    time or output, 06 where a parser panics, 09 where no process can be started.
    """
    child = _child(door, path)
    answer = None
    try:
        answer = child.answer(function, given)
    finally:
        if answer is None or answer.last or _idle.setdefault(os.getpid(), child) is not child:
            child.end()
    if not child.ready:
        raise door.alone(path)
    if answer is None or answer.kind == _TOO_MUCH:
        raise door.costly(path)
    if answer.kind == _BROKEN:
        raise door.broken(path)
    if answer.kind == _REFUSED:
        raise Refused(answer.value)
    if answer.kind == _FAULT:
        raise ReaderFault(answer.value)
    return cast("_Read", answer.value)


def _child(door: Door, path: Path) -> _Child:
    """The process that waits for a file, or a new one. Raises Refused (09) where none can be started."""
    waiting = _idle.pop(os.getpid(), None)
    if waiting and waiting.process.poll() is None:
        return waiting
    if waiting:
        waiting.end()
    try:
        return _Child()
    except OSError:
        raise door.alone(path) from None


class _Child:
    """The process, as seen from ours."""

    def __init__(self) -> None:
        import atexit
        import subprocess

        here = str(Path(__file__).parents[2])
        cache = ["-X", f"pycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []
        still = ["-B"] if sys.dont_write_bytecode else []
        start = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import serve; serve()"
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", *still, *cache, "-c", start, here, *filter(None, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # where a parser prints its panics
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.ready = False
        self.owner = os.getpid()
        atexit.register(self.end)

    def answer(self, function: Callable[..., Any], given: tuple[Any, ...]) -> _Answer | None:
        """What it makes of a call; None where it ends instead, or says too much."""
        told, heard = cast("BinaryIO", self.process.stdin), cast("BinaryIO", self.process.stdout)
        try:
            send(told, pickle.dumps((WORK, SECONDS)), pickle.dumps((function, given), pickle.HIGHEST_PROTOCOL))
        except OSError:  # it has ended
            return None
        self.ready = self.ready or heard.read(1) == _READY
        content = receive(heard, MAX_ANSWER)
        return _Values(io.BytesIO(content)).load() if content else None

    def end(self) -> None:
        """End the process, whatever it is doing; not one that a forked process took over from its parent."""
        import atexit

        atexit.unregister(self.end)
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # of what it did not take any more
                cast("BinaryIO", stream).close()


_idle: dict[int, _Child] = {}  # the process that waits for a file, by ours: one that was forked has none


class _Values(pickle.Unpickler):
    """Makes no object but of the classes of this program, and dates."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith(("narrator.", "datetime")) else None
        if isinstance(found, type) and found.__module__ == module and "." not in name:
            return found
        raise pickle.UnpicklingError(name)


def send(stream: BinaryIO, *contents: bytes) -> None:
    """Write messages, each behind its length."""
    for content in contents:
        stream.write(_LENGTH.pack(len(content)))
        stream.write(content)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> bytes:
    """Read a message; nothing where the stream ends before it does, or the message is longer than this."""
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    content = stream.read(length) if length <= most else b""
    return content if len(content) == length else b""


# In that process --------------------------------------------------------------------------------------


def serve() -> None:
    """Answer calls until there are no more."""
    import faulthandler
    import gc
    import signal
    import time

    gc.set_threshold(100_000)  # what a file comes to lives until it is answered
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for our parent to say
    calls, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    _limited("RLIMIT_AS", MEMORY)
    _limited("RLIMIT_CORE", 0)
    worn = max(_WORN, _peak())  # a new process begins with the peak of the one that started it
    answers.write(_READY)
    answers.flush()
    while limits := receive(calls, sys.maxsize):
        work, seconds = pickle.loads(limits)
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        _limited("RLIMIT_CPU", int(time.process_time()) + work)
        answer = _answered(receive(calls, sys.maxsize))
        answer = answer._replace(last=answer.last or _peak() > worn)
        send(answers, _packed(answer))
        faulthandler.cancel_dump_traceback_later()


def _answered(content: bytes) -> _Answer:
    """The answer to a call."""
    try:
        function, given = pickle.loads(content)
        return _Answer(_DONE, function(*given))
    except Refused as refused:
        return _Answer(_REFUSED, refused.findings)
    except MemoryError:
        return _Answer(_TOO_MUCH, last=True)
    except Exception:
        import traceback

        return _Answer(_FAULT, traceback.format_exc())
    except BaseException:  # the panic of a compiled parser is no Exception
        return _Answer(_BROKEN, last=True)


def _packed(answer: _Answer) -> bytes:
    """The answer as it is sent: not beyond the limit."""
    try:
        content = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        content = b""
    return content if 0 < len(content) <= MAX_ANSWER else pickle.dumps(_Answer(_TOO_MUCH, last=True))


def _limited(limit: str, most: int) -> None:
    """Lower a limit of this process, where the system has it."""
    try:
        import resource

        kind = getattr(resource, limit)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    except (ImportError, AttributeError, ValueError, OSError):  # Windows; a system that knows the limit by name only
        pass


def _peak() -> int:
    """The most memory that this process has taken, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
