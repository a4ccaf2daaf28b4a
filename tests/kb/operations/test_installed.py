"""A package that is imported late is missed when the site begins, not when somebody first needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.operations.installed import look_for_packages, missing_of
from tests.servers import ROOT


def test_what_is_required_and_not_there_is_named_and_extras_are_not_looked_for() -> None:
    wanted = ["Flask<4,>=3.1", "no-such-thing>=1", "a.b_c[fast]~=2", "psycopg[binary]>=3; extra == 'postgres'"]
    assert missing_of(wanted) == ["a.b_c", "no-such-thing"]


def test_who_has_no_list_of_packages_is_asked_for_none() -> None:
    look_for_packages("no-such-product")


@pytest.mark.slow
def test_serving_begins_with_naming_what_is_missing(tmp_path: Path) -> None:
    told = tmp_path / "selfservice_kb-0.1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: selfservice-kb\nVersion: 0\nRequires-Dist: zxcvbm>=4\n"
    )
    command = [sys.executable, "-m", "app", "--articles", str(tmp_path), "--data", str(tmp_path / "data"), "serve"]
    path = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    ran = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "kb: selfservice-kb needs packages that are not installed: zxcvbm. "
        "Install them with `pip install zxcvbm`, or all with `make serve`\n"
    )
