"""An audit for a terminal: the verdict first, the findings in order of place, what was looked at, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from narrator.audit.finding import DOUBT, ERROR, HINT, Audit, TextFinding
from narrator.figures.characters import shown
from narrator.writers.audit import told

StyledLine: TypeAlias = "list[tuple[str, str]]"
_MOST = 3  # causes for which a check could not be made; the other formats tell all
_STYLES = {ERROR: "bold red", DOUBT: "bold yellow", HINT: "bold cyan"}


def write(audit: Audit, *, brief: bool = False) -> Iterator[StyledLine]:
    """The lines, each as words with their style; ``brief`` tells the verdict alone."""
    counts = told.count(audit.findings)
    style = next((_STYLES[level] for level in (ERROR, DOUBT) if counts[level]), "bold green")
    yield [(f"{audit.file}：", "bold"), (told.verdict(audit), style)]
    if brief:
        return
    for finding in audit.findings:
        yield []
        yield from _finding(audit, finding)
    yield []
    yield from _ledger(audit)
    about = "，".join(filter(None, (audit.unit, f"{audit.year} 年" if audit.year else "")))
    coverage = told.coverage(audit) if counts[ERROR] else ""  # else the verdict tells it
    if about or coverage:
        yield [(f"{f'{about}。' if about else ''}{coverage}", "")]


def plain(audits: Iterable[Audit]) -> str:
    """The audits as text, with a line break at the end."""
    return "\n\n".join("\n".join(map(_words, write(audit))) for audit in audits) + "\n"


def _words(line: StyledLine) -> str:
    return "".join(shown(words) for words, _ in line)


def _finding(audit: Audit, finding: TextFinding) -> Iterator[StyledLine]:
    head: StyledLine = [(finding.level, _STYLES[finding.level]), (f" {finding.code} ", "bold")]
    first, *rest = map(_quoted, told.passages(audit, finding.places)) if finding.places else [[("整篇", "")]]
    yield [*head, *first]
    for line in rest:
        yield [("     又见：", "dim"), *line]
    yield [("     依据：", "dim"), (finding.evidence, "")]
    if finding.advice:
        yield [("     建议：", "dim"), (finding.advice, "")]
    if finding.correction:
        yield [("     改为：", "dim"), (told.correction(finding), "green")]


def _quoted(passage: told.Passage) -> StyledLine:
    """A sentence with its places marked."""
    pieces = [(f"〔{piece}〕", "bold reverse") if at % 2 else (piece, "") for at, piece in enumerate(passage.pieces)]
    return [(f"{passage.where}「", ""), *pieces, ("」", "")]


def _ledger(audit: Audit) -> Iterator[StyledLine]:
    """A line for each check that was made or could not be; the checks that met nothing in one line."""
    yield [("核对台账（成立 / 不成立 / 判断不了）", "bold")]
    idle = []
    for entry in audit.ledger:
        undecided = sum(number for _, number in entry.undecided)
        if not (entry.held or entry.broken or undecided):
            idle.append(entry.code)
            continue
        why = f"　判断不了：{told.unsettled(entry, _MOST)}" if undecided else ""
        numbers = f"{entry.held} / {entry.broken} / {undecided}"
        style = "bold" if entry.broken else ""
        yield [(f"  {entry.code} {entry.about}　", ""), (numbers, style), (why, "dim")]
    if idle:
        yield [(f"  没有遇到可核对的内容：{'、'.join(idle)}", "dim")]
