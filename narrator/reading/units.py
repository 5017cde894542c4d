"""The name of a unit as a text tells it: in its title, before a year, shortened or with the place before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

LEAD = re.compile(
    r"^[\s,;。:]*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)"
    r"|[0-9]{1,2}(?:[.、]|(?=[\u4e00-\u9fff])))?"
)
_ORGANS = "局|委|委员会|办|办公室|院|校|中学|小学|中心|站|政府|街道|处|队|部|所|园|厅|会|馆|社|区|县|市|镇|乡"
_ORGAN = re.compile(_ORGANS)
NAMED = re.compile(rf"(?:^|(?<=[。;]))(?P<unit>[\u4e00-\u9fff()]{{2,40}}?(?:{_ORGANS}))20[0-9]{{2}}年")
_TITLE = re.compile(r"^(?P<unit>[\u4e00-\u9fff()]{2,40}?)(?P<year>20[0-9]{2})年度?[^。]{0,20}(?:决算|三公)")
_TITLE_LATER = re.compile(
    rf"^(?P<year>20[0-9]{{2}})年度?(?P<unit>[\u4e00-\u9fff()]{{2,40}}?(?:{_ORGANS}))(?:一般公共|部门|单位|三公|财政|决算)"
)
_YEARS = re.compile(r"(?<![比较与同])(20[0-9]{2})年度?")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[省市县区州盟旗]")
_ALIKE = 4  # characters in a row that two names of one unit share
_TITLES = 40  # paragraphs among which the title is


def about(texts: Iterable[str]) -> tuple[str, int]:
    """The unit and the year of a 说明, by its title; else the year that it names most often, and who stands before it.

    ``texts`` are its paragraphs, folded. "" and 0 where it names none.
    """
    texts = tuple(texts)
    for text in texts[:_TITLES]:
        bare = LEAD.sub("", text).removeprefix("关于")
        if title := _TITLE.match(bare) or _TITLE_LATER.match(bare):
            return title["unit"], int(title["year"])
    years = Counter(year for text in texts for year in _YEARS.findall(text))
    units = Counter(named["unit"] for text in texts for named in NAMED.finditer(text))
    return units.most_common(1)[0][0] if units else "", int(years.most_common(1)[0][0]) if years else 0


def without(words: str, unit: str, certain: Callable[[str], bool]) -> str:
    """Words without the unit's own name before them, be it shortened or with its place.

    Where the unit is not known, an organ's name is left out if what follows is ``certain`` to name a subject.
    """
    if not unit:
        ends = [found.end() for found in _ORGAN.finditer(words)]
        return next((words[end:] for end in ends if certain(words[end:])), words)
    before, named, behind = words.partition(unit)
    if named and (not before or _PLACE.fullmatch(before)):
        return behind
    ends = [found.end() for found in _ORGAN.finditer(words) if _same(words[: found.end()], unit)]
    return words[ends[-1] :] if ends else words


def _same(name: str, unit: str) -> bool:
    """Whether a name may be another one of the unit: it ends like it, or holds its end."""
    return len(name) >= _ALIKE and (name[-_ALIKE:] in unit or unit[-_ALIKE:] in name)


def alike(name: str, unit: str) -> bool:
    """Whether two names may be those of one unit: they share four characters in a row, or one says 本 or 我."""
    return any(sign in name for sign in "本我此各") or any(
        name[at : at + _ALIKE] in unit for at in range(max(len(name) - _ALIKE + 1, 1))
    )
