from __future__ import annotations

import random
import sys
import time
from decimal import Decimal

from reviewdesk.domain.scoring import Entry, score
from reviewdesk.services import schemes


def test_ten_thousand_reviews_of_twelve_entries_in_two_seconds():
    scheme = schemes.load_scheme("general-five")
    source = random.Random(7)
    weights = [Decimal(20)] * 4 + [Decimal(5)] * 4
    sections = [("goals", weight) for weight in weights] + [("competencies", None)] * 4
    rows = [
        [
            Entry(section, f"{n}", weight, {"": source.choice("12345")})
            for n, (section, weight) in enumerate(sections)
        ]
        for _ in range(1_000)
    ]
    spent = []
    for _ in range(10):  # the quickest thousand tells what this costs on a quiet core
        began = time.process_time()
        for form in rows:
            score(scheme, form)
        spent.append(time.process_time() - began)
    allowed = 2 if sys.gettrace() is None else 20  # measuring coverage is slow by itself
    assert min(spent) * 10 < allowed
