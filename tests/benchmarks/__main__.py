"""``python3 packaging/bootstrap.py benchmark``: every figure as JSON, with its baseline.

The exit code is 1 when a figure is not kept. Nothing is brought in here: each process that
draws forms reads this file again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks.measures import main

    sys.exit(main(sys.argv[1:]))
