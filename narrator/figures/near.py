"""The name that somebody probably meant: advice on a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

ALIKE = 0.6  # from this ratio on, a name is offered; two words of two characters with one in common are not alike


def near(
    name: str,
    known: Iterable[str],
    otherwise: str,
    *,
    alike: float = ALIKE,
    most: int = 1,
    shown: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """「是不是「…」？」 with the known names closest to this one, ``most`` of them; ``otherwise`` if none is.

    ``shown`` are the words to offer instead of a known name.
    """
    import difflib  # only for what is not known

    found = difflib.get_close_matches("".join(name.split()), list(dict.fromkeys(known)), most, alike)
    return f"是不是{'、'.join(f'「{shown.get(other, other)}」' for other in found)}？" if found else otherwise
