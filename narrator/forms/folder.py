"""What a unit's folder holds: a unit file or a form, never both; either gives the same tree.

This is where a file's notation is told, by its name alone: what a form needs is loaded only for a form.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from os.path import exists, isdir
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.values import Place
from narrator.readers import unit_file
from narrator.readers.records import MISSING

if TYPE_CHECKING:
    from narrator.figures.model import Unit
    from narrator.files import marked
    from narrator.readers.words import Known

UNIT_FILE = "unit.yaml"
SUFFIXES = (".xlsx", ".xls", ".ods", ".xlsb")
FORMS = tuple(f"填报表{suffix}" for suffix in SUFFIXES)  # a form under its usual name, in whichever format


def is_form(file: Path) -> bool:
    """Whether a file is a form by its name: a workbook."""
    return file.suffix.lower() in SUFFIXES


_MOST = 10  # units of a folder that are told by name


def find(folder: Path) -> Path:
    """The unit file or the form in a folder. Raises Refused where there are several, or none."""
    return _only(folder) or _refuse_empty(folder, "F101", "先用 narrator init 生成填报表。")


def _only(folder: Path) -> Path | None:
    """The unit file or the form in a folder, None where there is none. Raises Refused where there are several."""
    found = form(folder)
    yaml = folder / UNIT_FILE
    if exists(yaml) and found:
        raise _several(folder, [yaml, found], "请移走一个；narrator convert 可以把一个转成另一个。")
    return yaml if exists(yaml) else found


def form(folder: Path) -> Path | None:
    """The form in a folder, in whichever format it was saved. Raises Refused where there are several."""
    found = [path for name in FORMS if exists(path := folder / name)]
    if len(found) > 1:
        raise _several(folder, found, "请看哪一个是最后填的，把别的移到别处或改名。")
    return found[0] if found else None


def _several(folder: Path, found: list[Path], advice: str) -> Refused:
    first, *others = (path.name for path in found)
    evidence = f"这个文件夹里既有 {first}，又有 {'、'.join(others)}，不知道用哪一个。"
    return Refused([Finding("F101", Place(str(folder), 0, 0), evidence, advice)])


def _refuse_empty(folder: Path, code: str, advice: str) -> NoReturn:
    evidence = f"这个文件夹里没有 {UNIT_FILE}，也没有 {FORMS[0]}。"
    if units := below(folder):
        named = f"{'、'.join(f'「{unit}」' for unit in units[:_MOST])}{'等' * (len(units) > _MOST)}"
        evidence += f"下面有 {len(units)} 个单位的文件夹：{named}。"
        advice = (
            f"这里一次只能写一个单位，请写明是哪一个文件夹；要做全部单位，用 narrator batch {quoted(folder)} --out 输出"
        )
    raise Refused([Finding(code, Place(str(folder), 0, 0), evidence, advice)])


def quoted(path: Path) -> str:
    """A path as it is typed on a command line, of PowerShell too: in quotes where it has to be."""
    text = str(path)
    if not re.search(r"[^\w./\\:-]", text):
        return text
    if os.name == "nt":
        return f'"{text}"'
    import shlex

    return shlex.quote(text)


def holds(folder: Path) -> bool:
    """Whether a unit file or a form stands in this folder under its usual name."""
    return any(exists(folder / name) for name in (UNIT_FILE, *FORMS))


def below(folder: Path) -> list[Path]:
    """The folders right below this one that hold a unit, by name; none where it cannot be looked into."""
    try:
        return sorted(path for path in folder.iterdir() if isdir(path) and holds(path))
    except OSError:
        return []


def which(path: Path) -> Path:
    """The file that a path stands for: itself, or the one in a folder. Raises Refused as ``find`` does."""
    return find(path) if isdir(path) else path


def tree(path: Path) -> marked.Mapping:
    """The tree of a unit file or a form, or of the one in a folder. Raises Refused."""
    file = which(path)
    if not is_form(file):
        return unit_file.tree(file)
    from narrator.forms import read

    return read.tree(file)


def load(path: Path, money: str = "", words: Known | None = None) -> Unit:
    """The unit of a form or a unit file, or of the one in a folder.

    The unit of a form has the ``places``, and a note on each cell read otherwise. Amounts are in the file's
    金额单位; ``money`` stands for a corner note that a workbook misses, ``words`` gives the own words of a region
    in workbooks. Raises Refused.
    """
    file = path
    if isdir(path):
        file = _only(path) or _refuse_empty(path, "U102", "有报表工作簿的，先用 narrator init 生成填报表。")
    if not is_form(file):
        return unit_file.load(file, money, words)
    from narrator.forms import cells, read

    reading = read.gather(file)
    findings = list(reading.problems)
    try:
        unit = unit_file.read(cells.tree(reading.cells, Place(str(file), 0, 0)), money, words)
    except Refused as refused:  # what is missing may be what could not be read
        told = [finding for finding in refused.findings if not (findings and finding.code == MISSING)]
        findings += [_at_its_cell(finding, reading.places) for finding in told]
    if findings:
        raise Refused(sorted(findings, key=by_place))
    return replace(unit, places=reading.places, notes=(*reading.notes, *unit.notes))


def _at_its_cell(finding: Finding, places: Mapping[str, Place]) -> Finding:
    """A finding about something that is not there: no value tells where it belongs, the form does."""
    if finding.code != MISSING or finding.place is None:
        return finding
    return finding._replace(place=places.get(finding.place.key, finding.place))
