"""Files of strangers are read in a process apart, which has little memory and little time.

A file made to harm can keep a reader busy for ever or fill the memory; then only that process
ends, and the person gets a sentence. It stays for the next file and goes when it has nothing
to do, so that one file after another costs no start.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

WORKING_SECONDS = 3.0
"""Of the processor for one file, so that a busy computer refuses nothing that an idle one
reads; an ordinary form takes a thirtieth, the longest a third."""
SECONDS = 30.0
"""On the clock, for a process that does not even work any more."""
STARTING_SECONDS = 60.0
"""Until the process is up, on a computer that has much else to do."""
_IDLE_SECONDS = 120.0
_MOST_MEMORY = 1 << 30
"""Bytes; an ordinary form takes a tenth."""


class _Reader:
    """The process apart, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, what: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """Let the process do something and return its answer.

        Raises:
            UserError: its own, or when the file asks too much.
        """
        with self._lock:
            line = self._started()
            try:
                line.send((what, arguments))
                if not line.poll(seconds):
                    raise _too_much()
                kind, answer = line.recv()
            except (EOFError, OSError) as error:
                self._stop()
                raise _too_much() from error
            except UserError:
                self._stop()
                raise
        if kind == "refused":
            happened, safe, remedy = answer
            raise UserError(happened, safe=safe, remedy=remedy)
        if kind == "memory":
            raise _too_much()
        return answer

    def _started(self) -> Connection:
        if self._process is not None and self._line is not None:
            if self._process.is_alive() and not self._line.poll(0):
                return self._line
            self._stop()  # it had nothing to do for long, and went
        apart = multiprocessing.get_context("spawn")
        self._line, theirs = apart.Pipe()
        self._process = apart.Process(
            target=_serve, args=(theirs, _words()), daemon=True, name="reviewdesk-reader"
        )
        self._process.start()
        theirs.close()
        try:
            if self._line.poll(STARTING_SECONDS) and self._line.recv() == "ready":
                return self._line
        except (EOFError, OSError):
            pass
        self._stop()
        raise UserError(
            tr("The file cannot be read now: this computer is too busy or has no memory left."),
            remedy=tr("Close other programs and try again."),
        )

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._line = self._process = None


_reader = _Reader()


def ask(what: str, *arguments: Any, seconds: float = SECONDS) -> Any:
    """Let a function of this room be done in the process apart and return the answer.

    Args:
        what: its name, such as ``verify.verify``.
        *arguments: what it is given.
        seconds: on the clock until it is given up.

    Raises:
        UserError: when the file is refused, or asks for too much time or memory.
    """
    return _reader.ask(what, arguments, seconds)


def stop() -> None:
    """End the process apart if it is there; the next file starts another."""
    with _reader._lock:  # noqa: SLF001 - of this module
        _reader._stop()  # noqa: SLF001


def _found(what: str) -> Callable[..., Any]:
    """Return the function of a name such as ``verify.verify``; only this room's are meant."""
    module, _, name = what.rpartition(".")
    found = importlib.import_module(f"{__package__}.{module}" if "." not in module else module)
    function: Callable[..., Any] = getattr(found, name)
    return function


def _words() -> str:
    """Return the language that the answers are to be in."""
    from reviewdesk import i18n

    return i18n.in_use()


def _serve(line: Connection, code: str) -> None:
    """Answer until nobody asks any more; runs in the process apart."""
    from reviewdesk import i18n

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks is told to stop
    i18n.use(code)
    for usual in ("verify.verify", "differences.describe", "scans.inspect"):
        _found(usual)  # before the memory is bounded
    _bound_memory(_MOST_MEMORY)
    try:
        line.send("ready")
        gc.freeze()
        gc.disable()  # one file leaves little to collect, and that waits for the answer
        while line.poll(_IDLE_SECONDS):
            what, arguments = line.recv()
            line.send(_answer(_found(what), arguments))
            gc.collect()
    except (EOFError, OSError):
        return


def _answer(task: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        with _bounded_work():
            return "done", task(*arguments)
    except UserError as fault:
        return "refused", (fault.happened, fault.safe, fault.remedy)
    except MemoryError:
        return "memory", None


@contextlib.contextmanager
def _bounded_work() -> Iterator[None]:
    """End this process when what is done meanwhile keeps the processor busy for too long."""
    if sys.platform == "win32":
        done = threading.Event()
        latest = time.process_time() + WORKING_SECONDS

        def watch() -> None:
            while not done.wait(0.1):
                if time.process_time() > latest:
                    os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            done.set()
    else:  # the signal ends the process, whatever it is doing
        signal.setitimer(signal.ITIMER_PROF, WORKING_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _bound_memory(most: int) -> None:
    """Let this process have so many bytes of memory beyond what it holds, and no more."""
    if sys.platform == "win32":
        _bound_memory_on_windows(most)
    else:
        import resource

        with contextlib.suppress(ValueError, OSError):  # macOS knows no such bound
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if sys.platform == "win32":

    def _bound_memory_on_windows(most: int) -> None:
        """Put this process into a job whose memory is bounded; it costs nothing where it fails."""
        import ctypes
        from ctypes import wintypes

        class Basic(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
                ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
                ("LimitFlags", wintypes.DWORD),
                ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t),
                ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t),
                ("PriorityClass", wintypes.DWORD),
                ("SchedulingClass", wintypes.DWORD),
            )

        class Extended(ctypes.Structure):
            _fields_ = (
                ("Basic", Basic),
                ("IoInfo", ctypes.c_ulonglong * 6),
                ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t),
                ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return
        limits = Extended()
        limits.Basic.LimitFlags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = most
        extended = 9  # JobObjectExtendedLimitInformation
        kernel.SetInformationJobObject(job, extended, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())


def _too_much() -> UserError:
    return UserError(
        tr("This file asks for more time or memory than any form needs."),
        safe=tr("It was put aside and nothing was changed."),
        remedy=tr("Choose the PDF file of one review, or ask for the original file."),
    )
