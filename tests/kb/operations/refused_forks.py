"""Two processes on a machine that refuses the second one twice; the second ends all when it is there.

Run by ``test_processes.py`` as a process of its own, since a parent has no other thread.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from itertools import count

from kb.operations.board import ProcessState
from kb.operations.child import Child
from kb.operations.parent import Parent

REFUSED = (2, 3)


def main() -> None:
    """Give the status of the parent."""
    logging.basicConfig(level=logging.INFO)
    forks = count(1)

    def fork() -> int:
        if next(forks) in REFUSED:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return os.fork()

    parent = os.getpid()
    found = Parent(2, [], fork).run()
    if not isinstance(found, Child):
        sys.exit(found)
    found.board.tell(found.number, ProcessState.READY)
    if found.number == 1:
        os.kill(parent, signal.SIGTERM)
    os.read(found.lifeline, 1)


if __name__ == "__main__":
    main()
