"""How much memory this process may still take: what the machine has free, or its group's limit."""

from __future__ import annotations

import math
from pathlib import Path

ROOT = Path("/")
MEGABYTE = 2**20


def free_megabytes(root: Path = ROOT) -> float:
    """The smaller of the machine's available memory and what its control groups leave, in MB.

    Infinite where neither is told (no Linux). ``root`` is where ``proc`` and ``sys`` lie.
    Pages of files count as free: they are given up when memory is wanted.
    """
    return min(_machine(root), *(_left(group) for group in _groups(root)), math.inf)


def _machine(root: Path) -> float:
    """MemAvailable of /proc/meminfo."""
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 1024
    return math.inf


def _groups(root: Path) -> list[Path]:
    """The folders of this process's control groups, of either version, with those above them."""
    top = root / "sys/fs/cgroup"
    found = {top, top / "memory"}
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        if controllers not in ("", "memory") and "memory" not in controllers.split(","):
            continue
        base = top / "memory" if controllers else top
        own = base / path.lstrip("/")
        found |= {own, *(parent for parent in own.parents if parent.is_relative_to(base))}
    return sorted(found)


def _left(group: Path) -> float:
    """What a group's limit leaves beyond what its processes use, in MB; infinite without one."""
    for limit, usage, files in (
        ("memory.max", "memory.current", ("inactive_file", "active_file")),
        (
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            ("total_inactive_file", "total_active_file"),
        ),
    ):
        most, used = _lines(group / limit), _lines(group / usage)
        if most and used and most[0].isdecimal():
            pages = dict(line.split() for line in _lines(group / "memory.stat"))
            kept = sum(int(pages.get(name, 0)) for name in files)
            return (int(most[0]) - int(used[0]) + kept) / MEGABYTE
    return math.inf


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
