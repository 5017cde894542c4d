"""Which sentence of last year's text tells the same as one of this year's.

A sentence is known by its claims: the facts that it says, the keys that its figures are of, and its words as a whole.
Words that are only alike prove nothing, and pair nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

FACT, WORDS = "fact", "words"
Claim: TypeAlias = "tuple[str, str]"
"""What a sentence tells: the kind of claim, and of what. ``FACT`` is one of the catalogue, ``WORDS`` all it says."""

_COMMON = 4  # a claim that more sentences make tells none of them apart


class Partner(NamedTuple):
    """A sentence of last year's text by its number; ``sure`` unless it shares only a few of the claims."""

    number: int
    sure: bool


def partners(ours: Sequence[Collection[Claim]], theirs: Sequence[Collection[Claim]]) -> Iterator[Partner | None]:
    """For each sentence of this year's text, by its claims, the one of last year's that shares the most of them.

    Claims that few sentences make weigh more. It is ``sure`` where a fact or all words are shared, or at least half of
    all claims that the two make. Of sentences that share equally much the first is taken by the first of ours with the
    same claims, the second by the second, and so on. None where nothing is shared.
    """
    often = [Counter(chain.from_iterable(map(set, side))) for side in (ours, theirs)]
    common = {claim for side in often for claim, count in side.items() if count > _COMMON}
    by_claim: dict[Claim, list[int]] = {}
    for number, claims in enumerate(theirs):
        for claim in set(claims) - common:
            by_claim.setdefault(claim, []).append(number)
    turn: Counter[frozenset[Claim]] = Counter()
    for claims in ours:
        mine = frozenset(claims) - common
        weight: Counter[int] = Counter()
        for claim in mine & by_claim.keys():
            for number in by_claim[claim]:
                weight[number] += _SHARE // len(by_claim[claim]) * (_SHARE if claim[0] == WORDS else 1)
        if not weight:
            yield None
            continue
        most = max(weight.values())
        alike = sorted(number for number, shared in weight.items() if shared == most)
        number = alike[min(turn[mine], len(alike) - 1)]
        turn[mine] += 1
        other = set(theirs[number]) - common
        shared, either = mine & other, {claim for claim in mine | other if claim[0] != WORDS}
        yield Partner(number, any(kind in (FACT, WORDS) for kind, _ in shared) or 2 * len(shared) >= len(either))


_SHARE = 12  # divisible by every number of sentences that may make a claim
