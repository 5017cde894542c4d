"""Frozen records: dataclasses that are made, compared, hashed and shown by their fields.

``dataclass`` would compile these functions anew for each record, which takes longer than to read a unit file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform


class Frozen:
    """What a frozen record can, told once for all of them."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]
    _values: ClassVar[Callable[[Any], Any]]
    _defaults: ClassVar[dict[str, Callable[[], Any]]]  # of each field what makes its value where none is given

    def __init__(self, *values: Any, **by_name: Any) -> None:
        put, defaults = object.__setattr__, self._defaults
        given = dict(zip(defaults, values, strict=False)) | by_name
        for name, default in defaults.items():
            put(self, name, given.pop(name) if name in given else default())
        if given or len(values) > len(defaults):
            raise TypeError(f"{type(self).__name__} has no field {next(iter(given), [*defaults][-1])} to give")

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(name)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(name)

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
    made: _Class = dataclass(init=False, eq=False, repr=False, slots=True)(cls)  # type: ignore[assignment]  # of its kind
    made._values = attrgetter(*made.__dataclass_fields__)
    made._defaults = {name: _default(item) for name, item in made.__dataclass_fields__.items()}
    return made


def _default(item: Any) -> Callable[[], Any]:
    if item.default_factory is not MISSING:
        factory: Callable[[], Any] = item.default_factory
        return factory

    value, name = item.default, item.name

    def default() -> Any:
        if value is MISSING:
            raise TypeError(f"{name} is to be given")
        return value

    return default
