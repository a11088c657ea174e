"""Every pair of colours that carries text or a border is strong enough."""

from __future__ import annotations

import pytest

from reviewdesk.ui.tokens import DARK, HIGH, LIGHT

THEMES = {"light": LIGHT, "dark": DARK, "high": HIGH}
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "mute") for ground in ("window", "card", "sunk", "hover")],
    *[(ink, "selection") for ink in ("ink",)],
    ("faint", "card"),
    ("faint", "window"),
    ("accent", "card"),
    ("accent", "window"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    *[(name, f"{name}_soft") for name in ("ok", "warn", "bad", "info", "none")],
    *[(name, "card") for name in ("ok", "warn", "bad", "info", "none")],
    ("card", "bad"),
    ("mute", "none_soft"),
]


def _light(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable(name):
    tokens = THEMES[name]
    least = 7 if name == "high" else 4.5
    weak = {
        pair: round(contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])), 2)
        for pair in TEXT_PAIRS
        if contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) < least
    }
    assert weak == {}


@pytest.mark.parametrize("name", THEMES)
def test_borders_and_chart_colours_stand_out(name):
    tokens = THEMES[name]
    for colour in (tokens.edge, *tokens.series):
        assert contrast(colour, tokens.card) >= 3
