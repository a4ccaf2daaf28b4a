"""The site that a panel is packed for: its address, its name, its colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

from kb.brand.brand import Brand
from kb.brand.icons import icon_png, icon_svg
from kb.brand.localised import face_of
from kb.brand.style import paired_style
from kb.core.settings import Settings
from kb.language.interface import interface_languages


@dataclass(frozen=True)
class PanelSite:
    """What of a site is in its panels; nothing of it is secret.

    ``names`` is by language of the interface, ``style`` are custom properties of CSS, empty where the brand sets no
    colours.
    """

    address: str
    names: Mapping[str, str]
    style: str
    icon: str

    @property
    def host(self) -> str:
        """The host of the address, without its port."""
        return urlsplit(self.address).hostname or ""

    @property
    def scheme(self) -> str:
        """``https`` or ``http``."""
        return urlsplit(self.address).scheme

    @property
    def path(self) -> str:
        """The path that the site is below, empty at the top of its host."""
        return urlsplit(self.address).path.rstrip("/")

    @property
    def is_public_address(self) -> bool:
        """Whether a helpdesk's server can be told to ask there: by https, at the usual port, by a name with a dot."""
        parts = urlsplit(self.address)
        return parts.scheme == "https" and parts.port in (None, 443) and bool(re.search(r"\.[a-z]", self.host))

    @property
    def name(self) -> str:
        """In English, or as it is called everywhere."""
        return next(iter(self.names.values()))

    def icon_of(self, size: int) -> bytes:
        """The icon as PNG, ``size`` pixels wide and high."""
        return icon_png(self.icon, size)


def panel_site(settings: Settings, brand: Brand, address: str) -> PanelSite:
    """The site at ``address``, as ``settings`` and ``brand`` say it looks."""
    names = {code: face_of(settings, brand, code).site_name for code in interface_languages()}
    return PanelSite(address.rstrip("/"), names, paired_style(brand), icon_svg(brand, next(iter(names.values()))))


def own_version() -> str:
    """Our version, as browsers and helpdesks count: up to four numbers with dots."""
    return ".".join(re.findall(r"\d+", version("selfservice-kb").partition("+")[0])[:4])
