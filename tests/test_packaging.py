"""The built wheel, away from this checkout, serves any folder of Markdown."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

SERVE = """
from pathlib import Path
import kb
from app import create_app
from kb.core.settings import Settings
assert "site" in Path(kb.__file__).parts, kb.__file__
app = create_app(Settings(articles_dir=Path("help"), data_dir=Path("data")), models=[], start=False)
app.extensions["kb"].service.bring_up_to_date()
client = app.test_client()
for path in ("/en/", "/en/articles/greeting", "/en/search?q=hello", "/static/kb/site.css", "/static/kb/icons.svg"):
    assert client.get(path).status_code == 200, path
assert "خانه" in client.get("/fa/").text or "راهنما" in client.get("/fa/").text
assert b"Greeting" in client.get("/en/search?q=hello").data
app.extensions["kb"].close()
"""


@pytest.mark.slow
@pytest.mark.longest
def test_the_wheel_carries_templates_static_files_and_translations_and_serves(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*command, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path / "dist", ROOT], check=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    kept = [name for name in names if name.split("/")[0] in ("tests", "articles", "bench", "docs")]
    assert kept == []
    subprocess.run([*command, "install", "--no-deps", "--no-compile", "--target", tmp_path / "site", wheel], check=True)
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "greeting.md").write_text("# Greeting\n\nHello, reader.\n", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    subprocess.run([sys.executable, "-c", SERVE], check=True, cwd=tmp_path, env=environment)
