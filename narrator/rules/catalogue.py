"""The catalogue of facts: every name a phrasebook may use, with its slots and its conditions.

A phrase is written over a kind (any 增减) or over one named fact (which adds slots of its own); the
outline says which named fact is meant. Lookups go by the Chinese name. Importing this module registers every fact.
"""

from __future__ import annotations

from collections.abc import Mapping

from narrator.rules import profile, money, three, matters, performance, remarks  # isort: skip  # the order of the catalogue
from narrator.rules.kinds import KINDS, TERM, TEXT, WORD, YEAR, Kind
from narrator.rules.spec import SPECS, Spec

MODULES = (profile, money, three, matters, performance, remarks)
CATALOGUE: Mapping[str, Spec] = SPECS

# Slots that every phrase may use.
COMMON = {"单位名称": TEXT, "年度": YEAR, "上年度": YEAR, "主体": WORD, "金额单位": TERM}


def kind_of(name: str) -> Kind | None:
    """The kind that a phrase is said over, by the name of a fact or of a kind; None where there is neither."""
    return CATALOGUE[name].kind if name in CATALOGUE else KINDS.get(name)
