"""A command typed by hand finds the settings of the running site in the file that its unit reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.core.env_file import parse, with_file
from kb.core.errors import SettingsError

LINES = """# of the help centre
; also a comment
KB_DATA_DIR=/var/lib/kb
KB_SITE_NAME="Sofra Help # 1"
KB_OVERDUE_NOTE='It is old'
 KB_PORT = 8123\x20
KB_MAIL_SERVER=smtp://kb:p#ss=word@mail.example.com
OPENBLAS_NUM_THREADS=1
"""


def test_it_is_read_as_systemd_reads_it_and_other_variables_are_left_out(tmp_path: Path) -> None:
    assert parse(LINES, tmp_path / "kb.env") == {
        "KB_DATA_DIR": "/var/lib/kb",
        "KB_SITE_NAME": "Sofra Help # 1",
        "KB_OVERDUE_NOTE": "It is old",
        "KB_PORT": "8123",
        "KB_MAIL_SERVER": "smtp://kb:p#ss=word@mail.example.com",
    }


@pytest.mark.parametrize(
    "line", ["export KB_PORT=1", "KB_PORT", "=8000", 'KB_SITE_NAME="open', "KB_SITE_NAME='a' b", "KB_PORT=80\\"]
)
def test_a_line_that_is_none_of_it_is_named_with_its_file_and_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match=r"kb\.env, line 2: "):
        parse(f"# first\n{line}\n", tmp_path / "kb.env")


def test_the_environment_wins_and_an_empty_file_name_is_none(tmp_path: Path) -> None:
    file = tmp_path / "site.env"
    file.write_text("\ufeffKB_PORT=8123\r\nKB_SITE_NAME=Help\r\n", "utf-8")
    given = {"KB_ENV_FILE": str(file), "KB_PORT": "9000", "HOME": "/root"}
    assert with_file(given, tmp_path / "venv") == {"KB_PORT": "9000", "KB_SITE_NAME": "Help", "HOME": "/root"}
    assert with_file({"KB_ENV_FILE": ""}, tmp_path / "venv") == {}


def test_without_a_name_the_file_beside_the_virtual_environment_is_read(tmp_path: Path) -> None:
    assert with_file({}, tmp_path / ".venv") == {}
    (tmp_path / "kb.env").write_text("KB_PORT=8123\n", "utf-8")
    assert with_file({}, tmp_path / ".venv") == {"KB_PORT": "8123"}


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="KB_ENV_FILE"):
        with_file({"KB_ENV_FILE": str(tmp_path / "missing")}, tmp_path)


@pytest.mark.slow
def test_kb_reads_it_and_refuses_an_unknown_setting_in_it(tmp_path: Path) -> None:
    file = tmp_path / "site.env"
    file.write_text("KB_DATA_DIRECTORY=/x\n", "utf-8")
    kb = Path(sys.executable).with_name("kb")
    done = subprocess.run(
        [kb, "user", "list"], env={**os.environ, "KB_ENV_FILE": str(file)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kb: unknown setting KB_DATA_DIRECTORY")
