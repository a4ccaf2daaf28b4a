"""What each package says of itself to the browser or helpdesk that loads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from search.helpdesks.panel_site import PanelSite, own_version

ICON_SIZES = (16, 32, 48, 128)
FIREFOX = "142.0"
"""The first that asks before a package may send what stands on a page."""
CALLS: Mapping[str, tuple[str, str]] = {
    "desk": ("GET", "/api/v1/desk"),
    "suggest": ("POST", "/api/v1/suggest"),
    "notes": ("POST", "/api/v1/desk/notes"),
}
"""The addresses that a panel asks, by the names that Freshdesk's requests have."""
Json = dict[str, Any]


def extension_manifest(site: PanelSite) -> Json:
    """A browser extension that Chromium and Firefox load: it may look at the page on which its button was chosen, and
    ask the site that it was packed for.

    Chromium runs the service worker and knows a side panel, Firefox runs the script and knows a sidebar; each passes
    over what is the other's. A pattern of hosts has no port: Firefox takes none.
    """
    name = re.sub(r"[^a-z0-9.-]", "-", site.host)
    return {
        "manifest_version": 3,
        "name": "__MSG_name__",
        "short_name": site.name[:12],
        "description": "__MSG_description__",
        "default_locale": "en",
        "version": own_version(),
        "minimum_chrome_version": "123",
        "icons": _icons(),
        "permissions": ["activeTab", "scripting", "storage", "sidePanel"],
        "host_permissions": [f"{site.scheme}://{site.host}/*"],
        "background": {"service_worker": "background.js", "scripts": ["background.js"]},
        "action": {"default_title": "__MSG_open__", "default_icon": _icons()},
        "commands": {"_execute_action": {"suggested_key": {"default": "Alt+Shift+H"}}},
        "options_ui": {"page": "options.html", "open_in_tab": True},
        "side_panel": {"default_path": "panel.html"},
        "sidebar_action": {
            "default_panel": "panel.html",
            "default_title": "__MSG_open__",
            "default_icon": _icons(),
            "open_at_install": False,
        },
        "browser_specific_settings": {
            "gecko": {
                "id": f"articles@{name.strip('.-') or 'help'}",
                "strict_min_version": FIREFOX,
                "data_collection_permissions": {"required": ["websiteContent", "authenticationInfo"]},
            }
        },
    }


def zendesk_manifest(site: PanelSite) -> Json:
    """An app beside Zendesk's tickets; its server adds the token to what the panel asks."""
    beside = {"url": "assets/panel.html", "flexible": True}
    return {
        "name": site.name,
        "author": {"name": site.name, "website": site.address},
        "defaultLocale": "en",
        "private": True,
        "version": own_version(),
        "frameworkVersion": "2.0",
        "location": {"support": {"ticket_sidebar": beside}},
        "domainWhitelist": [site.host],
        "parameters": [{"name": "token", "type": "text", "secure": True, "required": True}],
    }


def zendesk_texts(site: PanelSite, language: str, texts: Mapping[str, str]) -> Json:
    """What Zendesk shows of the app where somebody installs it."""
    return {
        "app": {
            "name": site.names[language],
            "short_description": texts["open"],
            "long_description": f"{texts['description']} {texts['privacy']}",
            "installation_instructions": texts["install_zendesk"],
            "parameters": {"token": {"label": texts["token"], "helpText": texts["install_zendesk"]}},
        }
    }


def freshdesk_manifest() -> Json:
    """An app beside Freshdesk's tickets (platform 3.0)."""
    beside = {"url": "panel.html", "icon": "styles/images/icon.svg"}
    return {
        "platform-version": "3.0",
        "modules": {
            "common": {"requests": {name: {} for name in CALLS}},
            "support_ticket": {"location": {"ticket_sidebar": beside}},
        },
        "engines": {"node": "18.20.8", "fdk": "9.4.1"},
    }


def freshdesk_requests(site: PanelSite) -> Json:
    """The requests that Freshdesk's server makes for the panel; the token stays there."""
    headers = {"Authorization": "Bearer <%= iparam.token %>", "Content-Type": "application/json"}
    return {
        name: {
            "schema": {
                "method": method,
                "protocol": "https",
                "host": site.host,
                "path": f"{site.path}{address}",
                "headers": headers,
            }
        }
        for name, (method, address) in CALLS.items()
    }


def freshdesk_parameters(texts: Mapping[str, str]) -> Json:
    """What is asked of whoever installs it."""
    return {
        "token": {
            "display_name": texts["token"],
            "description": texts["install_zendesk"],
            "type": "text",
            "required": True,
            "secure": True,
        }
    }


def _icons() -> dict[str, str]:
    return {str(size): f"icons/{size}.png" for size in ICON_SIZES}
