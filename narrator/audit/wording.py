"""T801: the wording of a text against that which its region prescribes."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import HINT
from narrator.document.prescribed import BLANK, nearest
from narrator.reading.folding import fold

_LONGEST = 200  # characters of what stands in a blank


@check("T801", "用语与规定的一致", "地区统一的说明格式：短语库")
def prescribed(audited: Audited) -> Iterator[Say]:
    """A sentence with figures that a pack does not read is told with the wording that is nearest to it."""
    reading, by_pack = audited.reading, audited.by_pack
    if by_pack is None:
        yield Say(UNDECIDED, evidence="没有指定短语库")
        return
    reasons = {
        fact.sentence: reason.start for fact in reading.facts for reason in fact.reasons if reason.start > fact.start
    }
    told = {mention.sentence for mention in reading.told if mention.bound}
    for number in sorted(told):
        sentence = reading.sentences[number]
        spots = reading.source.spots(sentence.start, sentence.end)
        if all(spot.line in by_pack.lines for spot in spots):
            yield Say(HELD)
            continue
        text = fold(reading.source.text(sentence.start, sentence.end)).text
        own = reasons.get(number, sentence.end)  # the reason is in the unit's own words
        wording = nearest(by_pack.pack, fold(reading.source.text(sentence.start, own)).text)
        if wording and _keeps(text, wording):
            yield Say(HELD)
        elif wording:
            evidence = f"短语库 {by_pack.pack.id} 的用语是「{wording}」"
            yield Say(HINT, ((sentence.start, sentence.end),), evidence, "请按规定的用语改写；数字不必动。")
        else:
            yield Say(UNDECIDED, evidence="短语库里没有相近的用语")


def _keeps(sentence: str, wording: str) -> bool:
    """Whether a folded sentence has a wording word for word, whatever stands in its blanks."""
    at = 0
    for number, words in enumerate(BLANK.split(wording)):
        plain = fold(words).text
        begin = sentence.find(plain, at) if number else 0 if sentence.startswith(plain) else -1
        if begin < 0 or begin - at > _LONGEST:
            return False
        at = begin + len(plain)
    return at == len(sentence) or wording.endswith("〉")
