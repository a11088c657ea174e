"""Spares the start what PySide does at every import: reading the source of the module.

PySide looks into each module that is imported after it for the word ``PySide6``, so that its
``snake_case`` and ``true_property`` features may be switched module by module. Nobody here
uses them, and the reading is a tenth of the time until the first paint and keeps 20 MB of
sources in memory. Where another PySide goes about it otherwise, nothing is changed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import PySide6.QtCore  # noqa: F401 - it brings the module that is looked up below

if TYPE_CHECKING:
    from types import ModuleType

_FEATURE = "shibokensupport.feature"
_READS = "_mod_uses_pyside"


def spare() -> None:
    """Answer PySide's question by the name of the module from now on."""
    feature = sys.modules.get(_FEATURE)
    if feature is not None and hasattr(feature, _READS):
        setattr(feature, _READS, _is_of_the_window)


def _is_of_the_window(module: ModuleType) -> bool:
    return module.__name__.startswith("reviewdesk.ui")
