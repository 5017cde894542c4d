"""核对结果 for a terminal: the verdict, then what needs a person; and a line each for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from narrator.checks.check import DOUBT, ERROR, LEVELS, PASSED, ROUNDING, UNKNOWN, CheckResult
from narrator.checks.confirm import JudgedDoubts
from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.writers.terminal import StyledLine, indented, width

_STYLES = {ERROR: "bold red", DOUBT: "bold yellow", ROUNDING: "dim"}
_SHORT = 24  # columns that a place may take before the words of its finding
_Found = tuple[str, Finding]


def verdict(outcomes: Sequence[CheckResult], judged: JudgedDoubts) -> str:
    """What the checks came to, in a sentence, and how often each outcome was met."""
    said = [verdict.level for outcome in outcomes for verdict in outcome.verdicts]
    counts = "，".join(f"{level} {said.count(level)} 处" for level in (*LEVELS, PASSED, UNKNOWN))
    errors, doubts = said.count(ERROR), said.count(DOUBT)
    open_ = len(judged.open)
    if errors or doubts:
        waiting = f"（{open_} 处待确认）" if open_ else ""
        told = "，".join(
            filter(None, (f"有 {errors} 处错误" * bool(errors), f"有 {doubts} 处疑点{waiting}" * bool(doubts)))
        )
    elif any(level != UNKNOWN for level in said):
        told = "没有发现错误和疑点"
    else:
        told = "没有一项核对做得成，等于没有核对"
    return f"{told}。\n核对了 {len(outcomes)} 项：{counts}。"


def write(
    outcomes: Iterable[CheckResult], judged: JudgedDoubts, columns: int, *, verbose: bool = False
) -> Iterator[StyledLine]:
    """The findings, gravest first: those with one advice together, by their checks, the advice once.

    ``columns`` is how wide the terminal is. The 尾差 are counted in one line; ``verbose`` tells each.
    """
    found = _found(outcomes)
    rounding = [pair for pair in found if pair[0] == ROUNDING]
    shown = found if verbose else [pair for pair in found if pair[0] != ROUNDING]
    for (level, advice), alike in groupby(shown, lambda pair: (pair[0], pair[1].advice)):
        for code, group in groupby((finding for _, finding in alike), lambda finding: finding.code):
            findings = list(group)
            yield [(level, _STYLES[level]), (f" {code}", "bold"), (f"（{len(findings)} 处）" * (len(findings) > 1), "")]
            file = ""
            for finding in findings:
                if finding.place and finding.place.file != file:
                    file = finding.place.file
                    yield from _plain(file, columns, "  ")
                yield from _finding(finding, judged.state(code, finding.evidence) if level == DOUBT else "", columns)
        if advice:
            yield from _plain(f"建议：{advice}", columns, "  ", " " * 8)
        yield []
    if rounding and not verbose:
        told = f"尾差 {len(rounding)} 处，都是四舍五入可以产生的，一般不必修改；逐条列出请加 -v。"
        yield from _plain(told, columns, "")


def every(outcomes: Iterable[CheckResult], columns: int) -> Iterator[StyledLine]:
    """Every check, and how it ended."""
    yield [("全部核对项", "bold")]
    for outcome in outcomes:
        head = f"{outcome.check.code} {outcome.state}　"
        words = f"{outcome.check.about}（{outcome.check.source}）"
        yield from _plain(words, columns, f"  {head}", " " * 7)


def lines(outcomes: Iterable[CheckResult], judged: JudgedDoubts) -> Iterator[str]:
    """A line each for editors and pipes: ``file:sheet!cell: 级别 编号 text``; in a unit file ``file:line:column:``."""
    for level, finding in _found(outcomes):
        state = judged.state(finding.code, finding.evidence) if level == DOUBT else ""
        words = " ".join((f"{level} {finding.code} {finding.evidence}{f'（{state}）' * bool(state)}").split())
        place = finding.place
        where = f"{':'.join(filter(None, (place.file, _where(place))))}: " if place else ""
        yield f"{where}{words}{f' {finding.advice}' * bool(finding.advice)}"


def _found(outcomes: Iterable[CheckResult]) -> list[_Found]:
    """The findings with their levels, gravest first; those with one advice, of one check and of one file together."""
    found = [pair for outcome in outcomes for pair in outcome.findings()]
    first: dict[tuple[str, ...], int] = {}  # what belongs together stands where the first of it was found

    def order(pair: _Found) -> tuple[int, ...]:
        level, (code, place, _, advice) = pair
        together = (level, advice), (level, advice, code), (level, advice, code, place.file if place else "")
        return LEVELS.index(level), *(first.setdefault(group, len(first)) for group in together)

    return sorted(found, key=order)


def _where(place: Place) -> str:
    """The place within its file: the cell with its sheet, or line and column."""
    file = Place(place.file, 0, 0)
    return str(place).removeprefix(str(file)).lstrip(" :")


def _finding(finding: Finding, state: str, columns: int) -> Iterator[StyledLine]:
    """A finding behind its place, or below it where that is long; then how far a 疑点 is confirmed."""
    where = _where(finding.place) if finding.place else ""
    evidence = f"{finding.evidence}{f'（{state}）' if state else ''}"
    if width(where) > _SHORT:
        yield [(f"    {where}", "bold")]
        where = ""
    head = f"    {where}  " if where else " " * 6
    first, *rest = indented(evidence, columns, head, " " * 6)
    yield [(first[: len(head)], "bold"), (first[len(head) :], "")]
    yield from ([(line, "")] for line in rest)


def _plain(text: str, columns: int, first: str, rest: str | None = None) -> Iterator[StyledLine]:
    yield from ([(line, "")] for line in indented(text, columns, first, first if rest is None else rest))
