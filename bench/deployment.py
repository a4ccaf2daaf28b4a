"""Try docs/guide-operators.md as it is written: user, folders, settings, unit, first administrator, cron, nginx.

Needs root on Linux and nginx; it works in mount and network namespaces of its own, where /opt, /srv, /var/lib, /backup,
/home and /root lie in memory and /etc is a copy. Nothing of this machine is changed.

    python bench/deployment.py            # exit 0: every step did what the page says
"""

from __future__ import annotations

import http.cookiejar
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide-operators.md"
INSIDE = "--inside"
IN_MEMORY = ("/opt", "/srv", "/var/lib", "/backup", "/home", "/root")
KEPT = Path("/run/kb-kept")
SERVICE_OUTPUT = Path("/run/kb-service.log")
ARTICLE = "account/create-an-account"
PASSWORD = "eleven quiet turnips under glass"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # folders that nginx makes
PATIENCE_SECONDS = 90


def say(step: str) -> None:
    """Tell what was done."""
    print(f"ok  {step}", flush=True)


def run(*command: str, **options: object) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(f"FAILED {shlex.join(command)}\n{done.stdout}{done.stderr}")
    return str(done.stdout)


# What the page says


def blocks(kind: str) -> list[str]:
    """The code blocks of one kind in the sections on systemd and nginx."""
    text = GUIDE.read_text("utf-8")
    section = text[text.index("\n## As a systemd service") : text.index("\n## Is it well?")]
    return re.findall(rf"^```{kind}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


def block(kind: str, word: str) -> str:
    """The first code block of a kind with ``word`` in it."""
    return next(each for each in blocks(kind) if word in each)


def directives(unit: str) -> dict[str, str]:
    """The directives of a unit; none of those on the page stands twice."""
    pairs = (line.partition("=")[::2] for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    return dict(pairs)


def cron_commands() -> list[str]:
    """The commands of the crontab as cron hands them to the shell: an unescaped ``%`` would end them."""
    lines = [line for line in block("crontab", "kb").splitlines() if not line.startswith("#")]
    return [re.split(r"(?<!\\)%", line.split(None, 5)[5])[0].replace("\\%", "%") for line in lines]


# The machine of the page


def prepare() -> None:
    """What is there before the page begins: code, a virtual environment, articles."""
    python, packages = Path(sys.base_prefix), Path(next(path for path in sys.path if path.endswith("site-packages")))
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    for name, source in (("python", python), ("packages", packages), ("code", ROOT)):
        (KEPT / name).mkdir(parents=True, exist_ok=True)
        run("mount", "--bind", str(source), str(KEPT / name))
    shutil.copytree("/etc", KEPT / "etc", symlinks=True)
    run("mount", "--bind", str(KEPT / "etc"), "/etc")
    for folder in IN_MEMORY:
        Path(folder).mkdir(exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
    if not python.exists():
        python.mkdir(parents=True)
        run("mount", "--bind", str(KEPT / "python"), str(python))
    ignored = shutil.ignore_patterns(".venv", ".git", "data", ".*_cache", "node_modules", "build", "*.pyc.*")
    shutil.copytree(KEPT / "code", "/opt/kb", ignore=ignored, dirs_exist_ok=True)
    shutil.copytree(KEPT / "code" / "articles", "/srv/help/articles")
    run(str(python / "bin" / Path(sys.executable).resolve().name), "-m", "venv", "--without-pip", "/opt/kb/.venv")
    own = next(Path("/opt/kb/.venv/lib").glob("python*/site-packages"))
    (own / "all.pth").write_text(f"/opt/kb\n{KEPT / 'packages'}\n")
    script = Path("/opt/kb/.venv/bin/kb")  # as pip writes it for the entry point of pyproject.toml
    script.write_text("#!/opt/kb/.venv/bin/python\nimport sys\nfrom app import run\nsys.exit(run())\n")
    script.chmod(0o755)


def as_user(user: str, *command: str) -> list[str]:
    """``command`` with the rights of ``user`` and nothing else, as a service or a job of cron has them."""
    return ["setpriv", "--reuid", user, "--regid", user, "--init-groups", "--no-new-privs", *command]


def read_only_but(writable: list[str]) -> str:
    """Shell lines that do what ``ProtectSystem=strict``, ``PrivateTmp`` and ``ReadWritePaths`` do."""
    own = "\n".join(f"mount --bind {path} {path}" for path in writable)
    kept = "|".join([*writable, "/proc*", "/sys*", "/dev*", "/tmp", "/run/kb-service*"])
    return f"""set -e
{own}
mount -t tmpfs -o mode=1777 tmpfs /tmp
while read -r _ _ _ _ point rest; do
  case "$point" in {kept}) ;; *) mount -o remount,bind,ro "$point" 2>/dev/null || true ;; esac
done < /proc/self/mountinfo
"""


def serve(unit: dict[str, str]) -> subprocess.Popen[bytes]:
    """The service as systemd would start it."""
    user, state = unit["User"], Path("/var/lib") / unit["StateDirectory"]
    state.mkdir()
    shutil.chown(state, user, user)
    state.chmod(int(unit["StateDirectoryMode"], 8))
    settings = [line for line in Path(unit["EnvironmentFile"]).read_text().splitlines() if line[:1] not in ("", "#")]
    command = as_user(user, "env", "-i", "PATH=/usr/bin:/bin", *settings, *shlex.split(unit["ExecStart"]))
    lines = read_only_but([str(state), *unit["ReadWritePaths"].split()])
    lines += f"umask {unit['UMask']}\ncd {unit['WorkingDirectory']}\nexec {shlex.join(command)}\n"
    with SERVICE_OUTPUT.open("wb") as output:
        return subprocess.Popen(["unshare", "-m", "sh", "-c", lines], stdout=output, stderr=subprocess.STDOUT)


class Browser:
    """Somebody at the public address, through nginx."""

    def __init__(self, address: str) -> None:
        self._address = address
        context = ssl.create_default_context(cafile="/etc/ssl/help.example.com.pem")
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def get(self, path: str) -> str:
        """The page at a path or a whole address."""
        with self._opener.open(urllib.parse.urljoin(self._address, path), timeout=20) as answer:
            return str(answer.read().decode())

    def send(self, path: str, page: str, action: str = "", **fields: str) -> str:
        """Send the form of ``page`` that leads to ``action``, with its hidden fields and ``fields``."""
        form = next(part for part in page.split("<form")[1:] if f'action="{action}' in part or not action)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0]))
        where = urllib.parse.urljoin(self._address, path)
        body = urllib.parse.urlencode({**hidden, **fields}).encode()
        with self._opener.open(urllib.request.Request(where, body, {"Referer": where}), timeout=20) as answer:
            return str(answer.read().decode())


def wait_for(browser: Browser, path: str) -> None:
    """Until the site answers through nginx."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            browser.get(path)
        except (OSError, urllib.error.HTTPError) as error:
            if time.monotonic() > end:
                raise SystemExit(f"FAILED {path}: {error}\n{SERVICE_OUTPUT.read_text()}") from error
            time.sleep(0.3)
        else:
            return


def start_nginx() -> None:
    """The server block of the page in a configuration that says nothing else."""
    names = ("/etc/ssl/help.example.com.key", "/etc/ssl/help.example.com.pem")
    request = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=help.example.com"
    run(*request.split(), "-addext", "subjectAltName=DNS:help.example.com", "-keyout", names[0], "-out", names[1])
    with Path("/etc/hosts").open("a") as hosts:
        hosts.write("127.0.0.1 help.example.com\n")
    logs = "error_log /run/kb-nginx.log; pid /run/kb-nginx.pid;"
    paths = " ".join(f"{kind}_temp_path /run/kb-nginx-{kind};" for kind in TEMPORARY)
    http = f"access_log off; {paths}\n{block('nginx', 'listen 443')}"
    Path("/run/kb-nginx.conf").write_text(f"{logs} events {{}} http {{ {http} }}\n")
    run("nginx", "-c", "/run/kb-nginx.conf")


def inside() -> None:
    """Every step of the page, in its order."""
    prepare()
    unit = directives(block("ini", "/etc/systemd/system/kb.service"))
    user = unit["User"]
    run("sh", "-ec", block("sh", "useradd"))
    say(f"user {user}, folders and the file of settings are made")
    with Path(unit["EnvironmentFile"]).open("a") as file:
        file.write(block("sh", "KB_ARTICLES_DIR"))
    Path("/backup").chmod(0o700)
    shutil.chown("/backup", user, user)
    if shutil.which("systemd-analyze"):
        name = Path("/etc/systemd/system/kb.service")
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(block("ini", "kb.service"))
        told = subprocess.run(["systemd-analyze", "verify", str(name)], capture_output=True, text=True, check=False)
        wrong = [line for line in told.stderr.splitlines() if "kb.service" in line]
        if wrong:
            raise SystemExit("FAILED systemd-analyze verify\n" + "\n".join(wrong))
        say("systemd knows every line of the unit")
    service = serve(unit)
    try:
        start_nginx()
        browse(user)
    finally:
        service.terminate()
        service.wait(timeout=60)
        subprocess.run(["nginx", "-c", "/run/kb-nginx.conf", "-s", "stop"], check=False, capture_output=True)
    if service.returncode:
        raise SystemExit(f"FAILED the service ended with {service.returncode}\n{SERVICE_OUTPUT.read_text()}")
    say("the service stops with exit code 0")


def browse(user: str) -> None:
    """What people do with the site once it runs."""
    browser = Browser("https://help.example.com")
    wait_for(browser, "/healthz")
    if "cannot be written" in SERVICE_OUTPUT.read_text():
        raise SystemExit(f"FAILED something cannot be written\n{SERVICE_OUTPUT.read_text()}")
    say("the site answers through nginx, and can write what it will need")
    said = next(line for line in block("sh", "kb user add").splitlines() if "kb user add" in line)
    command = shlex.split(said.removeprefix(f"sudo -u {user} "))
    link = re.search(r"https://\S+", run(*as_user(user, "env", "-i", "PATH=/usr/bin:/bin", *command), cwd="/"))
    assert link, "no link was printed"
    page = browser.get(link[0])
    browser.send("/password", page, "/password", password=PASSWORD, again=PASSWORD)
    place = f"/review/articles/en/{ARTICLE}"
    fields = {"decision": "reviewed", "check": "steps_tried"}
    browser.send(place, browser.get(place), place, **fields)
    article = Path(f"/srv/help/articles/en/{ARTICLE}.md").read_text("utf-8")
    assert f"last_reviewed_on: {datetime.now(UTC).date()}" in article, f"the review was not saved\n{article[:400]}"
    say("the first administrator signs in, and a review is saved into its file")
    for line in cron_commands():
        run(
            *as_user(user, "env", "-i", "PATH=/usr/bin:/bin", f"HOME={Path('/var/lib') / user}", "sh", "-c", line),
            cwd="/",
        )
    made = list(Path("/backup").glob("kb-????-??-??.tar.gz"))
    assert len(made) == 1, f"no backup was made in /backup: {made}"
    say(f"cron makes a backup ({made[0].stat().st_size:,} bytes)")
    loose = [path for path in Path("/var/lib/kb").rglob("*") if path.stat().st_mode & 0o077]
    assert not loose, f"readable by others: {loose[:5]}"
    say("nothing in the data folder can be read by others")


def main() -> None:
    """Go into namespaces of its own, then try the page."""
    if INSIDE in sys.argv:
        run("ip", "link", "set", "lo", "up")
        inside()
        return
    command = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", sys.executable, __file__, INSIDE]
    raise SystemExit(subprocess.call(command))


if __name__ == "__main__":
    main()
