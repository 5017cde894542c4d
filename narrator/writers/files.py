"""Writing files safely: whole or not at all, and never over somebody's edits.

An existing file is replaced only if it holds byte for byte what would be written, or still carries
the stamp of an earlier run over unchanged content; else the write is refused, and ``force`` keeps
the old file as ``.bak``. Plain text has no room for a stamp.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place

_STAMPS = {
    "md": ("\n<!-- narrator sha256:{} -->\n", re.compile(rb"\n<!-- narrator sha256:([0-9a-f]{64}) -->\n\Z")),
    "html": ("\n<!-- narrator sha256:{} -->\n", re.compile(rb"\n<!-- narrator sha256:([0-9a-f]{64}) -->\n\Z")),
    "json": (',\n "stamp": "{}"\n}}\n', re.compile(rb',\n "stamp": "([0-9a-f]{64})"\n}\n\Z')),
}
_ENDS = {"md": b"", "html": b"", "json": b"\n}\n"}
_PACKAGES = ("docx", "xlsx")  # these bring a stamp of their own
_STAMPED = (*_STAMPS, *_PACKAGES)
BACKUP = "{name}.bak{number}"
BOM = b"\xef\xbb\xbf"


def stamped(form: str, content: bytes) -> bytes:
    """The content with the stamp of what it says, where the format has room for one."""
    if form not in _STAMPS:
        return content
    body = content.removesuffix(_ENDS[form])
    return body + _STAMPS[form][0].format(_hash(body)).encode()


def untouched(form: str, content: bytes) -> bool:
    """Whether a file still carries a stamp that fits its content."""
    if form in _PACKAGES:
        from narrator.writers import stamp

        return stamp.untouched(content)
    if form not in _STAMPS:
        return False
    found = _STAMPS[form][1].search(content)
    return found is not None and _hash(content[: found.start()]) == found.group(1).decode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class File(NamedTuple):
    """A file to be written: where, in which format, with what content; ``bom`` puts a mark before text."""

    path: Path
    form: str
    content: bytes
    bom: bool = False

    @property
    def whole(self) -> bytes:
        """What is written: the content with its stamp and, where it is asked for, the mark."""
        return (BOM if self.bom else b"") + stamped(self.form, self.content)


def save(files: Iterable[File], *, force: bool = False) -> list[str]:
    """Write files, all or none; returns what was done with each, in Chinese.

    Raises Refused where a target holds something else, is a folder, is meant for two files, or cannot be written.
    """
    ready = [file._replace(content=file.whole) for file in files]
    targets = [file.path.resolve() for file in ready]
    if twice := [file for number, file in enumerate(ready) if targets[number] in targets[:number]]:
        place = Place(str(twice[0].path), 0, 0)
        raise Refused([Finding("W109", place, "两个文件要写到这一个文件名。", "请换一个文件名。")])
    kept_as = [_refuse_edited(file, force) for file in ready]
    return [_saved(file, edited) for file, edited in zip(ready, kept_as, strict=True)]


def create(folder: Path, texts: Mapping[str, str]) -> None:
    """A new folder with these files, by their roads in it: all of them or nothing.

    Raises Refused where something stands there already, or it cannot be written.
    """
    with refusing(folder):
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise Refused([Finding("W107", Place(str(folder), 0, 0), "已经有了，未覆盖。", "请换一个文件夹。")])
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            for road, text in texts.items():
                (made / road).parent.mkdir(exist_ok=True)
                (made / road).write_text(text, encoding="utf-8", newline="\n")
            made.chmod(0o777 & ~_umask())
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _refuse_edited(file: File, force: bool) -> bool:
    """Whether the target is there and not as we once wrote it, so that it has to be kept."""
    place = Place(str(file.path), 0, 0)
    old = None
    with refusing(file.path):
        if file.path.is_dir():
            raise Refused([Finding("W102", place, "这是一个文件夹。", "请写明文件名。")])
        if file.path.exists():
            with file.path.open("r+b") as stream:  # what Word holds open is told before anything is written
                old = stream.read()
    if old is None or old == file.content or untouched(file.form, old.removeprefix(BOM)):
        return False
    if not force:
        advice = "换个文件名，或加 --force（旧文件另存为 .bak）。"
        stamps = file.form in _STAMPED
        edited = "不是上次生成的原样" if stamps else f"与这次的不同（{file.form} 文件看不出是否改过）"
        raise Refused([Finding("W101", place, f"文件已存在，内容{edited}，未覆盖。", advice)])
    return True


def _saved(file: File, edited: bool) -> str:
    with refusing(file.path):
        if file.path.exists() and file.path.read_bytes() == file.content:
            return f"{file.path} 没有变化。"
        backup = f"，旧文件存为 {kept(file.path)}" if edited else ""
        swap(file.path, file.content)
    return f"已写入 {file.path}{backup}。"


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """What cannot be written raises Refused (W103), naming the file."""
    try:
        yield
    except OSError as error:
        advice = "请检查文件夹是否存在、是否可写，文件是否正被 Word 或 WPS 打开。"
        evidence = f"写不进去（{type(error).__name__}）。"
        raise Refused([Finding("W103", Place(str(path), 0, 0), evidence, advice)]) from None


def kept(path: Path, name: str = BACKUP, again: str = "") -> Path:
    """A copy of a file beside it, under the first name of this pattern that is free.

    The pattern may use ``name``, ``stem`` and ``suffix`` of the file, and ``number``, which is blank for
    the first copy; from the second on it is counted, with ``again`` before it.
    """
    parts = {"name": path.name, "stem": path.stem, "suffix": path.suffix}
    names = (name.format(**parts, number=f"{again}{count}" if count > 1 else "") for count in itertools.count(1))
    copy = next(copy for copy in map(path.with_name, names) if not copy.exists())
    copy.write_bytes(path.read_bytes())
    return copy


def swap(path: Path, content: bytes, ready: Callable[[Path], bool] = lambda written: True) -> bool:
    """Write beside and rename, so that a reader sees the old file or the new one, never half of it.

    ``ready`` looks at what was written under its temporary name; where it says no, nothing is changed.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o666 & ~_umask())
        if not ready(temporary):
            return False
        temporary.replace(path)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
