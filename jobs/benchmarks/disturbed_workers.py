"""Workers that render, killed and restarted again and again."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field

from jobs.benchmarks.queue_processes import start, worker
from jobs.stages.contract import Queue

RENDERING = 2
"""Workers that render."""


@dataclass
class Workers:
    """The workers that render, and what was done to them."""

    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0
    restarted: int = 0

    def begin(self) -> None:
        """Start them all."""
        for number in range(RENDERING):
            self.processes.append(start(worker(f"render{number}", [Queue.GENERATE])))

    def disturb(self) -> None:
        """Kill one as a power cut would, or stop one in order, in turn; and start it anew."""
        turn = self.killed + self.restarted
        number = turn // 2 % RENDERING
        process = self.processes[number]
        if turn % 2 == 0:
            process.kill()
            self.killed += 1
        else:
            process.terminate()
            self.restarted += 1
        process.wait()
        self.processes[number] = start(worker(f"render{number}-{turn}", [Queue.GENERATE]))

    def end(self) -> None:
        """End them all."""
        for process in self.processes:
            process.kill()
            process.wait()
