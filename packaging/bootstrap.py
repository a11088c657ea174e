"""Set ReviewDesk up on a fresh machine and start it: ``demo``, ``run``, ``test`` or ``check``.

Standard library only, so that the system's own Python can start it. What is said on the way
goes to standard error; standard output belongs to the program that is started. An old Python
must be able to read this file far enough to say kindly that it is too old.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
PYTHON = HOME / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = HOME / "reviewdesk.stamp"
LEAST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

EXTRAS = {
    "demo": (),
    "run": (),
    "test": ("test",),
    "nightly": ("test",),
    "check": ("check", "test"),
    "benchmark": ("test",),
}
"""What to do -> the extras of pyproject.toml it needs; the tests' packages are read by mypy."""

CHECKS = (
    ("The layout of the code", ("ruff", "format", "--check", ".")),
    ("The style of the code", ("ruff", "check", ".")),
    ("The types", ("mypy",)),
    ("The imports", ("lint-imports",)),
)

# Library that Qt loads -> Debian package that has it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# The same, for what is needed only to show a window.
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONTS = "fonts-dejavu-core"
# Programs that read our forms in the tests -> Debian package that has them.
WITNESSES = {
    "pdfsig": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "javac": "default-jdk-headless",
    "softhsm2-util": "softhsm2",
    "openssl": "openssl",
}
# A file that veraPDF, which judges them too, needs beside Java -> its Debian package.
JAVA_LIBRARIES = {"/usr/share/java/jaxb-runtime.jar": "libjaxb-java"}


class RefusedError(Exception):
    """The machine is not ready; its sentence says what to do."""


def main(words: list[str]) -> int:
    """Do what the first word says, hand on what follows, return the exit code."""
    parser = argparse.ArgumentParser(
        usage="python3 packaging/bootstrap.py {demo,run,test,nightly,check,benchmark} "
        "[what follows is handed on]",
        description="Set ReviewDesk up in .venv beside the code, and start it.",
        epilog="demo: the demonstration desk (--no-window: without a window). run: the window, "
        "or the command that follows. test: all tests, or those that follow. "
        "nightly: the tests of chance, many times over. check: style, "
        "types and imports. benchmark: how fast it is, as JSON.",
    )
    parser.add_argument("what", choices=sorted(EXTRAS))
    what = parser.parse_args(words[:1]).what
    rest = words[2:] if words[1:2] == ["--"] else words[1:]
    try:
        if sys.version_info < LEAST:
            return go_on_with_newer(words)
        if what == "demo":
            rest = with_window_or_not(rest)
        prepare_system(what, rest)
        install(EXTRAS[what])
    except RefusedError as refused:
        say(str(refused))
        return 1
    return start(what, rest)


def say(words: str) -> None:
    """Tell the person something."""
    print(words, file=sys.stderr, flush=True)


def start(what: str, rest: list[str]) -> int:
    """Start the program, the tests or the checks, and return the exit code."""
    if what == "check":
        return check()
    if what == "test":
        return call([str(PYTHON), "-m", "pytest", *(rest or ["-n", "auto"])], folder=ROOT)
    if what == "nightly":
        os.environ["REVIEWDESK_NIGHTLY"] = "1"
        chosen = ["-m", "nightly", "-n", "auto", "-o", "faulthandler_timeout=0", *rest]
        return call([str(PYTHON), "-m", "pytest", *chosen], folder=ROOT)
    if what == "benchmark":
        return call([str(PYTHON), "-m", "tests.benchmarks", *rest], folder=ROOT)
    # -P: what lies in the folder a person stands in must not be taken for a module.
    first = ["demo"] if what == "demo" else []
    return call([str(PYTHON), "-P", "-m", "reviewdesk", *first, *rest])


def check() -> int:
    """Run the four checks, all of them, and return 1 if any fails."""
    failed = []
    for title, (tool, *words) in CHECKS:
        say(title + " ...")
        program = shutil.which(tool, path=str(PYTHON.parent)) or tool
        if call([program, *words], folder=ROOT):
            failed.append(tool)
    if failed:
        say("These checks failed: " + ", ".join(failed))
    return 1 if failed else 0


def call(command: list[str], folder: Path | None = None, *, chatter: bool = False) -> int:
    """Run a program to its end and return its exit code; chatter goes to standard error."""
    return subprocess.call(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL if chatter else None,
        stdout=sys.stderr if chatter else None,
    )


def environment() -> dict[str, str]:
    """Return the variables for programs we start, without those that lead Python astray."""
    kept = dict(os.environ, PYTHONUTF8="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
        kept.pop(name, None)
    return kept


def with_window_or_not(rest: list[str]) -> list[str]:
    """Return the demo's words, with ``--no-window`` where there is no display."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if LINUX and not shown and "--no-window" not in rest:
        say("There is no display: the demonstration is made without a window.")
        return [*rest, "--no-window"]
    return rest


# --- Python --------------------------------------------------------------------------------


def go_on_with_newer(words: list[str]) -> int:
    """Start again with a newer Python if this machine has one."""
    for name in NEWER:
        found = shutil.which(name)
        if found and call([found, "-c", "pass"], chatter=True) == 0:
            return call([found, str(Path(__file__).resolve()), *words])
    have = ".".join(str(part) for part in sys.version_info[:3])
    hint = " On Ubuntu: sudo apt-get install -y python3.11 python3.11-venv" if LINUX else ""
    raise RefusedError(
        "ReviewDesk needs Python 3.11 or newer, and this is Python "
        + have
        + ". Please install a newer one (www.python.org has it), then run this again."
        + hint
    )


def install(extras: tuple[str, ...]) -> None:
    """Install into the virtual environment, unless all that is wanted is there already."""
    digest = wanted_digest()
    have = installed(digest)
    if have is not None and have.issuperset(extras):
        return
    if not is_sound(PYTHON):
        make_environment()
    say("Installing what ReviewDesk needs. The first time takes a few minutes ...")
    parts = sorted({*extras, *(have or ())})
    target = ".[" + ",".join(parts) + "]" if parts else "."
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input"]
    if call([*pip, "-c", "constraints.txt", "-e", target], folder=ROOT, chatter=True):
        raise RefusedError(
            "The packages could not be installed; the lines above say why. Most often the "
            "computer does not reach the package index or its disk is full. When that is "
            "mended, run the same command again: what was fetched is kept."
        )
    # Where the environment forbids Python to keep what it compiled, every start would compile.
    call([str(PYTHON), "-m", "compileall", "-q", "src"], folder=ROOT, chatter=True)
    STAMP.write_text("\n".join([digest, *parts]), encoding="ascii")


def wanted_digest() -> str:
    """Return what decides whether an installation is still right: place, packages, pins."""
    found = hashlib.sha256(os.fsencode(ROOT))
    for name in ("pyproject.toml", "constraints.txt"):
        found.update(b"\0" + (ROOT / name).read_bytes())
    return found.hexdigest()


def installed(digest: str) -> set[str] | None:
    """Return the extras that are installed, or None when all must be installed anew."""
    if not PYTHON.exists() or not STAMP.is_file():
        return None
    known, *extras = STAMP.read_text(encoding="ascii").split()
    return set(extras) if known == digest else None


def is_sound(python: Path) -> bool:
    """Return whether an environment is whole: an interrupted one has no pip."""
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return python.exists() and call([str(python), "-c", test], chatter=True) == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make the virtual environment anew."""
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        need([package], "Python's part that makes virtual environments is missing.")
    say("Making the virtual environment " + str(HOME) + " ...")
    if HOME.exists():
        shutil.rmtree(HOME)
    if call([sys.executable, "-m", "venv", str(HOME)], chatter=True):
        shutil.rmtree(HOME, ignore_errors=True)
        raise RefusedError(
            "The virtual environment could not be made; the lines above say why. The folder "
            + str(ROOT)
            + " must be writable and the disk have about 1 GB free."
        )


# --- The system ----------------------------------------------------------------------------


def prepare_system(what: str, rest: list[str]) -> None:
    """See to the system packages that are missing; only Linux leaves them to us."""
    if not LINUX or what == "check":
        return
    windowless = what == "test" or "--no-window" in rest
    missing = missing_libraries(QT_LIBRARIES)
    if not has_fonts():
        missing.append(FONTS)
    if what == "test":
        missing += sorted(
            {package for tool, package in WITNESSES.items() if not shutil.which(tool)}
            | {package for path, package in JAVA_LIBRARIES.items() if not Path(path).exists()}
        )
    else:
        missing += missing_libraries(WINDOW_LIBRARIES)
    if not missing:
        return
    try:
        need(missing, "Some system packages are missing.")
    except RefusedError as refused:
        if what == "test" or not windowless:
            raise
        say(str(refused))
        say("The window needs them; without a window it goes on.")


def missing_libraries(table: dict[str, str]) -> list[str]:
    """Return the packages of those libraries that cannot be loaded."""
    missing = []
    for library, package in table.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def has_fonts() -> bool:
    """Return whether this computer has any font at all."""
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
    )
    return any(next(one.rglob("*.[ot]tf"), None) for one in folders if one.is_dir())


def need(packages: list[str], why: str) -> None:
    """Install system packages as root; tell anybody else the one line that does it."""
    line = "apt-get install -y " + " ".join(packages)
    if not shutil.which("apt-get"):
        raise RefusedError(
            why
            + " Please install them; these are their names on Debian and Ubuntu: "
            + " ".join(packages)
        )
    if os.geteuid() != 0:
        raise RefusedError(
            why + " Please run this line, then the same command again:\n  sudo " + line
        )
    say(why + " Installing: " + " ".join(packages))
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    call([*apt, "update"], chatter=True)
    if call([*apt, "install", "-y", "--no-install-recommends", *packages], chatter=True):
        raise RefusedError(why + " They could not be installed. Please run:\n  " + line)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Stopped. Run the same command again to go on.")
        sys.exit(130)
