"""Where things lie on this computer, before any desk is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platformdirs import user_data_path, user_documents_path

from reviewdesk.store.folder import folder_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["data_folder", "desks_folder", "folder_of"]


def data_folder() -> Path:
    """Return where the program keeps settings, log and crash files of this person."""
    return user_data_path("ReviewDesk", appauthor=False)


def desks_folder() -> Path:
    """Return where new desks are put unless a person chooses elsewhere."""
    return user_documents_path() / "ReviewDesk"
