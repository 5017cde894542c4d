"""The names of a unit's accounts: as its tables print them, as last year's did, as the official list has them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from narrator.figures import official
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import Unit
from narrator.figures.official import Official
from narrator.figures.values import Text
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import Phrasebook

_SHOWN = 5  # so many accounts are named in a note


def known(pack: Pack | None) -> Mapping[str, Official]:
    """The official list with what a pack adds to it."""
    return {**official.names(), **(pack.accounts if pack else {})}


def known_to(unit: Unit, phrasebook: Phrasebook) -> Mapping[str, Official]:
    """The list as the pack has it that a unit takes; the official one alone where none can be taken."""
    try:
        return known(phrasebook.taken_by(unit)[0])
    except Refused:
        return known(None)


def listed(unit: Unit) -> Iterator[tuple[str, str, Text]]:
    """Every account of this year's tables: table, code, and its name there."""
    for term, statement in unit.statements.items():
        typed = {code: account.name for code, account in (statement.accounts or {}).items()}
        for code, name in {**typed, **statement.names}.items():
            yield term, code, name


def same(one: str, other: str) -> bool:
    """Whether two names are one, whatever spaces and widths they are typed with."""
    return one == other or _plain(one) == _plain(other)


def notes(unit: Unit, accounts: Mapping[str, Official]) -> Iterator[Finding]:
    """What a person should know of the names, each kind in one note.

    Accounts whose name is another than last year's; accounts that the list does not hold, or under another name
    that no published document shows.
    """
    now: dict[str, Text] = {}
    for _, code, name in listed(unit):
        now.setdefault(code, name)
    yield from _renamed(unit, now)
    yield from _unlisted(now, accounts)
    yield from _doubtful(now, accounts)


def _renamed(unit: Unit, now: Mapping[str, Text]) -> Iterator[Finding]:
    last = {
        code: account.name
        for statement in unit.statements.values()
        for code, account in (statement.last_accounts or {}).items()
        if code in now and code not in statement.moved and not same(now[code].text, account.name.text)
    }
    if last:
        both = [f"{code} {now[code].text}（上年 {name.text}）" for code, name in sorted(last.items())]
        evidence = f"同一编码，名称与上年不同：{_few(both)}。"
        yield Finding("N120", now[min(last)].origin, evidence, "请核对是科目改了名称，还是抄错、编码错。")


def _unlisted(now: Mapping[str, Text], accounts: Mapping[str, Official]) -> Iterator[Finding]:
    unknown = [code for code in sorted(now) if code not in accounts]
    if unknown:
        evidence = f"科目名称表里没有这些科目，名称没有核对：{_few([f'{code} {now[code].text}' for code in unknown])}。"
        yield Finding("N121", now[unknown[0]].origin, evidence, "名称可以写进短语库的 accounts.yaml。")


def _doubtful(now: Mapping[str, Text], accounts: Mapping[str, Official]) -> Iterator[Finding]:
    other = [code for code, name in sorted(now.items()) if (entry := accounts.get(code)) and not right(entry, name)]
    doubtful = [code for code in other if not accounts[code].published]
    if doubtful:
        both = [f"{code} {now[code].text}（表里是 {accounts[code].name}）" for code in doubtful]
        evidence = f"名称与科目名称表不同，表里的这些没有公开文件为证：{_few(both)}。"
        yield Finding("N122", now[doubtful[0]].origin, evidence, "请自行核对。")


def right(entry: Official, name: Text) -> bool:
    """Whether a table calls an account by its official name, or by one that it had."""
    return any(same(name.text, right) for right in entry.names)


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等 {len(names)} 个" if len(names) > _SHOWN else "")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
