"""Run a command that ends when its parent does: ``python tether.py PARENT_PID COMMAND…``.

Started as a plain file by the supervisor: the kernel's promise (``PR_SET_PDEATHSIG``) survives
``exec``, so not even a SIGKILL of the supervisor leaves a process behind. Elsewhere than on
Linux the command runs without that promise.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for the signal, make sure that the parent still lives, and become COMMAND."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # It may have ended before the call above took hold.
        if os.getppid() != parent:
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
