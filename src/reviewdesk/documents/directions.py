"""Which way letters run: from the left or from the right (Unicode Standard Annex 9).

``python-bidi`` resolves the levels. What signs without width have none, because the rules
leave them out (X9), is filled up here.
"""

from __future__ import annotations

import unicodedata

from bidi import algorithm


def runs_from_right(text: str) -> bool:
    """Return whether the first letter that has a direction runs from the right."""
    for one in text:
        kind = unicodedata.bidirectional(one)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def spans_in_sight(line: str, *, from_right: bool) -> list[tuple[int, str]]:
    """Return the spans of a line from left to right, each with its level; odd ones run left."""
    spans: list[tuple[int, str]] = []
    for one, level in zip(line, _levels(line, from_right=from_right), strict=True):
        if spans and spans[-1][0] == level:
            spans[-1] = (level, spans[-1][1] + one)
        else:
            spans.append((level, one))
    return _reordered(spans)


def _reordered(spans: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return spans of one level each from left to right (rule L2 of the annex)."""
    levels = [level for level, _ in spans]
    lowest = min((level for level in levels if level % 2), default=1)
    for level in range(max(levels, default=0), lowest - 1, -1):
        place = 0
        while place < len(spans):
            end = place
            while end < len(spans) and spans[end][0] >= level:
                end += 1
            spans[place:end] = spans[place:end][::-1]
            place = end + 1
    return spans


def _levels(line: str, *, from_right: bool) -> list[int]:
    """Return how deep each letter is embedded; odd levels run from the right."""
    storage = algorithm.get_empty_storage()
    base = 1 if from_right else 0
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    algorithm.get_embedding_levels(line, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    resolved = (int(one["level"]) for one in storage["chars"])
    level = base
    found: list[int] = []
    for one in line:  # the rules leave out joiners and soft hyphens (X9), which stay where they are
        if unicodedata.bidirectional(one) not in algorithm.X9_REMOVED:
            level = next(resolved)
        found.append(level)
    return found
