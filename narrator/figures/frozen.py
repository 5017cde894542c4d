"""Frozen records: dataclasses that are compared, hashed and shown by their fields.

``dataclass`` would compile these three anew for each record, which takes longer than to read a unit file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform


class Frozen:
    """What a frozen record can, told once for all of them."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]
    _values: ClassVar[Callable[[Any], Any]]

    def __eq__(self, other: object) -> bool:
        cls = type(self)
        return cls._values(self) == cls._values(other) if type(other) is cls else NotImplemented

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        values = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self))
        return f"{type(self).__name__}({', '.join(values)})"


_Class = TypeVar("_Class", bound=type[Frozen])


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: _Class) -> _Class:
    """The class as a frozen dataclass with slots, its fields as declared."""
    made: _Class = dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)  # type: ignore[assignment]  # of the same kind
    made._values = attrgetter(*made.__dataclass_fields__)
    return made
