"""The unit file (unit.yaml): read with its places, validated as a whole, turned into a ``Unit``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.figures import listing, terms
from narrator.figures.evaluation import Overall, Project
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.model import Account, Amounts, Coded, Profile, Statement, Unit
from narrator.figures.near import near
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Place, Text
from narrator.files import marked
from narrator.files.marked import Mapping, Node, Scalar
from narrator.readers import levels, schema
from narrator.readers.records import UNKNOWN
from narrator.readers.scalars import MONEY_UNITS, Problem, Wrong
from narrator.readers.widths import narrow, squeeze

if TYPE_CHECKING:
    from narrator.readers.both_years import Workbooks
    from narrator.readers.spreadsheet import Opened
    from narrator.readers.words import Known

_ALIKE = 0.5  # what people type is offered a name that is less alike than other names are
_SUGGESTIONS = 200  # so many problems get a suggestion; looking for more would take too long
_FULL_MARKS = 100


def load(file: Path, money: str = "", words: Known | None = None) -> Unit:
    """The unit described by a unit file.

    Amounts are in the unit that the file declares (金额单位: 元 or 万元), those of the workbooks that it
    names in the unit of their corner notes; ``money`` stands for a note that is missing, ``words`` gives the own
    words of a region in workbooks. Every figure and text keeps its line and column, or sheet and cell. Raises
    Refused with all problems at once.
    """
    return read(tree(file), money, words)


def tree(file: Path) -> Mapping:
    """The content of a unit file with its places, not yet validated. Raises Refused."""
    root = marked.load(file)
    if not isinstance(root, Mapping):
        place = root.place if root is not None else Place(str(file), 0, 0)
        evidence = "文件是空的。" if root is None else "这不是单位文件：最外层应是「键: 值」。"
        raise Refused([Finding("U109", place, evidence, "请对照样例文件。")])
    return root


def read(root: Mapping, money: str = "", words: Known | None = None, opened: Opened | None = None) -> Unit:
    """The unit that such content describes, whatever file it was typed in; as ``load`` does it. Raises Refused.

    ``opened`` opens the workbooks, where somebody has opened them already.
    """
    values, findings = _validate(root)
    named, problems = _books(root, money, words, opened)
    findings += problems
    if not findings:
        unit, findings = _unit(root, values, named)
    if findings:
        raise Refused(sorted(findings, key=by_place))
    return unit


def _validate(root: Mapping) -> tuple[dict[str, Any], list[Finding]]:
    unit = root.get(schema.MONEY_UNIT)
    try:
        return schema.unit_file().read(root, str(unit) if unit in MONEY_UNITS else terms.WAN), []
    except Wrong as wrong:
        return {}, [_finding(root, of, suggest=number < _SUGGESTIONS) for number, of in enumerate(wrong.problems)]


def _finding(root: Mapping, problem: Problem, *, suggest: bool) -> Finding:
    key = [*reversed(problem.key)]
    place = _locate(root, key, at_key=problem.at_key)
    advice = _which_key(key) if suggest and problem.code == UNKNOWN else problem.advice
    return Finding(problem.code, place, problem.evidence, advice)


def _which_key(key: list[Any]) -> str:
    """What a key that is not known here may have been meant to be."""
    from narrator.readers import json_schema

    name = str(key[-1])
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", name):
        return "请去掉千位分隔符。"
    return near(name, json_schema.keys_at(key[:-1]), "请对照样例文件中的键。", alike=_ALIKE)


def _locate(root: Node, key: list[Any], *, at_key: bool = False) -> Place:
    """The place of the value at this key, or of the key itself; of the key where the value is a mapping."""
    node: Any = root
    start = root.place if root is not None else Place("", 0, 0)
    place = start._replace(key="/".join(map(str, key)))
    for part in key:
        if isinstance(node, Scalar) and part == "名称":  # the short form of an account: its code is its key
            break
        if isinstance(node, Mapping):
            mark = node.marks.get(part)
            node = node.get(part)
        else:
            node = node[part] if isinstance(node, list) and part < len(node) else None
            mark = getattr(node, "place", None)
        if isinstance(node, Scalar) and not at_key:
            mark = node.place
        if mark:
            place = mark
        elif isinstance(part, str):
            place = place._replace(key=f"{place.key}/{part}" if part not in place.key.split("/") else place.key)
    return place


def _books(
    root: Mapping, money: str, words: Known | None, opened: Opened | None
) -> tuple[Workbooks | None, list[Finding]]:
    """The workbooks that the file names, None where it names none; and their problems."""

    def name(key: str) -> Text | None:
        node = root.get(key)
        return Text(node.strip(), node.place) if isinstance(node, Scalar) and node.strip() else None

    this, last = name(terms.WORKBOOK), name(terms.LAST_WORKBOOK)
    if this is None and last is None:
        return None, []
    from narrator.readers import both_years, spreadsheet
    from narrator.readers.words import NO_WORDS

    unit = root.get("单位")
    told = [str(unit.get(key) or "") if isinstance(unit, Mapping) else "" for key in ("地区", "年度")]
    own = words(told[0], told[1]) if words else NO_WORDS
    return both_years.load(this, last, money, own, opened or spreadsheet.load)


def _unit(root: Mapping, values: dict[str, Any], named: Workbooks | None) -> tuple[Unit, list[Finding]]:
    findings: list[Finding] = []
    statements, notes = _statements(values, named, findings)
    if named:
        findings += named.beside(values)
    for term, statement in statements.items():
        findings += _moved(statement, root.get(term))
        findings += _unnamed(statement, root.get(term))
        findings += levels.findings(statement)
    given = _Reasons(root, values.get("主要原因", {}), statements, findings).resolved()
    reasons = {key: reason for key, reason in given.items() if isinstance(reason, Text)}
    listed = {key: reason for key, reason in given.items() if not isinstance(reason, Text)}
    terms_of = {item.name: item.metadata["term"] for item in fields(Unit) if item.name != "reasons"}
    by_field = {name: values[term] for name, term in terms_of.items() if term in values}
    unit = Unit(**by_field, statements=statements, reasons=reasons, listed_reasons=listed, notes=notes)
    if unit.profile.newly_formed:
        findings += _past_of_new_unit(unit)
    findings += _weights(unit)
    return unit, findings


def _statements(
    values: dict[str, Any], named: Workbooks | None, findings: list[Finding]
) -> tuple[dict[str, Statement], tuple[Finding, ...]]:
    """The statements as typed, joined with those of the workbooks, and what is to be noted of these."""
    notes: tuple[Finding, ...] = ()
    typed = {term: _with_last_year(values[term], findings) for term in terms.STATEMENTS if term in values}
    statements = typed
    if named:
        profile: Profile = values["单位"]
        findings += named.findings(profile, typed)
        notes = tuple(named.remarks(profile, typed))
        statements = named.statements(typed, findings)
    told = named.last.tables if named and named.last else ()
    for term, statement in typed.items():
        if statement.accounts is not None and values[term].last_accounts is None and term not in told:
            statements[term] = _unknown_last_year(statements[term])
    return statements, notes


def _with_last_year(statement: Statement, findings: list[Finding]) -> Statement:
    """Last year's amounts beside an account become last year's accounts under the same code."""
    last = dict(statement.last_accounts or {})
    for code, account in (statement.accounts or {}).items():
        amount = account.amounts.last_year
        if amount is not None and code in last and last[code].amounts.actual is not None:
            place = amount.origin if isinstance(amount.origin, Place) else None
            findings.append(Finding("U301", place, "这个科目的上年数写了两次。", "上年科目中已有，请删去一处。"))
        if amount is not None:
            last[code] = Account(code, account.name, Amounts(actual=amount))
    return replace(statement, last_accounts=last) if last else statement


def _unknown_last_year(statement: Statement) -> Statement:
    """Where nothing lists last year's accounts, one without 上年 is not known, if the text tells of it.

    That is a 项, or what stands in place of it. Where a list is there, an account not in it did not occur.
    """
    listed, last = statement.accounts or {}, dict(statement.last_accounts or {})
    if listed.keys() <= last.keys():
        return statement
    functional = terms.STATEMENTS[statement.term].accounts == "functional"
    ends = listing.ends(listed, statement.cells) if functional else ()
    for code, account in listed.items():
        if code not in last and (code in ends or listing.depth(listed, code) <= len(code)):
            last[code] = Account(code, account.name, Amounts())
    return replace(statement, last_accounts=last or statement.last_accounts)


def _moved(statement: Statement, node: Any) -> Iterator[Finding]:
    """Accounts that 科目对应 leads from or to, and that are not there."""
    for old, new in statement.moved.items() if statement.accounts is not None else ():
        place = _locate(node, ["科目对应", old])
        if old not in (statement.last_accounts or ()):
            yield Finding("U302", place, f"上年科目中没有 {old}。", "请核对编码。")
        if new not in (statement.accounts or ()) or len(new) != len(old):
            yield Finding("U302", place, f"本年科目中没有同级的 {new}。", "请核对编码。")


def _unnamed(statement: Statement, node: Any) -> Iterator[Finding]:
    """Functional accounts whose 类 or 款 has no name: the text names all three levels."""
    known = {**(statement.last_accounts or {}), **(statement.accounts or {})}
    for upper, code in sorted(_without_name(statement, known).items()):
        level = "类" if len(upper) == terms.CLASS else "款"
        key = "科目" if code in (statement.accounts or {}) else "上年科目"
        typed = isinstance(node, Mapping) and code in (node.get(key) or ())
        place = _locate(node, [key, code]) if typed else known[code].name.origin
        advice = f"请在「{key}」中加一行「{upper}: {level}的名称」。"
        lower = "项" if len(code) == terms.ITEM else "款"
        yield Finding("U303", place, f"{lower} {code} 没有{level} {upper} 的名称。", advice)


def _without_name(statement: Statement, known: dict[str, Account]) -> dict[str, str]:
    """Each 类 or 款 that the text would have to name and that is not known, with the last account below it."""
    if terms.STATEMENTS[statement.term].accounts != "functional":
        return {}
    missing: dict[str, str] = {}
    for code, account in known.items():
        if len(code) == terms.ITEM or account.level:
            uppers = [code[:length] for length in (terms.CLASS, terms.SECTION) if length < len(code)]
            unnamed = [upper for upper in uppers if upper not in known or not known[upper].name.text]
            told = listing.depth(statement.accounts or {}, code) if unnamed else 0
            missing |= {upper: code for upper in unnamed if len(upper) <= told}
    return missing


def _past_of_new_unit(unit: Unit) -> Iterator[Finding]:
    staff, running = unit.staff, unit.running
    amounts = [people.last_year for people in (staff.in_service, staff.retired_cadres, staff.retired)]
    amounts += [row.last_year for row in (running.administrative, running.quasi_civil, running.institution)]
    for statement in unit.statements.values():
        amounts += [row.last_year for row in statement.rows.values()]
        amounts += [account.amounts.actual for account in (statement.last_accounts or {}).values()]
    for amount in amounts:
        if amount is not None and isinstance(amount.origin, Place):
            yield Finding("U304", amount.origin, "本单位为新设，却有上年数。", "请删去上年数，或把「新设」改为「否」。")


def _weights(unit: Unit) -> Iterator[Finding]:
    """The weights of a self-evaluation table add up to 100, where every row has one."""
    tables: tuple[Overall | Project, ...] = (*(unit.performance.overall or ()), *(unit.performance.projects or ()))
    for table in tables:
        scored = table.total.weight
        try:
            weights = [decimal(row.weight.text if row.weight else "") for row in table.indicators or ()]
        except NumberError:
            continue
        if scored is None or not weights or not isinstance(scored.origin, Place):
            continue
        total = sum(weights, scored.value)
        if total != _FULL_MARKS:
            evidence = f"资金行的分值和各指标的权重合计是 {total:f}，不是 {_FULL_MARKS}。"
            yield Finding("U308", scored.origin, evidence, "请核对这张自评表的权重。")


class _Reasons:
    """Resolves 同: KEY, and checks that every reason explains something that exists.

    A KEY whose reason is still to be filled in leaves both open.

    KEY is a subject of the same comparison, or ``comparison/subject``.
    """

    def __init__(
        self, root: Mapping, given: dict[str, Any], statements: dict[str, Statement], findings: list[Finding]
    ) -> None:
        self.node = root.get("主要原因")
        self.given = {
            (comparison, subject): value
            for comparison in terms.REASON_SUBJECTS
            for subject, value in given.get(comparison, {}).items()
        }
        now = {code for statement in statements.values() for code in statement.accounts or ()}
        before = {
            code
            for statement in statements.values()
            for code in {*(statement.last_accounts or {})} - {*statement.moved}
        }
        self.codes = {terms.VS_LAST_YEAR: now | before, **dict.fromkeys(terms.BUDGET_OF, now)}
        self.findings = findings

    def resolved(self) -> dict[tuple[str, str], Text | tuple[Text | Coded, ...]]:
        return {key: text for key in self.given if self.known(key) and (text := self.follow(key)) is not None}

    def known(self, key: tuple[str, str]) -> bool:
        comparison, subject = key
        if self.due(comparison, subject):
            return True
        subjects = terms.REASON_SUBJECTS[comparison]
        codes = "，或表中的项级科目编码" if comparison in self.codes else ""
        advice = f"可用的有：{'、'.join(subjects)}{codes}。不再需要的，请删去。"
        if len(self.findings) < _SUGGESTIONS:
            advice = near(subject, subjects, advice, alike=_ALIKE)
        self.report("U305", key, f"没有「{subject}」这个需要说明原因的事项。", advice)
        return False

    def due(self, comparison: str, subject: str) -> bool:
        """Whether there is such a thing to explain."""
        subjects = terms.REASON_SUBJECTS.get(comparison, ())
        return subject in subjects or subject in self.codes.get(comparison, ())

    def meant(self, comparison: str, subject: str) -> tuple[str, str]:
        """What a person refers to, with any quotes and spaces, in full width or half: a subject, or an account by its
        code, also with its name behind it.
        """
        subject = squeeze(subject)
        comparison = next(
            (known for known in terms.REASON_SUBJECTS if squeeze(known) == squeeze(comparison)), comparison
        )
        code = re.match("[0-9]+", subject)
        if code and self.due(comparison, code.group()):
            return comparison, code.group()
        same = (known for known in terms.REASON_SUBJECTS.get(comparison, ()) if squeeze(known) == subject)
        return comparison, next(same, subject)

    def follow(self, key: tuple[str, str]) -> Text | tuple[Text | Coded, ...] | None:
        seen = [key]
        value = self.given[key]
        while isinstance(value, dict):
            target = value["同"].text
            comparison, slash, subject = narrow(target).partition("/")
            following = self.meant(*((comparison, subject) if slash else (seen[-1][0], target)))
            if following in seen:
                self.report("U306", key, f"「同: {target}」绕回了自己。", "请在其中一处写明原因。")
                return None
            if following not in self.given and not self.due(*following):
                self.report("U307", key, f"「同: {target}」所指的原因没有填写。", "请核对名称。")
                return None
            seen.append(following)
            value = self.given.get(following)
        found: Text | tuple[Text | Coded, ...] | None = value
        return found

    def report(self, code: str, key: tuple[str, str], evidence: str, advice: str) -> None:
        self.findings.append(Finding(code, _locate(self.node, list(key)), evidence, advice))
