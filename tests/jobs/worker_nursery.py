"""Run by ``processes``: has everything imported, and forks a Celery worker for each line read.

A worker that is killed twenty times then costs twenty forks and not twenty starts of Python.
"""

from __future__ import annotations

import importlib
import os
import sys

import django

FIRST_NEEDED_WHEN_WORKING = (
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.app.trace",
    "celery.concurrency.solo",
    "celery.worker.consumer",
    "celery.worker.loops",
    "kombu.transport.redis",
    "jobs.tasks",
)


def main() -> None:
    django.setup()
    from jobs.stage_registry import known_stages
    from project.celery import app

    for name in FIRST_NEEDED_WHEN_WORKING:
        importlib.import_module(name)
    known_stages()
    app.finalize()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)
            app.worker_main(["worker", *sys.argv[1:]])
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
