"""What a unit's folder holds: a unit file or a form, never both; either gives the same tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os.path import exists
from pathlib import Path

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.model import Unit
from narrator.figures.values import Place
from narrator.files import marked
from narrator.forms import cells
from narrator.forms.layout import FILE_NAME
from narrator.readers import unit_file
from narrator.readers.unit_file import MISSING
from narrator.readers.words import Known


def find(folder: Path) -> Path:
    """The unit file or the form in a folder. Raises Refused where there are several, or none."""
    found = form(folder)
    yaml = folder / unit_file.FILE_NAME
    if exists(yaml) and found:
        raise _several(folder, [yaml, found], "请移走一个；narrator convert 可以把一个转成另一个。")
    if not exists(yaml) and not found:
        evidence = f"这个文件夹里没有 {unit_file.FILE_NAME}，也没有 {FILE_NAME}。"
        raise Refused([Finding("F101", Place(str(folder), 0, 0), evidence, "先用 narrator init 生成填报表。")])
    return found or yaml


def form(folder: Path) -> Path | None:
    """The form in a folder, in whichever format it was saved. Raises Refused where there are several."""
    found = [path for name in unit_file.FORM_NAMES if exists(path := folder / name)]
    if len(found) > 1:
        raise _several(folder, found, "请看哪一个是最后填的，把别的移到别处或改名。")
    return found[0] if found else None


def _several(folder: Path, found: list[Path], advice: str) -> Refused:
    first, *others = (path.name for path in found)
    evidence = f"这个文件夹里既有 {first}，又有 {'、'.join(others)}，不知道用哪一个。"
    return Refused([Finding("F101", Place(str(folder), 0, 0), evidence, advice)])


def tree(path: Path) -> marked.Mapping:
    """The tree of a unit file or a form, or of the one in a folder. Raises Refused."""
    from narrator.forms import read

    file = find(path) if path.is_dir() else path
    return read.tree(file) if is_form(file) else unit_file.tree(file)


def load(path: Path, money: str = "", words: Known | None = None) -> Unit:
    """The unit of a form or a unit file; of a form it has the ``places``, and a note on each cell read otherwise.

    Amounts are in the file's 金额单位; ``money`` stands for a corner note that a workbook misses, ``words``
    gives the own words of a region in workbooks. Raises Refused.
    """
    file = find(path) if path.is_dir() else path
    if not is_form(file):
        return unit_file.load(file, money, words)
    from narrator.forms import read

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


def is_form(path: Path) -> bool:
    """Whether a file is a form by its name: a workbook."""
    from narrator.readers.unit_file import FORM_SUFFIXES as SUFFIXES

    return path.suffix.lower() in SUFFIXES
