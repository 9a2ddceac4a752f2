"""The workers of a bench: those that render are killed and restarted again and again."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field

from jobs.benchmarks.queue_processes import start, worker
from jobs.stages.contract import Queue

RENDERING = 2
"""Workers that render; one more serves the other queues."""
OTHERS = tuple(queue for queue in Queue if queue is not Queue.GENERATE)


@dataclass
class Workers:
    """Their processes, those that render first, and what was done to them."""

    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0
    restarted: int = 0

    def begin(self) -> None:
        """Start them all."""
        self.processes += [self._started(number) for number in range(RENDERING + 1)]

    def disturb(self) -> None:
        """Kill one that renders as a power cut would, or stop it in order, in turn."""
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
        self.revive()

    def revive(self) -> None:
        """Start again what has ended, as the studio's supervisor does."""
        for number, process in enumerate(self.processes):
            if process.poll() is not None:
                self.processes[number] = self._started(number)

    def end(self) -> None:
        """End them all."""
        for process in self.processes:
            process.kill()
            process.wait()

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        if number < RENDERING:
            return start(worker(f"render{number}", [Queue.GENERATE]))
        return start(worker("others", OTHERS))
