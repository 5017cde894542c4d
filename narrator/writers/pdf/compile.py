"""The template, compiled with typst: data in, the bytes of a PDF out; a warning is an error.

typst works with threads of its own: a process that was forked after its parent has compiled waits for them
for ever. ``compiled`` therefore refuses there; start such a process with "spawn" instead.
"""

from __future__ import annotations

import datetime
import json
import os
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from narrator.figures.findings import Finding, Refused
from narrator.writers.pdf.fonts import Face, Fonts, choose

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).with_name("template.typ")
STANDARDS: tuple[Literal["a-2a", "ua-1"], ...] = ("a-2a", "ua-1")  # PDF/A-2a, to be kept; PDF/UA-1, for everybody
_compiled_in: list[int] = []  # the process that has compiled
_one_at_a_time = Lock()  # a compiler serves one thread; it has several of its own


def found(font_dirs: tuple[Path, ...] = ()) -> Fonts:
    """The fonts that typst finds in these folders, then in the system.

    Raises Refused: W221 without typst, W222 without a Chinese font.
    """
    return choose(_faces(font_dirs, system=False), _faces((), system=True))


def _faces(font_dirs: tuple[Path, ...], *, system: bool) -> list[Face]:
    return [
        Face(font.family, font.path, font.index, font.weight)
        for font in _library(font_dirs, system).fonts()
        if font.path and font.style == "normal" and font.stretch == 1
    ]


def compiled(data: dict[str, Any], date: datetime.date, font_dirs: tuple[Path, ...] = ()) -> bytes:
    """The PDF that the template makes of this data; ``date`` is the one that the file carries.

    It says that it keeps to the ``STANDARDS``; where it cannot (a font that may not be embedded, a character of the
    private use area), it is made without saying so. The same fonts as those ``found`` are in reach. Raises Refused:
    W221 without typst, W224 where typst warns.
    """
    import typst

    _once_in_a_process()
    compiler = _compiler(font_dirs)
    noon = datetime.datetime.combine(date, datetime.time(12), datetime.UTC)
    given = {"data": json.dumps(data, ensure_ascii=False)}

    def made_to(standards: tuple[Literal["a-2a", "ua-1"], ...]) -> tuple[Any, list[Any]]:
        with _one_at_a_time:
            return compiler.compile_with_warnings(
                _template(),
                format="pdf",
                sys_inputs=given,
                timestamp=int(noon.timestamp()),
                pdf_standards=list(standards),
            )

    try:
        try:
            made, warnings = made_to(STANDARDS)
        except typst.TypstError:
            made, warnings = made_to(())
    except typst.TypstError as error:
        raise Refused([_failed(error.message)]) from None
    if warnings:
        raise Refused([_failed(warning.message) for warning in warnings])
    assert isinstance(made, bytes)
    return made


def pages_of(data: dict[str, Any], font_dirs: tuple[Path, ...] = ()) -> list[int]:
    """The page of every heading that the template makes of this data, in order. Raises Refused as ``compiled``."""
    import typst

    _once_in_a_process()
    given = {"data": json.dumps(data, ensure_ascii=False)}
    compiler = typst.Compiler(
        _template(), root=_TEMPLATE.parent, font_paths=_library(font_dirs, True), sys_inputs=given
    )
    try:
        with _one_at_a_time:
            told = compiler.query("<heading-pages>", field="value", one=True)
    except typst.TypstError as error:
        raise Refused([_failed(error.message)]) from None
    return list(map(int, json.loads(told)))


def _once_in_a_process() -> None:
    """Note that this process compiles; one that was forked from such a process would wait for ever."""
    if _compiled_in and _compiled_in[0] != os.getpid():
        raise RuntimeError("typst has compiled in the parent process; start this one with spawn, not fork")
    _compiled_in[:] = [os.getpid()]


def _failed(message: str) -> Finding:
    advice = "请把这条消息和所用的字体告诉开发者；可先改用 --format docx。"
    return Finding("W224", None, f"排版程序 typst 没有照办：{message}。", advice)


@cache  # a file of the program's own
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


@lru_cache(maxsize=4)  # looking through the fonts of a system takes longer than a document
def _library(font_dirs: tuple[Path, ...], system: bool) -> typst.Fonts:
    try:
        import typst
    except ImportError:
        raise Refused([Finding("W221", None, "生成 PDF 要用 typst，还没有安装。", _INSTALL)]) from None
    return typst.Fonts(system, False, [str(folder) for folder in font_dirs])


_INSTALL = '请运行：pip install "narrator[pdf]"'


@lru_cache(maxsize=4)  # as the fonts that it looks through
def _compiler(font_dirs: tuple[Path, ...]) -> typst.Compiler:
    """One compiler for each choice of fonts; it sees no file but the folder of the template."""
    import typst

    return typst.Compiler(_template(), root=_TEMPLATE.parent, font_paths=_library(font_dirs, True))
