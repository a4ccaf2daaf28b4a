"""The built wheel, away from this checkout, serves any folder of Markdown."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.dockerfile import copied, steps

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


def make_image(folder: Path) -> None:
    """Carry out what the Dockerfile does to build and install our package: ``folder`` stands for its ``/``, this Python
    for that of its environment, which has what is locked already.
    """
    for name in copied():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (folder / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, folder / "src" / name)
    locked, *own = [step.rest for step in steps() if (step.stage, step.word) == (0, "RUN")]
    assert locked.endswith("--require-hashes -r requirements/container.txt")
    places = {"/src": "src", "/wheel": "wheel", "/opt/kb/lib": "site"}
    for line in own:
        words = [str(folder / places[word]) if word in places else word for word in shlex.split(line)]
        assert words[0] == "/opt/kb/bin/python"
        into = ["--target", str(folder / "site")] if "install" in words else []
        subprocess.run([sys.executable, *words[1:], *into], check=True, cwd=folder)


@pytest.mark.slow
@pytest.mark.longest
def test_the_wheel_carries_templates_static_files_and_translations_and_serves(tmp_path: Path) -> None:
    make_image(tmp_path)
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    kept = [name for name in names if name.split("/")[0] in ("tests", "articles", "bench", "docs")]
    assert kept == []
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "greeting.md").write_text("# Greeting\n\nHello, reader.\n", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    subprocess.run([sys.executable, "-c", SERVE], check=True, cwd=tmp_path, env=environment)
