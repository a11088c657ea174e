"""The colours of the three themes; a test holds every pair to its contrast."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """Colours by what they are for, as ``#rrggbb``."""

    window: str
    card: str
    sunk: str
    line: str
    edge: str
    """Border of a control."""
    track: str
    """The part of a bar that is not filled."""
    ink: str
    mute: str
    faint: str
    accent: str
    on_accent: str
    accent_soft: str
    selection: str
    hover: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    none: str
    none_soft: str
    series: tuple[str, ...]
    """Colours of a chart, in their order."""
    dark: bool = False
    outlined: bool = False
    """Whether soft grounds are told by an outline rather than a tint."""


LIGHT = Tokens(
    window="#f4f6f8",
    card="#ffffff",
    sunk="#eef1f5",
    line="#dfe4ea",
    edge="#858f9d",
    track="#dfe4ea",
    ink="#17202b",
    mute="#556170",
    faint="#616c7a",
    accent="#1a5ca8",
    on_accent="#ffffff",
    accent_soft="#e5eefa",
    selection="#dbe8f8",
    hover="#eef2f7",
    ok="#17693f",
    ok_soft="#def2e6",
    warn="#7a4b00",
    warn_soft="#fcefcf",
    bad="#a8231b",
    bad_soft="#fbe4e2",
    info="#1a5ca8",
    info_soft="#e5eefa",
    none="#556170",
    none_soft="#eaedf1",
    series=("#1a5ca8", "#c97600", "#2b8f7d", "#b2446e", "#6a7685"),
)

DARK = Tokens(
    window="#12161b",
    card="#1a2027",
    sunk="#222932",
    line="#2b333d",
    edge="#6f7b89",
    track="#2b333d",
    ink="#e9edf2",
    mute="#a3afbd",
    faint="#8d99a8",
    accent="#84b6f2",
    on_accent="#0c1b2c",
    accent_soft="#1d3450",
    selection="#24415f",
    hover="#222932",
    ok="#79d3a2",
    ok_soft="#17382a",
    warn="#f2c879",
    warn_soft="#3c3013",
    bad="#f59a90",
    bad_soft="#46211f",
    info="#84b6f2",
    info_soft="#1d3450",
    none="#a3afbd",
    none_soft="#2a323c",
    series=("#84b6f2", "#f0a93c", "#5cc4b0", "#e58aae", "#97a3b2"),
    dark=True,
)

HIGH = Tokens(
    window="#ffffff",
    card="#ffffff",
    sunk="#ffffff",
    line="#000000",
    edge="#000000",
    track="#ffffff",
    ink="#000000",
    mute="#000000",
    faint="#1f1f1f",
    accent="#00308f",
    on_accent="#ffffff",
    accent_soft="#ffffff",
    selection="#d6e4ff",
    hover="#e9eef6",
    ok="#00401f",
    ok_soft="#ffffff",
    warn="#4f2f00",
    warn_soft="#ffffff",
    bad="#7a0c06",
    bad_soft="#ffffff",
    info="#00308f",
    info_soft="#ffffff",
    none="#000000",
    none_soft="#ffffff",
    series=("#00308f", "#8a4b00", "#00594a", "#7d1346", "#3a3a3a"),
    outlined=True,
)
