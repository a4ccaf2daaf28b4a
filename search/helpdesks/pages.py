"""``/desk/helpdesks``: the panels for helpdesks, packed for this site, to be taken along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template

from kb.core.errors import SettingsError
from kb.core.roles import Action
from kb.language.marking import N_
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes
from search.helpdesks.packing import PackageKind, package_files, zipped
from search.helpdesks.panel_site import PanelSite, panel_site

NAMES: Mapping[PackageKind, str] = {
    PackageKind.EXTENSION: N_("For every helpdesk: a browser extension"),
    PackageKind.ZENDESK: N_("For Zendesk: an app beside each ticket"),
    PackageKind.FRESHDESK: N_("For Freshdesk: an app beside each ticket"),
}
STEPS: Mapping[PackageKind, tuple[str, ...]] = {
    PackageKind.EXTENSION: (
        N_("Unpack the file into a folder that stays where it is."),
        N_("Chrome, Edge: open chrome://extensions, switch on the developer mode, “Load unpacked”, choose the folder."),
        N_("Firefox: open about:debugging, “This Firefox”, “Load Temporary Add-on”; to stay, Mozilla must sign it."),
        N_("Paste a token of your account into the settings of the panel, which open by themselves."),
        N_("Open a ticket and choose the button of the extension, or press Alt+Shift+H."),
    ),
    PackageKind.ZENDESK: (
        N_("In Zendesk’s Admin Center, open “Apps”, “Zendesk Support apps”, and upload the file as a private app."),
        N_("Enter a token of an account, for “Suggest articles”. It stays on Zendesk’s server."),
    ),
    PackageKind.FRESHDESK: (
        N_("Unpack the file, and pack it with Freshworks’ own tool: fdk validate, then fdk pack."),
        N_("In Freshworks’ developer portal, upload what that made as a custom app, and install it in Freshdesk."),
        N_("Enter a token of an account, for “Suggest articles”. It stays on Freshdesk’s server."),
    ),
}


@dataclass(frozen=True)
class HelpdesksRoom:
    """What the page works with."""

    site: Site

    def packed_for(self) -> PanelSite:
        """The site as whoever asks reaches it."""
        return panel_site(self.site.settings, self.site.catalog.brand, self.site.root())


def create_blueprint(site: Site) -> Blueprint:
    """The page and its files."""
    pages = Blueprint("helpdesks", __name__, template_folder="templates")
    protect(pages, site, Action.ANSWER)
    routes = Routes(pages, HelpdesksRoom(site))
    routes.get("/desk/helpdesks", "index", show_helpdesks)
    routes.get("/desk/helpdesks/<package>.zip", "package", send_package)
    return pages


def show_helpdesks(room: HelpdesksRoom) -> str:
    """What there is, and how each is installed."""
    return render_template(
        "helpdesks/helpdesks.html",
        kinds=[(kind, NAMES[kind], STEPS[kind]) for kind in PackageKind],
        can_be_asked=room.packed_for().is_public_address,
        site_root=room.site.root(),
    )


def send_package(room: HelpdesksRoom, package: str) -> Response:
    """One of them as a zip."""
    kind = next((kind for kind in PackageKind if kind == package), None) or abort(404)
    try:
        content = zipped(package_files(kind, room.packed_for()))
    except SettingsError as error:
        abort(409, str(error))
    response = Response(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="help-articles-{kind}.zip"'
    return response
