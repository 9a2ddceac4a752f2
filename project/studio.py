"""One command for the whole studio: ``python -m project.studio``.

Redis, a worker for each queue, the steward and the web server run under one supervisor on this
machine's own address; Ctrl-C ends them all. A second run finds the data as the first left it.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from jobs.stages.contract import Queue
from project.data_folder import Claim, StudioError, prepare
from project.demo_sign_ins import read_sign_ins
from project.embedded_redis import redis_command
from project.environment import BASE_DIR, Environment, data_folder, environment
from project.supervisor import GaveUp, Program, Supervisor

HOST = "127.0.0.1"
MANAGE = (sys.executable, str(BASE_DIR / "manage.py"))
READY_WITHIN = 90.0
"""Seconds from the start to the first page, on a slow machine."""


def main() -> int:
    """Run the studio until it is told to stop; every refusal to start is one line."""
    parser = argparse.ArgumentParser(prog="studio", description=__doc__)
    parser.add_argument("--port", type=int, help="instead of IMPRIMATUR_PORT")
    try:
        settings = environment()
        port = parser.parse_args().port or settings.port
        return run(settings, data_folder(), port)
    except (StudioError, ImproperlyConfigured) as error:
        print(f"studio: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


def run(settings: Environment, folder: Path, port: int) -> int:
    """Check, migrate, and supervise; returns the exit code."""
    if not (BASE_DIR / "frontend" / "dist").is_dir():
        raise StudioError("The pages' scripts are not built: start with `make run`, which does it.")
    prepare(folder)
    address = f"http://{HOST}:{port}/"
    claim = Claim(folder, address)
    listener = listen(port)
    surroundings = {
        "OMP_NUM_THREADS": str(settings.threads),
        "PYTHONUNBUFFERED": "1",
        **os.environ,
    }
    migrate(surroundings)
    supervisor = Supervisor(programs(settings, folder, listener), environment=surroundings)
    greeting = Greeting(supervisor, folder, address, port)
    supervisor.say("studio", f"starting; the data is in {folder}")
    code = supervisor.run(greeting.tick)
    claim.release()
    return code


def listen(port: int) -> socket.socket:
    """Take the port before anything else is started."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise StudioError(
            f"Port {port} of {HOST} cannot be used ({error.strerror}): end the program that "
            f"has it, or choose another, as in `IMPRIMATUR_PORT={port % 65535 + 1} make run`."
        ) from None
    listener.listen(128)
    return listener


def migrate(surroundings: dict[str, str]) -> None:
    """Bring the database to this version's tables."""
    command = [*MANAGE, "migrate", "--verbosity", "0", "--skip-checks"]
    done = subprocess.run(command, env=surroundings, check=False)  # noqa: S603
    if done.returncode:
        raise StudioError("The database could not be brought up to date: the lines above say why.")


def programs(settings: Environment, folder: Path, listener: socket.socket) -> list[Program]:
    """Everything that makes up the studio, in the order it is started."""
    # Celery warns of root because of pickled messages; this broker takes JSON and nothing else.
    quiet = ("-W", "ignore:You're running the worker with superuser privileges")
    celery = (sys.executable, *quiet, "-m", "celery", "--quiet", "-A", "project", "worker")
    lean = ("--pool=solo", "--loglevel=WARNING", "--without-gossip", "--without-mingle")
    workers = [
        Program(queue.value, (*celery, *lean, "-Q", queue.value, "-n", f"{queue.value}@%h"))
        for queue in Queue
    ]
    server = (sys.executable, "-m", "project.server", str(listener.fileno()))
    redis = [] if settings.redis_url else [Program("redis", tuple(redis_command(folder)))]
    demo = [
        Program("demo", (*MANAGE, "demo"), once=True),
        Program("samples", (*MANAGE, "demo", "--explore"), once=True, after="demo"),
    ]
    return [
        *redis,
        Program("server", server, fds=(listener.fileno(),)),
        *(demo if settings.demo else []),
        *workers,
        Program("steward", (*MANAGE, "steward")),
    ]


class Greeting:
    """Waits for the first page, then says where it is and how to sign in."""

    def __init__(self, supervisor: Supervisor, folder: Path, address: str, port: int) -> None:
        self.supervisor = supervisor
        self.folder = folder
        self.address = address
        self.port = port
        self.started = time.monotonic()
        self.greeted = False

    def tick(self) -> None:
        """Greet once; give up when no page comes."""
        if self.greeted:
            return
        if self.supervisor.is_over("demo") and answers(self.port):
            self.greeted = True
            self.greet()
        elif time.monotonic() - self.started > READY_WITHIN:
            raise GaveUp(f"no page came within {READY_WITHIN:.0f} s: the lines above say why")

    def greet(self) -> None:
        """Print the address and the demo's accounts."""
        took = time.monotonic() - self.started
        say = self.supervisor.say
        say("studio", f"ready after {took:.1f} s: open {self.address}  (Ctrl-C ends it)")
        for sign_in in read_sign_ins(self.folder):
            say("studio", f"  sign in as {sign_in.username:<9} password {sign_in.password}")


def answers(port: int) -> bool:
    """True when the server gives its health page."""
    hosts = environment().allowed_hosts.split(",")
    plain = [host.strip() for host in hosts if host.strip() and host.strip()[0] not in "*."]
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": plain[0] if plain else HOST})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
