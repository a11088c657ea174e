"""Complete forms of any scheme, drawn by hypothesis: no scheme is known by name here."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from reviewdesk import resources
from reviewdesk.domain import scheme_file
from reviewdesk.domain.scheme import ScaleKind
from reviewdesk.domain.scoring import Entry, share_out

if TYPE_CHECKING:
    from pathlib import Path

PATHS = sorted(resources.folder("schemes").glob("*.toml"))


def shipped(path: Path):
    scheme, faults = scheme_file.read(path.read_text(encoding="utf-8"))
    assert faults == ()
    assert scheme is not None
    return scheme


SCHEMES = {path.stem: shipped(path) for path in PATHS}


def choices(scheme, section):
    """Every rating of a section, worst first."""
    scale = scheme.scale(section)
    if scale.kind is ScaleKind.LEVELS:
        return [level.code for level in scale.levels]
    if scale.kind is ScaleKind.PERCENT:
        return [f"{tenths // 10}.{tenths % 10}" for tenths in range(0, 1500, 5)]
    count = int((scale.highest - scale.lowest) / scale.step)
    return [f"{scale.lowest + scale.step * place}" for place in range(count + 1)]


@st.composite
def forms(draw, scheme):
    entries = []
    for section in scheme.sections:
        fewest, most = section.fewest, min(section.most, max(section.fewest, 1) + 4)
        names = [each.name for each in section.fixed_entries]
        strict = bool(names) and not section.own_entries
        count = len(names) if strict else draw(st.integers(max(fewest, 1), most))
        weights = _weights(draw, section, count)
        ratings = st.sampled_from(choices(scheme, section))
        entries += [
            Entry(
                section.id,
                names[place] if strict else f"{section.entry_word} {place + 1}",
                weights[place],
                _ratings(draw, section, ratings),
            )
            for place in range(count)
        ]
    return entries


def _ratings(draw, section, ratings):
    if not section.dimensions:
        return {"": draw(ratings)}
    ids = [each.id for each in section.dimensions]
    used = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    return {each: draw(ratings) for each in used}


def _weights(draw, section, count):
    if section.weights is None:
        return [None] * count
    wished = [Decimal(draw(st.integers(0, 40))) for _ in range(count)]
    weights = list(share_out(section, wished))
    for place, fixed in enumerate(section.fixed_entries):
        if fixed.heaviest:  # exchange, so that the named one weighs most
            top = max(range(count), key=lambda at: weights[at])
            weights[place], weights[top] = weights[top], weights[place]
    return weights
