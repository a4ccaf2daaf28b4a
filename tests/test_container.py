"""The image, without Docker: what its lines name is there, its process writes only where it may, and stays well."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.core.settings import Settings
from tests.dockerfile import ROOT, copied, environment, steps
from tests.servers import Server, free_port

NOBODY = 65_534
READ_ONLY = """
set -e
mount --bind "$PLACE/data" "$PLACE/data"
mount -o remount,bind,ro /
exec setpriv --reuid={user} --regid={user} --clear-groups --no-new-privs "$@"
"""


def kubernetes() -> dict[str, Any]:
    """What the example makes, by its kind."""
    return {one["kind"]: one for one in yaml.safe_load_all((ROOT / "docs/kubernetes.yaml").read_text("utf-8"))}


def container() -> dict[str, Any]:
    """The one of the deployment there."""
    found: dict[str, Any] = kubernetes()["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    return found


def compose() -> dict[str, Any]:
    """The services of compose.yaml."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    return found


def test_what_is_copied_is_there_and_is_all_that_docker_is_shown() -> None:
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    shown = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(shown) == sorted(copied())


def test_every_setting_that_is_given_is_one_of_ours() -> None:
    pod = {one["name"]: one["value"] for one in container()["env"]}
    given = [environment(), pod, compose()["kb"]["environment"] | {"KB_BASE_URL": "https://help.example.com"}]
    for each in given:
        Settings.from_environment({name: value for name, value in each.items() if name.startswith("KB_")})


def test_nothing_runs_as_root_and_the_root_may_be_read_only() -> None:
    user = next(step.rest for step in steps() if step.word == "USER").split(":")
    assert user == ["10001", "10001"], "a number, which runAsNonRoot can check"
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]["securityContext"]
    assert [str(pod[name]) for name in ("runAsUser", "runAsGroup")] == user
    assert container()["securityContext"]["readOnlyRootFilesystem"]
    assert compose()["kb"]["read_only"]


def test_probes_ask_addresses_that_answer_by_the_name_that_they_give(site: Any) -> None:
    client = site.test_client()
    for probe, status in (("startupProbe", 200), ("livenessProbe", 200), ("readinessProbe", 503)):
        asked = container()[probe]["httpGet"]
        head = {one["name"]: one["value"] for one in asked["httpHeaders"]}
        assert client.get(asked["path"], headers=head).status_code == status, "nothing is indexed yet"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that anybody may enter, unlike those of pytest, with articles and an empty one of nobody's for data."""
    with tempfile.TemporaryDirectory(prefix="kb-container-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "articles").mkdir()
        (folder / "articles/refund.md").write_text("# Refund\n\nMoney comes back.\n")
        (folder / "data").mkdir()
        os.chown(folder / "data", NOBODY, NOBODY)
        yield folder


def is_possible() -> bool:
    """Whether this machine lets the tests mount, and anybody read the checkout and its Python."""
    as_nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    tried = ("unshare", "--mount", *as_nobody, sys.executable, "-c", "import app")
    return os.geteuid() == 0 and subprocess.run(tried, cwd=ROOT, check=False).returncode == 0


@pytest.mark.slow
def test_its_process_is_well_as_anybody_on_a_root_that_cannot_be_written(place: Path) -> None:
    if not is_possible():
        pytest.skip("needs root, mounts, and a checkout that anybody may read")
    given = {**environment(), "PATH": os.environ["PATH"], "KB_HOST": "127.0.0.1", "PLACE": str(place)}
    started = ("unshare", "--mount", "sh", "-c", READ_ONLY.format(user=NOBODY), "sh")
    server = Server(place / "articles", place / "data", port := free_port(), given, within=started)
    try:
        server.wait_until("/readyz", says='"mode":"lexical"')
        [line] = [step.rest for step in steps() if step.word == "HEALTHCHECK"]
        code = json.loads(line[line.index("[") :])[2].replace(":8000/", f":{port}/")
        assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
        server.process.terminate()
        assert server.process.wait(60) == 0
    finally:
        server.stop()
    assert {path.stat().st_uid for path in (place / "data").rglob("*")} == {NOBODY}
    assert "cannot be written by this user" in server.said


def test_its_command_is_one_that_the_package_installs() -> None:
    [entry] = [json.loads(step.rest) for step in steps() if step.word == "ENTRYPOINT"]
    [command] = [json.loads(step.rest) for step in steps() if step.word == "CMD"]
    assert shlex.join([*entry, *command]) == "kb serve"
