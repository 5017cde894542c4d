"""Writing files safely: whole or not at all (``together``), and never over somebody's edits.

An existing file is replaced only if it holds byte for byte what would be written, or still carries
the stamp of an earlier run over unchanged content; else the write is refused, and ``force`` keeps
the old file as ``.bak``. Plain text has no room for a stamp.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable
from pathlib import Path
from typing import NamedTuple

from narrator.writers import strays
from narrator.writers.targets import Stood, look, refused, refusing
from narrator.writers.together import FileChange, put

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
    return body + _STAMPS[form][0].format(digest(body)).encode()


def untouched(form: str, content: bytes) -> bool:
    """Whether a file still carries a stamp that fits its content."""
    if form in _PACKAGES:
        from narrator.writers import stamp

        return stamp.untouched(content)
    if form not in _STAMPS:
        return False
    found = _STAMPS[form][1].search(content)
    return found is not None and digest(content[: found.start()]) == found.group(1).decode()


def digest(content: bytes) -> str:
    """The SHA-256 of a content, as hexadecimal digits."""
    import hashlib

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


def save(files: Iterable[File], *, force: bool = False, folders: bool = False, ours: Container[str] = ()) -> list[str]:
    """Write files, all or none; returns what was done with each, in Chinese. ``folders`` makes those that are missing.

    ``ours`` are hashes (``digest``) of contents that we know to have written, and that may be replaced.
    Raises Refused where a target holds something else, is no plain file, is meant for two files, or cannot be
    written; nothing is changed then.
    """
    ready = [file._replace(content=file.whole) for file in files]
    _refuse_twice(ready)
    stood = [look(file.path) for file in ready]
    changes = [_change(file, old, force, ours) for file, old in zip(ready, stood, strict=True)]
    kept = iter(put([change for change in changes if change], folders=folders) or ())
    return [_report(file, next(kept) if change else file.path) for file, change in zip(ready, changes, strict=True)]


def _report(file: File, kept: Path | None) -> str:
    """What was done with a file: left as it was, where it is "kept" under its own name."""
    if kept == file.path:
        return f"{file.path} 没有变化。"
    return f"已写入 {file.path}{f'，旧文件存为 {kept}' if kept else ''}。"


def _refuse_twice(files: list[File]) -> None:
    seen = set()
    for file in files:
        with refusing(file.path):
            target = os.path.normcase(os.path.realpath(file.path))
        if target in seen:
            raise refused("W109", file.path, "两个文件要写到这一个文件名。", "请换一个文件名。")
        seen.add(target)


def _change(file: File, old: Stood | None, force: bool, ours: Container[str]) -> FileChange | None:
    """What is to be done; None where the file is there as it would be written. Raises Refused (W101)."""
    if old is None:
        return FileChange(file.path, file.content, None)
    if old.content == file.content:
        strays.sweep(old.path.parent)
        return None
    if old.content is not None and (digest(old.content) in ours or untouched(file.form, old.content.removeprefix(BOM))):
        return FileChange(file.path, file.content, old)
    if not force:
        advice = "换个文件名，或加 --force（旧文件另存为 .bak）。"
        stamps = file.form in _STAMPED
        edited = "不是上次生成的原样" if stamps else f"与这次的不同（{file.form} 文件看不出是否改过）"
        raise refused("W101", file.path, f"文件已存在，内容{edited}，未覆盖。", advice)
    return FileChange(file.path, file.content, old, BACKUP)
