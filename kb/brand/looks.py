"""The looks that ``theme:`` in ``site.yml`` chooses from: colours of light and dark pages, corners, headings.

Every pair of colours that the pages put on each other can be told apart as WCAG 2.2 AA asks; a test computes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kb.brand.palette import DARK, LIGHT, Theme, Tones

Colours = Mapping[str, str]
_ROLES = ("ground", "surface", "sunken", "line", "line-strong", "text", "muted")
_SIGNS = ("mark", "note", "tip", "warning", "danger", "focus")
_SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, "Times New Roman", serif'


def _colours(roles: str, signs: str) -> Colours:
    """Custom properties of ``site.css`` by name, from colours in the order of ``_ROLES`` and ``_SIGNS``."""
    return MappingProxyType(dict(zip((*_ROLES, *_SIGNS), f"{roles} {signs}".split(), strict=True)))


@dataclass(frozen=True, slots=True)
class SiteLook:
    """One look. ``light`` and ``dark`` are what brand colours meet there, the colours of the same names all others that
    it sets; ``shape`` are custom properties that are no colours. The usual one sets nothing: it is ``site.css``.
    """

    name: str
    light: Theme = LIGHT
    dark: Theme = DARK
    light_colours: Colours = field(default_factory=dict)
    dark_colours: Colours = field(default_factory=dict)
    shape: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, name: str, light: Colours, dark: Colours, brands: tuple[str, str], shape: Mapping[str, str]
    ) -> SiteLook:
        """A look of these colours, with the colours of links and buttons on light and on dark pages."""
        themes = (_theme(LIGHT, light, brands[0]), _theme(DARK, dark, brands[1]))
        return cls(name, *themes, light, dark, MappingProxyType(dict(shape)))

    @property
    def is_usual(self) -> bool:
        """Whether it needs no style of its own."""
        return not self.light_colours

    def tones(self, theme: Theme) -> Tones:
        """Its own colours of links and buttons in one of its themes."""
        return Tones.of(theme.usual_brand, theme)


def _theme(usual: Theme, colours: Colours, brand: str) -> Theme:
    grounds = (colours["ground"], colours["surface"], colours["sunken"], colours["focus"])
    return Theme(usual.name, *grounds, brand, usual.is_dark)


PAPER = SiteLook("paper")
HARBOUR = SiteLook.of(
    "harbour",
    _colours(
        "#f5f8fb #ffffff #e9eff5 #d2dbe5 #728294 #14202e #46586b", "#ffe59a #1f5c99 #12664a #855500 #a3301d #a8400c"
    ),
    _colours(
        "#0e151d #16202b #1f2b38 #2f3d4d #8293a7 #e6edf5 #a9b8c8", "#584708 #8dbcf0 #71cdb4 #e6b95f #f29c8b #ffb27a"
    ),
    ("#0b5aa8", "#7db8f2"),
    {"radius": ".25rem"},
)
GAZETTE = SiteLook.of(
    "gazette",
    _colours(
        "#ffffff #ffffff #f4f4f1 #d9d8d3 #7a7973 #111111 #54524d", "#ffec9e #2a5a94 #0e6450 #845300 #9e2b18 #1257c9"
    ),
    _colours(
        "#121212 #1b1b1b #272727 #3a3a3a #8d8d8d #f0efec #b6b4ae", "#56470b #93bdf0 #74cfba #e6ba61 #f29f8f #8ab4ff"
    ),
    ("#981b2f", "#f3a3af"),
    {"radius": "0", "heading": _SERIF},
)
LOOKS = {look.name: look for look in (PAPER, HARBOUR, GAZETTE)}
