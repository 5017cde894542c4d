"""What was compiled from packs, kept in files between two runs: beside the program, or in the user's folder.

A file is found by the hash of all that it was made from: the content of every source file, how it was asked for, and
the program itself. So one that is out of date is never found. One that is damaged, of another hash, or writable by
somebody else is passed over, and where none can be written there is none: what is kept only saves work.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from narrator.files import regular

FOLDER = "NARRATOR_CACHE"  # the environment variable that names the user's folder; set to nothing, none is kept
PROGRAM = "program"  # beside files that came with the program: the hash of the program that made them
_PACKAGE = Path(__file__).resolve().parents[1]
_WITH_US = _PACKAGE / "compiled"
_CODE = ("figures", "files", "readers", "rules", "phrases")  # what has a part in what a pack comes to
_MOST_BYTES = 8 * 1024 * 1024  # of a file that is kept
_MOST_SOURCES = 4 * _MOST_BYTES  # of all that one is made from
_MOST_FILES = 256


class Cache:
    """Files that hold what was compiled, by hash.

    ``program`` stands for the program that compiles. Files are kept in ``folder``, None for nowhere, and looked for
    first among those that came with the program, in ``with_us``, if any did; where the folder has to be found, that
    is done when it is needed.
    """

    def __init__(self, program: str, folder: Path | Callable[[], Path] | None, with_us: Path | None = None) -> None:
        self._program = program
        self._given = folder
        self._with_us = with_us

    @cached_property
    def _folder(self) -> Path | None:
        return self._given() if callable(self._given) else self._given

    def key(self, about: Iterable[str], sources: Iterable[str]) -> str:
        """The hash of what something is made from: how it is asked for, and all of these files; of folders, the names.

        "" where nothing is kept, or a file cannot be read, which is told by who reads it, or where they are too large.
        """
        if self._given is None and self._with_us is None:
            return ""
        found = hashlib.blake2b(repr((self._program, *about)).encode(), digest_size=20)
        left = _MOST_SOURCES
        try:
            for path in sources:
                kind, content = _content(path, left + 1)
                found.update(b"%b%d:%b" % (kind, len(content), content))
                left -= len(content)
                if left < 0:
                    return ""
        except (OSError, ValueError):
            return ""
        return found.hexdigest()

    def recall(self, key: str) -> Any:
        """What was kept under this key; None where nothing was."""
        return next(self.found(key), None)

    def found(self, key: str) -> Iterator[Any]:
        """All that was kept under this key: beside the program, then in the user's folder."""
        for ours in (True, False) if key else ():
            folder = self._with_us if ours else self._folder
            if folder is None:
                continue
            with suppress(OSError, ValueError, RecursionError):
                seal, _, content = _read(folder / f"{key}.json", ours=ours).partition(b"\n")
                if seal == _seal(key, content):
                    yield json.loads(content)

    def keep(self, key: str, make: Callable[[], Any]) -> None:
        """Keep plain data under this key, if that can be done; only then is it made. None is not kept."""
        folder = self._folder if key else None
        if folder is None:
            return
        import tempfile  # with what it needs as dear as a pack that was kept

        with suppress(OSError, ValueError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if (data := make()) is None:
                return
            content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
            handle, name = tempfile.mkstemp(dir=folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_seal(key, content) + b"\n" + content)
                os.replace(name, folder / f"{key}.json")  # noqa: PTH105  # a name, as mkstemp gives it
            except BaseException:
                os.unlink(name)  # noqa: PTH108
                raise
            _make_room(folder)


def _content(path: str, most: int) -> tuple[bytes, bytes]:
    """Whether there is a file or folder, and the first bytes of it. Raises OSError where it cannot be read."""
    try:
        return b"", regular.read(path, most)
    except (FileNotFoundError, NotADirectoryError):
        return b"-", b""
    except IsADirectoryError:
        return b"/", "/".join(sorted(os.listdir(path))).encode(errors="surrogateescape")  # noqa: PTH208


def _seal(key: str, content: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + content, digest_size=20).hexdigest().encode()


def _read(path: Path, *, ours: bool) -> bytes:
    """A kept file. Raises OSError, also for one that somebody else could have written."""
    if not ours and hasattr(os, "getuid"):  # on Windows the folder is in the user's profile, which others cannot write
        state = path.stat()
        if state.st_uid != os.getuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(path)
    return regular.read(path, _MOST_BYTES)


def _make_room(folder: Path) -> None:
    """Remove the oldest files where there are too many."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)


# The cache of this process ----------------------------------------------------------------------------


def usual() -> Cache:
    """What came with the program, then the user's folder."""
    named = os.environ.get(FOLDER)
    users = None if named == "" else Path(named) if named else _users
    return Cache(_of_this_program(), users, _WITH_US if _WITH_US.is_dir() else None)


def _users() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("narrator", appauthor=False)


@cache  # the code of a running program does not change
def _of_this_program() -> str:
    """What stands for the program: the hash in its wheel; in a checkout, the state of the code."""
    with suppress(OSError):
        return (_WITH_US / PROGRAM).read_text(encoding="ascii")
    states = ((path, os.stat(path)) for path in _code())  # noqa: PTH116  # of a hundred files before each draft
    return repr([(path, state.st_size, state.st_mtime_ns) for path, state in states])


def code_hash() -> str:
    """The hash of the code that has a part in what a pack comes to, for the wheel that is built from it."""
    found = hashlib.blake2b(digest_size=20)
    for path in _code():
        found.update(Path(path).read_bytes())
    return found.hexdigest()


def _code() -> Iterator[str]:
    for part in _CODE:
        files = [f"{at}/{name}" for at, _, names in os.walk(_PACKAGE / part) for name in names if name.endswith(".py")]
        yield from sorted(files)
