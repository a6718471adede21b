"""Processes that never outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
MARK = "PORTAL_RUN"  # in the environment of everything a run starts, so that the next one finds what a kill -9 left


class Refusal(Exception):
    """Why the portal does not start here, and what to do about it."""


def _die_with_parent(death: signal.Signals, parent: int) -> Callable[[], None]:
    def in_the_child() -> None:
        if LIBC is None:
            return
        LIBC.prctl(PR_SET_PDEATHSIG, int(death))
        if os.getppid() != parent:  # it died between fork and prctl: nobody will signal us any more
            os._exit(1)

    return in_the_child


def end_with_parent() -> None:
    """Make's death is ours: killed, it could no longer pass on a Ctrl-C."""
    _die_with_parent(signal.SIGTERM, os.getppid())()


def spawn(
    command: Sequence[str | Path],
    *,
    death: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    log: Path | None = None,
    account: tuple[int, int] | None = None,
    stdin: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, out of reach of the terminal's Ctrl-C.

    `death` is what the kernel sends it when we die, whatever killed us; it watches the thread that calls this, so
    call it from the main one. `account` is a uid and a gid to run as.
    """
    uid, gid = account or (None, None)
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(  # noqa: S603 - every command is ours
            command,
            env=env,
            cwd=cwd,
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=uid,
            group=gid,
            extra_groups=[] if account else None,
            preexec_fn=_die_with_parent(death, os.getpid()),
        )
    finally:
        if output:
            output.close()


def stop(
    processes: Iterable[psutil.Process | subprocess.Popen[bytes]], steps: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each step's signal to the main processes still alive and wait its seconds; kill what is left.

    Main processes only: a worker told to stop lets its children finish their task, a signalled child loses it.
    """
    alive = [process if isinstance(process, psutil.Process) else _known(process.pid) for process in processes]
    left = [process for process in alive if process is not None]
    for number, seconds in [*steps, (signal.SIGKILL, 5.0)]:
        for process in left:
            _signal(process, number)
        left = psutil.wait_procs(left, timeout=seconds)[1]
        if not left:
            return


def _known(pid: int) -> psutil.Process | None:
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def marked(mark: str) -> list[psutil.Process]:
    """Processes, other than us, that a run with this mark started: they carry it in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append(process)
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found
