"""How a pack spells kinds and conditions: by their Chinese terms, which readers meet, or by their names in code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from narrator.figures.near import near
from narrator.phrases.phrase import ALWAYS, WITHOUT_REASON, Source
from narrator.rules.catalogue import CATALOGUE, kind_of
from narrator.rules.kinds import KINDS, LISTING, Kind

WITHOUT = "不写原因"  # the term of WITHOUT_REASON
ANY, ANY_TERM = "any", "任一"
NO_EVIDENCE = ("无", "none")  # after ``evidence:``, that no published text shows a wording

KIND_TERMS = {kind.name: kind.term for kind in KINDS.values()}
_KIND_NAMES = {kind.term: kind.name for kind in KINDS.values()}
_NAMES = {kind.name: {case.term: name for name, case in kind.conditions.items()} for kind in KINDS.values()}


def over(written: str) -> str:
    """The name of the kind that has this term; the name of a fact, or anything else, as it is written."""
    return written if written in CATALOGUE else _KIND_NAMES.get(written, written)


def about(name: str) -> str:
    """The term of a kind; the name of a fact, or anything else, as it is."""
    return KIND_TERMS.get(name, name)


def named(kind: Kind | None, written: str) -> str:
    """The name of a condition of this kind from its term or its name; what is neither, as it is written."""
    return _NAMES[kind.name].get(written, written) if kind else written


def term(kind: Kind | None, name: str) -> str:
    """The term of a condition of this kind; what is none of its conditions, as it is."""
    return kind.conditions[name].term if kind and name in kind.conditions else name


def terms(kind: Kind | None) -> dict[str, str]:
    """The terms of the conditions of a kind by their names, in order."""
    return {name: case.term for name, case in kind.conditions.items()} if kind else {}


def nearest(written: str, terms: Mapping[str, str], otherwise: str, more: Iterable[str] = ()) -> str:
    """The term that somebody probably meant, of these names with their terms, or of ``more``; as ``near``."""
    return near(written, (*more, *terms.values(), *terms), otherwise, shown=terms)


def told(name: str, conditions: Iterable[str]) -> tuple[str, ...]:
    """Conditions of a fact or kind by their terms; none for a wording that is always said."""
    kind = kind_of(name)
    return tuple(WITHOUT if one == WITHOUT_REASON else term(kind, one) for one in conditions if one != ALWAYS)


def listed(name: str, conditions: Iterable[str]) -> str:
    """The same, joined; "" for a wording that is always said."""
    return "、".join(told(name, conditions))


def of(source: Source) -> str:
    """The conditions of a wording by their terms, joined; "" for one that is always said."""
    return listed(source.over, source.conditions)


def asked(fact: str) -> Mapping[str, str]:
    """What the outline may ask of a fact (``when``), by name with its term; of a list, whether there is any."""
    spec = CATALOGUE.get(fact)
    kind = None if spec is None else LISTING if spec.many else spec.kind
    return {ANY: ANY_TERM, **terms(kind)}
