"""What a reader might do that somebody made a file for; run in the process apart."""

from __future__ import annotations

import itertools


def work_for_ever():
    for _turn in itertools.count():
        pass


def eat_memory():
    held = []
    while True:
        held.append(bytes(50_000_000))
