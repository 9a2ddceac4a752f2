"""The supervisor, over small real programs in a process of its own."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

SLEEP = "import time; time.sleep(600)"


def is_running(pid):
    """False also for a zombie: it has ended, only its parent has not looked yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


class Supervised:
    """A supervisor running ``programs`` ({name: Python source}) in another process."""

    def __init__(self, programs, once=(), grace=8.0, after=None):
        source = f"""
            import sys
            from project import supervisor
            supervisor.GRACE = {grace}
            programs = [
                supervisor.Program(
                    name,
                    (sys.executable, "-c", code),
                    once=name in {once!r},
                    after={(after or {})!r}.get(name, ""),
                )
                for name, code in {programs!r}.items()
            ]
            sys.exit(supervisor.Supervisor(programs).run())
        """
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(source)], stdout=subprocess.PIPE, text=True
        )

    def read_until(self, words):
        """The next line with these words; lines passed over stay in ``lines``."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if words in line:
                return self.lines[-1]
        raise AssertionError(f"never said {words!r}: {self.lines}")

    def pid_of(self, name):
        """The process id that the program said last, or says next."""
        words = f"{name} | pid "
        said = [line for line in self.lines if words in line]
        self.lines = [line for line in self.lines if words not in line]
        line = said[-1] if said else self.read_until(words)
        self.lines = [line for line in self.lines if words not in line]
        return int(line.rsplit(" ", 1)[1])


def telling_its_pid(code=SLEEP):
    return f"import os; print('pid', os.getpid(), flush=True); {code}"


@pytest.fixture
def supervise():
    started = []

    def start(*args, **kwargs):
        started.append(Supervised(*args, **kwargs))
        return started[-1]

    yield start
    for supervised in started:
        supervised.process.kill()
        supervised.process.wait()
        supervised.process.stdout.close()


def test_each_line_is_shown_under_its_programs_name(supervise):
    supervised = supervise({"one": "print('first'); print('second')"}, once=("one",))
    assert supervised.read_until("second") == "one | second"
    assert supervised.lines[0] == "one | first"


def test_a_program_that_ended_is_started_again(supervise):
    supervised = supervise({"one": telling_its_pid()})
    first = supervised.pid_of("one")
    os.kill(first, signal.SIGKILL)
    assert "one ended (signal SIGKILL); starting it again" in supervised.read_until("ended")
    assert supervised.pid_of("one") != first


def test_a_program_that_keeps_dying_ends_everything_with_its_reason(supervise):
    broken = "import sys; sys.exit('no such luck')"
    supervised = supervise({"good": telling_its_pid(), "bad": broken})
    good = supervised.pid_of("good")
    said = supervised.read_until("5 times within")
    assert "bad ended (exit 1)" in said
    assert any("bad | no such luck" in line for line in supervised.lines)
    assert supervised.process.wait(10) == 1
    assert not is_running(good)


def test_a_program_that_runs_once_is_not_started_again(supervise):
    supervised = supervise({"keeps": telling_its_pid(), "once": "print('made')"}, once=("once",))
    supervised.read_until("made")
    time.sleep(0.7)
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.process.wait(10) == 0
    assert "made" not in supervised.process.stdout.read()


def test_a_program_waits_for_the_one_it_comes_after_however_that_ends(supervise):
    slow = "import sys, time; time.sleep(0.5); sys.exit('slow')"
    supervised = supervise(
        {"next": "print('next')", "first": slow}, once=("first", "next"), after={"next": "first"}
    )
    supervised.read_until("next | next")
    assert any("first | slow" in line for line in supervised.lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_program(supervise, number):
    supervised = supervise({"one": telling_its_pid(), "two": telling_its_pid()})
    pids = [supervised.pid_of("one"), supervised.pid_of("two")]
    supervised.process.send_signal(number)
    assert supervised.process.wait(10) == 0
    assert not any(map(is_running, pids))


def test_a_program_that_ignores_sigterm_is_killed_after_the_grace(supervise):
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {telling_its_pid()}"
    supervised = supervise({"one": stubborn}, grace=0.5)
    pid = supervised.pid_of("one")
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.process.wait(5) == 0
    assert not is_running(pid)


def test_a_second_signal_ends_the_wait(supervise):
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {telling_its_pid()}"
    supervised = supervise({"one": stubborn}, grace=60)
    pid = supervised.pid_of("one")
    supervised.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert is_running(pid)
    supervised.process.send_signal(signal.SIGINT)
    assert supervised.process.wait(5) == 0
    assert not is_running(pid)


def test_what_a_program_started_ends_with_it(supervise):
    parent = (
        "import subprocess, sys; "
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); "
        f"print('pid', child.pid, flush=True); {SLEEP}"
    )
    supervised = supervise({"one": parent})
    child = supervised.pid_of("one")
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.process.wait(10) == 0
    assert wait_until(lambda: not is_running(child))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_no_program_outlives_a_supervisor_that_was_killed(supervise):
    supervised = supervise({"one": telling_its_pid(), "two": telling_its_pid()})
    pids = [supervised.pid_of("one"), supervised.pid_of("two")]
    supervised.process.kill()
    assert wait_until(lambda: not any(map(is_running, pids)))
