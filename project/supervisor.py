"""Keeps a set of programs running: starts, restarts and ends them, and shows what they print."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, TextIO

TETHER = Path(__file__).with_name("tether.py")
TICK = 0.1
GRACE = 8.0
"""Seconds that the programs together have between SIGTERM and SIGKILL."""
SOON = 10.0
"""Seconds; a program that lived shorter died soon after its start."""
MOST_SOON = 5
"""Deaths in a row that soon after a start, before the supervisor gives up."""


@dataclass(frozen=True)
class Program:
    """A command to keep running, or to run ``once``. It inherits the file descriptors ``fds``.

    It starts when the program ``after``, which runs once, is over.
    """

    name: str
    command: tuple[str, ...]
    fds: tuple[int, ...] = ()
    once: bool = False
    after: str = ""


@dataclass
class Running:
    """A program's process, if it has one now, and how it has fared."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    soon_deaths: int = 0
    unfinished: bytes = b""
    over: bool = False


class GaveUp(Exception):
    """A program keeps dying; the text says which."""


@dataclass
class Supervisor:
    """One loop in one thread: the tether's promise is bound to the thread that starts a child."""

    programs: Sequence[Program]
    out: TextIO = field(default_factory=lambda: sys.stdout)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def __post_init__(self) -> None:
        self.running = [Running(program) for program in self.programs]
        self.selector = selectors.DefaultSelector()
        self.signals = 0
        self.width = max(len(program.name) for program in self.programs)

    def run(self, on_tick: Callable[[], None] = lambda: None) -> int:
        """Run until a signal asks to stop (returns 0) or a program keeps dying (returns 1).

        ``on_tick`` is called about ten times a second and may raise GaveUp.
        """
        before = {
            number: signal.signal(number, self.on_signal)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            while not self.signals:
                self.start_what_is_due()
                self.show_output(TICK)
                self.bury_the_dead()
                on_tick()
        except GaveUp as error:
            self.say("studio", str(error))
            return 1
        finally:
            self.end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Note the wish to stop; a second one ends the wait for a clean stop."""
        self.signals += 1

    def start_what_is_due(self) -> None:
        """Start every program that has no process and whose wait is over."""
        for running in self.running:
            is_due = time.monotonic() >= running.start_at and not running.over
            if running.process is None and is_due and self.is_over(running.program.after):
                self.start(running)

    def start(self, running: Running) -> None:
        """Start one program, in a process group of its own, tethered to this process."""
        command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())]
        process = subprocess.Popen(  # noqa: S603
            [*command, *running.program.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=running.program.fds,
            env=self.environment,
        )
        running.process, running.started = process, time.monotonic()
        pipe = output_of(process)
        os.set_blocking(pipe.fileno(), False)
        self.selector.register(pipe, selectors.EVENT_READ, running)

    def show_output(self, timeout: float) -> None:
        """Wait up to ``timeout`` seconds for output and print its whole lines with their names."""
        for key, _ in self.selector.select(timeout):
            running: Running = key.data
            chunk = os.read(key.fd, 65536)
            if not chunk:
                self.selector.unregister(key.fileobj)
                continue
            *lines, running.unfinished = (running.unfinished + chunk).split(b"\n")
            for line in lines:
                self.say(running.program.name, line.decode(errors="replace"))

    def bury_the_dead(self) -> None:
        """Notice every program that ended, and plan what follows."""
        for running in self.running:
            process = running.process
            if process is None or process.poll() is None:
                continue
            self.release(running, process)
            if running.program.once:
                self.finish(running, process.returncode)
            else:
                self.plan_restart(running, process.returncode)

    def finish(self, running: Running, code: int) -> None:
        """Note that a program that runs once is over."""
        running.over = True
        if code:
            name = running.program.name
            self.say("studio", f"{name} failed ({describe(code)}): its lines above say why")

    def is_over(self, name: str) -> bool:
        """True when the program that runs once has ended; also when there is none of that name."""
        return all(running.over for running in self.running if running.program.name == name)

    def plan_restart(self, running: Running, code: int) -> None:
        """Choose when to start a program again: sooner when it lived long, never after too many."""
        lived = time.monotonic() - running.started
        running.soon_deaths = running.soon_deaths + 1 if lived < SOON else 0
        ended = f"{running.program.name} ended ({describe(code)})"
        if running.soon_deaths >= MOST_SOON:
            raise GaveUp(
                f"{ended} {MOST_SOON} times within {SOON:.0f} s of its start; its last "
                "lines above say why. Everything else is ended too."
            )
        wait = 0.0 if running.soon_deaths == 0 else 0.5 * 2.0 ** (running.soon_deaths - 1)
        running.start_at = time.monotonic() + wait
        self.say("studio", f"{ended}; starting it again")

    def release(self, running: Running, process: subprocess.Popen[bytes]) -> None:
        """Print what is left in a dead program's pipe, end its leftover children, forget it."""
        signal_group(process, signal.SIGKILL)
        pipe = output_of(process)
        if pipe.fileno() in self.selector.get_map():
            rest = running.unfinished + drain(pipe.fileno())
            self.selector.unregister(pipe)
            for line in rest.decode(errors="replace").splitlines():
                self.say(running.program.name, line)
        running.unfinished = b""
        pipe.close()
        running.process = None

    def end_all(self) -> None:
        """End every program, the last started first; whatever does not end in time is killed."""
        alive = [running for running in reversed(self.running) if running.process is not None]
        first_signals = self.signals
        deadline = time.monotonic() + GRACE
        # The first program serves the others (Redis): it ends when they have.
        for group in (alive[:-1], alive[-1:]):
            for running in group:
                signal_group(running.process, signal.SIGTERM)
            while any(is_alive(running.process) for running in group):
                if time.monotonic() > deadline or self.signals > max(1, first_signals):
                    break
                self.show_output(TICK)
            for running in group:
                process = running.process
                if process is not None:
                    signal_group(process, signal.SIGKILL)
                    process.wait()
                    self.release(running, process)

    def say(self, name: str, line: str) -> None:
        """Print one line under a program's name; empty ones only make the log longer."""
        if line.strip():
            print(f"{name:>{self.width}} | {line}", file=self.out, flush=True)


def output_of(process: subprocess.Popen[bytes]) -> IO[bytes]:
    """The pipe that carries what the process prints."""
    if process.stdout is None:
        raise ValueError("the process was started without a pipe")
    return process.stdout


def is_alive(process: subprocess.Popen[bytes] | None) -> bool:
    """True while the process runs."""
    return process is not None and process.poll() is None


def signal_group(process: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
    """Send a signal to the process and to everything it started."""
    if process is not None:
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            return


def drain(fd: int) -> bytes:
    """What can be read from a non-blocking pipe right now."""
    parts = []
    while True:
        try:
            part = os.read(fd, 65536)
        except BlockingIOError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def describe(code: int) -> str:
    """Say how a process ended."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
