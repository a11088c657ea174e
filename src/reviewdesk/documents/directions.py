"""Which way letters run: from the left or from the right (Unicode Standard Annex 9).

``python-bidi`` resolves the levels; the rule for brackets, which its steps leave out though the
whole of it knows it, is here (N0). Signs without width have no level, because the rules leave
them out (X9); that is filled up here.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from bidi import algorithm

_CLOSED_BY = {
    one: other for one, other in algorithm.MIRRORED.items() if unicodedata.category(one) == "Ps"
}
_CLOSING = frozenset(_CLOSED_BY.values())
_DEEPEST = 63
"""Brackets that are open at once; the standard gives up beyond that."""
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


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
    for run in storage["runs"]:
        end = run["start"] + run["length"]
        _resolve_brackets(storage["chars"][run["start"] : end], run["sor"])
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


def _resolve_brackets(chars: list[dict[str, Any]], before: str) -> None:
    """Give each pair of brackets one direction, that of what they hold or stand in (rule N0)."""
    if not chars:
        return
    embedding = "R" if chars[0]["level"] % 2 else "L"
    for opening, closing in _pairs(chars):
        inside = {_STRONG.get(one["type"]) for one in chars[opening + 1 : closing]} - {None}
        if not inside:
            continue
        direction = embedding
        if embedding not in inside:
            strong = [one for char in chars[:opening] if (one := _STRONG.get(char["type"]))]
            direction = strong[-1] if strong else before
        for place in (opening, closing):
            chars[place]["type"] = direction
            for char in chars[place + 1 :]:  # marks upon a bracket go with it
                if char["orig"] != "NSM":
                    break
                char["type"] = direction


def _pairs(chars: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return where brackets open and close, in the order of opening (definition BD16)."""
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, char in enumerate(chars):
        one = char["ch"]
        if char["type"] != "ON":
            continue
        if one in _CLOSED_BY:
            if len(waiting) == _DEEPEST:
                return []
            waiting.append((_CLOSED_BY[one], place))
        elif one in _CLOSING:
            depth = next((n for n, (wanted, _) in enumerate(waiting[::-1]) if wanted == one), None)
            if depth is not None:
                found.append((waiting[-1 - depth][1], place))
                del waiting[-1 - depth :]
    return sorted(found)
