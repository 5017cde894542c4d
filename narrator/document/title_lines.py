"""A title as lines: broken where the sense allows it, as few lines as possible, each about as long as the others.

Source: GB/T 9704-2012: 回行时，要做到词意完整，排列对称，长短适宜. The unit's name, the year and the fixed words are
wholes. No dictionary of words is needed: a name ends where its slot does, and within it stand the words by which
places and offices are called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Gap, Text
from narrator.phrases.phrase import Said

LINE = 40  # half characters of 22 pt (二号) that a line of the official layout takes: 156 mm
HEADING_LINE = 55  # and of 16 pt (三号), the letters of a heading

_SENSE, _NAME, _WORD, _TIED = range(4)  # what a break costs: nothing; a name; a word; what no break may part
_UNIT_NAME = "单位名称"

# Behind which words a name may be broken: places first, then bodies; what is looked at behind them is another word.
_PLACES = (
    "省(?![级直]) 自治[区州县旗] (?<![城都])市(?![级直场容区县]|中区|政(?!务|府|协|法)) 州(?![市县区级直])"
    " 县(?![级直域]) (?<![社小园])区(?![级直域划间]) 旗(?![县区]) 乡(?![村镇土]) 镇(?![级市区]) 街道"
    " 兵团 第[一二三四五六七八九十]+师(?!范)"
)
_BODIES = (
    "政府 委员会 党委 政协 人大 常委会 领导小组 办公室 办事处 局(?![长域部]) 厅(?!级) 中心(?![小校医卫血幼])"
    " 学校 学院 大学 医院 卫生院 法院 检察院 研究院 联合会 协会 公司 管理处 [总支大中]队 服务站"
)
_IN_NAMES = re.compile("|".join([*_PLACES.split(), *_BODIES.split()]))
_IN_WORDS = re.compile("年度?(?!度)|(?<=预算)(?=财政)|拨款|经费|决算(?=公开|情况|说明)|[ \u3000、]+")
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf", "Po")
_FEWEST = 2  # characters of a piece of a name


def lines(title: Paragraph, width: int) -> tuple[Paragraph, ...]:
    """The title as it stands on lines of so many half characters; one line where it fits.

    Of all ways to break it the one is taken that parts the fewest words, then the fewest names, then has the fewest
    lines, then those that differ least in length. A mark for a gap is a word.
    """
    text = title.text
    if _wide(text) <= width:
        return (title,)
    costs = _costs(title)
    best: dict[int, tuple[tuple[int, ...], int]] = {0: ((0,) * 6, 0)}
    for end in range(1, len(text) + 1):
        size, ways = 0, []
        for start in range(end - 1, -1, -1):
            size += _half(text[start])
            if size > width and start < end - 1:
                break
            spent = list(best[start][0])
            spent[_TIED - costs[start]] += start > 0
            ways.append(((*spent[:-2], spent[-2] + 1, spent[-1] + size * size), start))
        best[end] = min(ways)
    ends = [len(text)]
    while ends[-1]:
        ends.append(best[ends[-1]][1])
    return tuple(_parted(title, ends[::-1]))


def of(document: Document, width: int = LINE) -> tuple[Paragraph, ...]:
    """The title of a document as it stands over its text, or, on two lines at the least, on its cover."""
    return lines(
        document.title, width if document.cover is None else min(width, max(_wide(document.title.text) - 1, 1))
    )


def pieces(line: Paragraph) -> tuple[Paragraph, ...]:
    """The words and names of a line between which it may be broken further, where less room is than was thought."""
    ends = [0, *(at for at, cost in enumerate(_costs(line)) if at and cost <= _NAME), len(line.text)]
    return tuple(_parted(line, ends))


def _costs(title: Paragraph) -> list[int]:
    """What a break before each character costs."""
    costs: list[int] = []
    name_before = False
    for span in title.spans:
        free, inside = isinstance(span.value, Text), span.value is None
        name = span.slot == _UNIT_NAME
        own = [_WORD] * len(span.text)
        if free or inside:
            for found in (_IN_NAMES if free else _IN_WORDS).finditer(span.text):
                at = found.end()
                if at < len(own) and (inside or _FEWEST <= at <= len(own) - _FEWEST):
                    own[at] = _NAME if free else _SENSE
        if own and (name or name_before) and not isinstance(span.value, Gap):
            own[0] = _SENSE if name_before else _NAME
        name_before = name
        costs += own
    for at, (before, after) in enumerate(pairwise(title.text), 1):
        costs[at] = max(costs[at], _tied(before, after))
    return costs


def _tied(before: str, after: str) -> int:
    """Whether two characters stay on one line: a digit or letter and what follows it, a bracket and what it holds."""
    narrow = before.isascii() and before != " "
    opens, closes = unicodedata.category(before) in _OPENING, unicodedata.category(after) in _CLOSING
    return _TIED if narrow or opens or closes else _SENSE


def _wide(text: str) -> int:
    return sum(map(_half, text))


def _half(character: str) -> int:
    """How many half characters one takes: a capital as much as a Chinese character."""
    return 1 if character.isascii() and not character.isupper() else 2


def _parted(title: Paragraph, ends: Iterable[int]) -> Iterator[Paragraph]:
    """The pieces of a paragraph between these ends, each with what it says."""
    for start, end in pairwise(ends):
        said, at = [], 0
        for one in title.said:
            spans = []
            for span in one.spans:
                cut = span.text[max(start - at, 0) : max(end - at, 0)]
                at += len(span.text)
                if cut:
                    spans.append(span._replace(text=cut))
            if spans:
                said.append(Said(one.source, one.condition, one.fact, tuple(spans)))
        yield Paragraph(tuple(said))
