"""stdout and stderr as the environment sets them: their encoding is kept, and a full or closed one is reported.

Python takes the encoding of a pipe from PYTHONIOENCODING, PYTHONUTF8 or the system (cp936 on a Chinese Windows).
What it lacks, a message shows as an escape; a document is refused, for it must not lose a character.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from contextlib import suppress
from typing import Any

from narrator.cli.base import OUR_FAULT, REFUSED, tell


class _Stream(io.TextIOWrapper):
    """A text stream with nothing below it, so that click does not write UTF-8 to one that is said to be ASCII."""

    buffer = property()


def prepare() -> None:
    """Make stdout and stderr safe to write to.

    No character stops them. ASCII counts only where PYTHONIOENCODING says so: a locale without a language means
    UTF-8. Without a buffer (PYTHONUNBUFFERED), Python forgets what a full disk did not take; so there is one. A file
    that is opened later does not come to stand for a closed stream: a closed stdout refuses what is written to it, a
    closed stderr takes it, and nobody hears of it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    sys.stdout, sys.stderr = _safe(sys.stdout, 1), _safe(sys.stderr, 2)


def _safe(stream: Any, number: int) -> Any:
    if stream is None and os.name == "nt":  # a program without a console has none
        return None
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if codecs.lookup(encoding).name == "ascii" and not os.environ.get("PYTHONIOENCODING", "").partition(":")[0]:
        encoding = "utf-8"
    raw = open(number, "wb", closefd=False)  # noqa: SIM115
    return _Stream(raw, encoding, "backslashreplace", line_buffering=number == 2)


def lacking(text: str) -> tuple[str, str]:
    """The first character of a text that stdout cannot print, and the encoding of stdout; blank where it prints all."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        return text[error.start], encoding
    return "", encoding


def escaped(text: str) -> str:
    """A JSON text; where stdout lacks a character, with all beyond ASCII as JSON's own escapes, which lose nothing."""
    import json

    return re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], text) if lacking(text)[0] else text


def drain(code: int) -> int:
    """Send off what still waits; the exit code, 2 where it cannot be sent. Nothing is left for Python's own end."""
    from narrator.files.causes import cause

    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except ValueError:  # closed
            continue
        except OSError as error:
            if not isinstance(error, BrokenPipeError) and code not in (REFUSED, OUR_FAULT):  # told by then
                code = REFUSED
                with suppress(OSError, ValueError):
                    tell([f"输出写不出去：{cause(error).evidence}。{cause(error).advice}"])
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
