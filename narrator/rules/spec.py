"""How a fact is declared: name, kind, what it says, slots, whether it is a list, and the function that works it out.

Importing a module with such declarations registers them; the catalogue collects them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from narrator.figures.values import Gap
from narrator.rules.fact import Fact, Facts
from narrator.rules.kinds import KINDS, Kind


class Spec(NamedTuple):
    """A named fact: its kind, what it says, slots beyond those of its kind, whether it is a list.

    ``within`` are the facts that have it as a part; none where it stands by itself. ``function`` works it out from
    the view of a unit, or a part from whatever the fact around it has at hand; None says that a unit has no such fact.
    """

    name: str
    kind: Kind
    about: str
    slots: Mapping[str, str]
    many: bool
    within: tuple[str, ...]
    function: Callable[..., Facts | None]

    @property
    def all_slots(self) -> dict[str, str]:
        """Every slot a phrase over this fact may use, by name, with its type."""
        return {**self.kind.slots, **self.slots}

    def of(self, *given: Any) -> Facts | None:
        """The fact under its name, worked out from what its function takes."""
        found = self.function(*given)
        if found is None or isinstance(found, Gap):
            return found
        if isinstance(found, Fact):
            return Fact(self.name, *found[1:])
        return tuple([Fact(self.name, *fact[1:]) for fact in found])


SPECS: dict[str, Spec] = {}
_PARTS: dict[str, list[Spec]] = {}
_Function = TypeVar("_Function", bound="Callable[..., Facts | None]")


def fact(
    name: str,
    kind: Kind,
    about: str,
    slots: Mapping[str, str] = {},
    *,
    many: bool = False,
    within: tuple[str, ...] = (),
) -> Callable[[_Function], _Function]:
    """Register a function as the one that works this fact out; the first fact of a kind registers the kind as well."""

    def register(function: _Function) -> _Function:
        if name in SPECS:
            raise ValueError(f"two facts have the name {name}")
        if KINDS.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds have the name {kind.name}")
        SPECS[name] = Spec(name, kind, about, slots, many, within, function)
        for outer in within:
            _PARTS.setdefault(outer, []).append(SPECS[name])
        return function

    return register


def parts(name: str, *given: Any) -> dict[str, Facts]:
    """The facts within the fact of this name, worked out from what is given."""
    found = ((spec.name, spec.of(*given)) for spec in _PARTS.get(name, ()))
    return {part: facts for part, facts in found if facts is not None}
