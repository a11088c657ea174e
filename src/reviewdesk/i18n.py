"""Text in the person's language, by gettext.

Sources stay English and literal: ``tr("{n} of {total}").format(...)``, never an
f-string, so that the catalogue finds every sentence.
"""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from reviewdesk import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

_current: ContextVar[gettext.NullTranslations | None] = ContextVar("catalogue", default=None)
_default: gettext.NullTranslations = gettext.NullTranslations()
_code = ""


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a language code such as ``sw`` or ``pt_BR``; English if none."""
    path = resources.folder("locale") / code / "LC_MESSAGES" / "reviewdesk.mo"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def use(code: str) -> None:
    """Make ``code`` the language of this process."""
    global _default, _code
    _default, _code = catalogue(code), code


def code() -> str:
    """Return the language of this process as its code; empty for English."""
    return _code


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak another language inside the block: a form for an office that uses it."""
    token = _current.set(catalogue(code))
    try:
        yield
    finally:
        _current.reset(token)


def tr(text: str) -> str:
    """Return ``text`` in the current language."""
    return (_current.get() or _default).gettext(text)


def tr_n(one: str, many: str, n: int) -> str:
    """Return the form of a sentence for ``n`` things, with ``{n}`` filled in."""
    return (_current.get() or _default).ngettext(one, many, n).format(n=f"{n:,}")
