"""Spares the start what PySide does for programs of other kinds than this one.

As it is loaded it compiles the modules that explain wrong calls and write type stubs, from
source, each time; here that is done when one of them is asked for something. And it takes part
in every later import and reads the module's source, so that its ``snake_case`` and
``true_property`` features may be switched module by module, which nobody here uses: that would
keep 20 MB of sources in memory. Together they are a quarter of the time until the first paint.
Where another PySide goes about it otherwise, nothing is changed.
"""

from __future__ import annotations

import builtins
import sys
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, SupportsIndex

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Callable

_FINDER = "EmbeddableZipImporter"
_FEATURE = "shibokensupport.feature"
_UNASKED = frozenset(
    f"shibokensupport.signature.{name}"
    for name in (
        "errorhandler", "layout", "mapping", "parser",
        "lib.enum_sig", "lib.pyi_generator", "lib.tool",
    )
)  # fmt: skip


def spare() -> None:
    """Load QtCore without what nobody asks for, and import as ever after it."""
    finders = sys.meta_path
    sys.meta_path = _Finders(finders)
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        sys.meta_path = finders
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)


class _Finders(list[Any]):
    """``sys.meta_path`` while PySide puts the finder of its packed modules in front of it."""

    @override
    def insert(self, index: SupportsIndex, finder: Any) -> None:
        if type(finder).__name__ == _FINDER:
            finder.exec_module = partial(_exec, finder.exec_module)
        super().insert(index, finder)


class _Later(ModuleType):
    """A module that is compiled when something in it is asked for."""

    @override
    def __getattr__(self, name: str) -> Any:
        load = None if name.startswith("__") else vars(self).pop("_load", None)
        if load is None:
            raise AttributeError(name)
        assert self.__spec__ is not None
        self.__spec__.name = self.__name__  # PySide renamed it, and finds the source by it
        load(self)
        return getattr(self, name)


def _exec(load: Callable[[ModuleType], None], module: ModuleType) -> None:
    here = vars(module)
    if module.__name__ == _FEATURE:  # asked at each import of QtCore's own, and then no more
        here.update(feature_import=lambda *_: None, feature_imported=lambda _: None)
        return
    if module.__name__ not in _UNASKED:
        load(module)
        return

    def update_mapping() -> None:
        if here["update_mapping"] is update_mapping:
            del here["update_mapping"]
        module.update_mapping()

    module.__class__ = _Later
    here["_load"] = load
    if module.__name__.endswith(".mapping"):
        here["update_mapping"] = update_mapping  # C calls it, and asks for no attribute
