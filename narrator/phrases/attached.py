"""The nine statements in a pack: where they go, and the words that stand in and around their tables.

``statements`` is one of ``PLACINGS``; ``attached`` names the phrases: ``above`` (several) between a table's
name and its headings, over nothing or over the number of the table, ``amount`` for each amount, ``number`` before the
rows that are numbered, ``empty`` below a table without figures; ``below`` the note under each table that has one;
``order`` lists the tables where a region has another order than the official.
"""

from __future__ import annotations

from collections.abc import Mapping

from narrator.figures.findings import Finding
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import entries, spelling
from narrator.phrases.phrase import Phrase
from narrator.phrases.settings import NONE, PLACINGS, TableWords
from narrator.rules.kinds import ATTACHED, ATTACHED_AMOUNT, NUMBERING

_ORDER, _BELOW = "order", "below"
_ABOVE = "above"
_OVER = {_ABOVE: "", "amount": ATTACHED_AMOUNT.name, "number": NUMBERING.name, "empty": ATTACHED.name}


def placing(node: Node, findings: list[Finding]) -> str:
    """Where the statements go: one of ``PLACINGS``; "none" where the pack does not say."""
    if node is None or node in PLACINGS:
        return NONE if node is None else str(node)
    shown = f"「{node}」" if isinstance(node, Scalar) else "一个列表或一组键值"
    findings.append(
        Finding("P150", node.place, f"statements 不能是{shown}。", "inline 附在文中，separate 另存，none 不附。")
    )
    return NONE


def wording(
    node: Node, phrases: Mapping[str, Phrase], broken: frozenset[str], findings: list[Finding]
) -> TableWords | None:
    """The phrases that ``attached`` names; None where the pack has no ``attached`` or it has a mistake.

    A phrase that is ``broken`` was told already.
    """
    if node is None:
        return None
    if not isinstance(node, marked.Mapping):
        findings.append(entries.shapeless(node.place))
        return None
    findings += entries.unknown(node, (*_OVER, _ORDER, _BELOW))
    order, below = _order(node, findings), _below(node, phrases, broken, findings)
    found: dict[str, list[Phrase]] = {key: [] for key in _OVER}
    for key, over in _OVER.items():
        named = node.get(key)
        for name in named if isinstance(named, marked.Sequence) else [named]:
            phrase = phrases.get(str(name))
            numbered = key == _ABOVE and phrase is not None and phrase.over == NUMBERING.name
            if phrase is not None and (phrase.over == over or numbered):
                found[key].append(phrase)
            elif name not in broken:
                findings.append(_unfit(key, name, node.place))
    if not all(found.values()):
        return None
    return TableWords(tuple(found["above"]), found["amount"][0], found["number"][0], found["empty"][0], order, below)


def _order(node: marked.Mapping, findings: list[Finding]) -> tuple[str, ...]:
    """The nine tables in the order of the region; each is named once."""
    written = node.get(_ORDER)
    if written is None:
        return tuple(STATEMENTS)
    named = [str(name) for name in written] if isinstance(written, marked.Sequence) else []
    wrong = [name for name in named if name not in STATEMENTS or named.count(name) > 1]
    if wrong or len(named) != len(STATEMENTS):
        evidence = f"order 里的「{wrong[0]}」不是九张表之一，或写了两次。" if wrong else "order 要把九张表各写一次。"
        findings.append(Finding("P151", written.place, evidence, f"九张表：{'、'.join(STATEMENTS)}。"))
        return tuple(STATEMENTS)
    return tuple(named)


def _below(
    node: marked.Mapping, phrases: Mapping[str, Phrase], broken: frozenset[str], findings: list[Finding]
) -> dict[str, Phrase]:
    """The notes under tables, by the names of the tables."""
    written = node.get(_BELOW)
    if written is None:
        return {}
    if not isinstance(written, marked.Mapping):
        findings.append(entries.shapeless(written.place))
        return {}
    findings += entries.unknown(written, tuple(STATEMENTS))
    found = {}
    for term, name in written.items():
        phrase = phrases.get(str(name))
        if phrase is not None and not phrase.over:
            found[str(term)] = phrase
        elif name not in broken:
            findings.append(_unfit(_BELOW, name, written.place))
    return found


def _unfit(key: str, name: Node, otherwise: Place) -> Finding:
    place = otherwise if name is None else name.place
    evidence = f"attached 没有写 {key}。" if name is None else f"{key} 不能用短语「{name}」。"
    over = _OVER.get(key, "")
    return Finding(
        "P151",
        place,
        evidence,
        f"请写一条 over 是「{spelling.about(over)}」的短语的编号。" if over else "请写没有 over 的短语的编号。",
    )
