"""A process that dies while a desk is put under another key: run by test_rekeying.py.

Dies just before its n-th change of a name or opening for writing in the desk's folder, or
after some milliseconds anywhere, also in the middle of what SQLite writes.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from reviewdesk.services import desks, locks, passphrases
from reviewdesk.store.key_file import Cost

CHEAP = Cost(memory=64, passes=1, lanes=1)
CHANGES = {"os.rename", "os.remove", "open"}


def main(folder: Path, what: str, when: str) -> None:
    if what == "take away":
        account = locks.locks_of(folder).logins[0].account
        ctx = desks.open_desk(folder, passphrase="words of the officer", account=account)
        other = passphrases.logins(ctx)[1].account
    elif what == "lock":
        ctx = desks.open_desk(folder)
    if when.startswith("after"):
        later = float(when.split()[1])
        end = threading.Timer(later, os._exit, (9,))
        end.daemon = True
        end.start()
    else:
        _die_at(folder, int(when))
    if what == "take away":
        passphrases.take_away(ctx, other)
    elif what == "lock":
        passphrases.lock(ctx, "words of the officer", CHEAP)
    else:
        desks.open_desk(folder)
    os._exit(0)


def _die_at(folder: Path, moment: int) -> None:
    seen = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal seen
        if event in CHANGES and str(folder) in str(arguments[0]):
            seen += 1
            if seen > moment:
                os._exit(9)

    sys.addaudithook(hook)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
