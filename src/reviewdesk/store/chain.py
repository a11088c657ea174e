"""The hash chain over the audit lines, so that none is lost, changed, moved or slipped in unseen.

The form, so that others can check it with any SQLite and any SHA-256:

- Lines are numbered 1, 2, 3 … (``audit_line.id``) without a gap.
- The content of a line is the UTF-8 JSON array, without blanks, of: its number; ``at`` in UTC as
  the file holds it (``YYYY-MM-DD HH:MM:SS.ffffff``); ``actor``; ``person_id`` as the file holds it
  (32 hexadecimal digits, or null); ``kind``; ``subject``; ``record_id``; and the SHA-256, in
  hexadecimal, of ``salt``, a line feed and ``before``, and of ``salt``, a line feed and ``after``.
- ``hash`` is the SHA-256, in hexadecimal, of the hash of the line before (64 zeros before the
  first), a line feed, and the content.

Only the digests of the values are chained. Values whose time to be kept is over are erased: the
text becomes ``erased:`` with its digest and the salt goes, so that nobody can try out what the
words may have been, and the chain still shows that a line was there.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from reviewdesk.store.tables.audit import START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

COLUMNS = "id, at, actor, person_id, kind, subject, record_id, before, after, salt"
"""In the order that ``link`` takes them."""
ERASED = "erased:"
"""What stands before the digest of a text that was erased."""
_CONTENT = json.JSONEncoder(
    ensure_ascii=False,
    separators=(",", ":"),
    default=repr,  # what should be text and is not: the hash differs, nothing falls over
)


def link(former: str, line: Sequence[Any]) -> str:
    """Return the hash of a line.

    Args:
        former: the hash of the line before.
        line: the values of ``COLUMNS`` as the file holds them.
    """
    content = _CONTENT.encode([*line[:7], _digest(line[9], line[7]), _digest(line[9], line[8])])
    return hashlib.sha256(f"{former}\n{content}".encode("utf-8", "replace")).hexdigest()


def head(connection: Connection) -> tuple[int, str, str]:
    """Return number, hash and time (as the file holds it) of the last line."""
    row = connection.exec_driver_sql(
        "SELECT id, hash, at FROM audit_line ORDER BY id DESC LIMIT 1"
    ).first()
    return (0, START, "") if row is None else (row[0], row[1], row[2])


def erased(salt: str, text: str) -> str:
    """Return what stays of a text when it is erased."""
    return f"{ERASED}{_digest(salt, text)}"


def _digest(salt: Any, text: Any) -> str:
    if isinstance(text, str) and text.startswith(ERASED):
        return text.removeprefix(ERASED)
    return hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "replace")).hexdigest()
