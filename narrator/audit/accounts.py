"""T611 …: the accounts that a text names, against each other and the official list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT
from narrator.figures import official
from narrator.figures.terms import ITEM, SECTION
from narrator.reading.clauses import ACCOUNT
from narrator.reading.folding import fold

_SOURCE = "财政部 政府收支分类科目：支出功能分类"
_LEVELS = 3  # 类, 款, 项


@cache  # a file of the program's own
def _sections() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """The codes of the known 款 by their names, and those of the 款 that have an item of a name."""
    sections: dict[str, set[str]] = {}
    items: dict[str, set[str]] = {}
    for code, account in official.names().items():
        for name in account.names:
            if len(code) == SECTION:
                sections.setdefault(fold(name).text, set()).add(code)
            elif len(code) == ITEM:
                items.setdefault(fold(name).text, set()).add(code[:SECTION])
    return _frozen(sections), _frozen(items)


def _frozen(codes: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(found) for name, found in codes.items()}


@check("T611", "项属于它前面的款", _SOURCE)
def under(audited: Audited) -> Iterator[Say]:
    """An item under a 款 that is known to belong under another one; two items in one."""
    sections, items = _sections()
    seen: set[str] = set()
    for mention in audited.reading.mentions:
        names = mention.subject.removeprefix(f"{ACCOUNT}/").split("/")
        if not mention.subject.startswith(ACCOUNT) or len(names) != _LEVELS or mention.subject in seen:
            continue
        seen.add(mention.subject)
        _, section, item = names
        place = ((mention.start, mention.end),)
        parts = item.split("、")
        of, home = sections.get(section), items.get(item)
        if len(parts) > 1 and all(part in items for part in parts):
            yield Say(DOUBT, place, f"「{item}」是{len(parts)}个项，写在了一处", "请一项一项地说明。")
        elif item == section and home is None:
            yield Say(DOUBT, place, f"款和项都写的是「{item}」", "请核对项的名称。")
        elif of is None or home is None:
            yield Say(UNDECIDED, evidence="科目表里没有这个款或项")
        elif of & home or len(home) > 1:
            yield Say(HELD)
        else:
            (code,) = home
            yield Say(DOUBT, place, f"「{item}」属于{official.name(code)}，这里写在{section}下面", "请核对款和项。")
