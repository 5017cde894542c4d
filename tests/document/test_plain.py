"""Plain data as JSON: what json.dumps writes, what is not seen escaped."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from narrator.document import plain
from narrator.figures import characters

_WORDS = st.text(st.characters(exclude_categories=())) | st.text('a科\u0301\u20e3\ufe0f\u200d\U0001f600\u202e\n"\\1')
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _WORDS
_DATA = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4))


@given(st.lists(_DATA, max_size=4) | st.dictionaries(_WORDS, _DATA, max_size=4))
@example({"": [], "a": {}, "b": [[], {}, 0, 1, True]})
@example(["\n\u0301", "\u20e3", "1\u20e3", "\ufe0f\u20e3"])
def test_it_is_what_json_writes_with_what_is_not_seen_escaped(data: list[Any] | dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    assert plain.dumps(data) == characters.replaced(text, lambda character: json.dumps(character)[1:-1])


def test_an_iterator_is_a_list() -> None:
    rows: list[dict[str, list[int]]] = [{"cells": [1, 2]}, {"cells": []}]
    assert plain.dumps({"rows": ({"cells": iter(row["cells"])} for row in rows)}) == plain.dumps({"rows": rows})
