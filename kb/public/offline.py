"""Reading without a connection: the service worker that keeps what was read, and the page that lists it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Blueprint, Response, abort, render_template

from kb.language.formats import Writing
from kb.language.languages import OWN_DIGITS, base
from kb.site.site import Site
from kb.web.routes import Routes

_WORKER = Path(__file__).parent / "static" / "sw.js"
_FAREWELL = """// Offline reading is switched off (KB_OFFLINE=0): takes away what an earlier worker kept, and itself.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const kept = (await caches.keys()).filter((name) => name.startsWith('kb-'));
  await Promise.all(kept.map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
"""


def create_blueprint(site: Site) -> Blueprint:
    """``/sw.js``, and below each language the page on what is kept.

    The worker stands at the root because it may only look after addresses below its own.
    """
    offline = Blueprint("offline", __name__, template_folder="templates")
    offline.app_context_processor(partial(names, site))
    routes = Routes(offline, site)
    routes.get("/sw.js", "worker", send_worker)
    routes.get("/<language:language>/offline", "page", show_kept)
    return offline


def send_worker(site: Site) -> Response:
    """The service worker; where reading offline is switched off, one that takes itself away."""
    script = _WORKER.read_text("utf-8") if site.settings.offline else _FAREWELL
    return Response(script, content_type="text/javascript; charset=utf-8")


def names(site: Site) -> dict[str, object]:
    """What every template may know of reading offline."""
    return {"reads_offline": site.settings.offline, "day_locale": lambda code: day_locale(site.writing, code)}


def show_kept(site: Site, language: str) -> str:  # noqa: ARG001 - the pages' language is taken from the address
    """The page that lists what this browser keeps."""
    if not site.settings.offline:
        abort(404)
    return render_template("public/offline.html")


def day_locale(writing: Writing, interface: str) -> str:
    """The language tag (BCP 47, Unicode extension) by which a browser writes days as the pages do."""
    calendar = "persian" if writing.calendar(interface) == "solar" else "gregory"
    digits = OWN_DIGITS[base(interface)][0] if writing.own_digits(interface) else "latn"
    return f"{writing.locale(interface).replace('_', '-')}-u-ca-{calendar}-nu-{digits}"
