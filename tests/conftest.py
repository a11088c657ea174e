"""What every test stands on: no screen, a home of its own, a clock that stands still."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="reviewdesk-tests-"))
os.environ.update(
    {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "HOME": str(_home),
        "USERPROFILE": str(_home),
        "APPDATA": str(_home / "data"),
        "LOCALAPPDATA": str(_home / "data"),
        "XDG_CONFIG_HOME": str(_home / "config"),
        "XDG_CACHE_HOME": str(_home / "cache"),
        "XDG_DATA_HOME": str(_home / "data"),
        "XDG_DOCUMENTS_DIR": str(_home / "documents"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
)
# The font list costs seconds to make, so all runs on this computer share one.
os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "reviewdesk-tests-fonts"))
for name in ("DISPLAY", "WAYLAND_DISPLAY", "REVIEWDESK_PASSPHRASE", "REVIEWDESK_FILE_PASSWORD"):
    os.environ.pop(name, None)

import pytest  # noqa: E402 - the environment comes first
from hypothesis import HealthCheck, settings  # noqa: E402

from reviewdesk.documents import certificates  # noqa: E402
from reviewdesk.services.context import FixedClock  # noqa: E402

_calm = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "ci", max_examples=200, derandomize=True, deadline=None, suppress_health_check=_calm
)
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_calm)
settings.register_profile("deep", max_examples=5000, deadline=None, suppress_health_check=_calm)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


def pytest_unconfigure():
    """Leave nothing of the tests' home on the computer."""
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def rounds_of_keys():
    """Lock the keys of tests with few rounds, which costs a tenth of all tests, and return ours.

    Programs that tests start, such as the commands, lock theirs with all of them.
    """
    ours = certificates.ROUNDS
    certificates.ROUNDS = 1000
    yield ours
    certificates.ROUNDS = ours


@pytest.fixture
def clock():
    """Stand still on a Thursday morning near the end of the period."""
    return FixedClock(datetime(2026, 3, 19, 8, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _nothing_left_behind(request):
    """Fail a test with windows that leaves one open, a clock ticking or a thread at work."""
    if "qapp" not in request.fixturenames:
        yield
        return
    yield
    left = _windows_and_timers() + [
        f"the thread {thread.name} is alive: shut the tasks down"
        for thread in threading.enumerate()
        if thread.name.startswith("reviewdesk-")
    ]
    assert not left, "left behind: " + "; ".join(left)


def _windows_and_timers() -> list[str]:
    """Return what of Qt still runs once everything that was to be deleted is."""
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            left.append(f"{window!r} is open: give it to qtbot.addWidget, or close it")
        left += [
            f"a timer of {timer.parent()!r} is running"
            for timer in window.findChildren(QTimer)
            if timer.isActive()
        ]
    return left


def pytest_terminal_summary(terminalreporter):
    """Print what each attack on a signed form was found to be, beside what poppler says."""
    rows = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == "attack"
    ]
    if rows:
        terminalreporter.section("attack | pdfsig says | ReviewDesk says")
        for attack, pdfsig, ours in sorted(rows):
            terminalreporter.write_line(f"{attack} | {pdfsig} | {ours}")
