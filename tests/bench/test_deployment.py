"""The operators' guide is tried as it is written: user, unit, settings, first administrator, cron, nginx."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "deployment.py"
TOOLS = ("unshare", "mount", "setpriv", "useradd", "ip", "openssl", "nginx")
can_be_tried = os.name == "posix" and os.geteuid() == 0 and all(map(shutil.which, TOOLS))


@pytest.mark.slow
@pytest.mark.skipif(not can_be_tried, reason="needs root and nginx: it sets up a machine of its own")
@pytest.mark.longest
def test_every_step_of_the_page_does_what_it_says() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("ok  ")]) >= 6
