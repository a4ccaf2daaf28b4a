"""The small style sheet of a brand: the custom properties of ``site.css`` that it sets otherwise."""

from __future__ import annotations

from kb.brand.brand import Brand
from kb.brand.palette import DARK, LIGHT, Tones

_GENERIC = frozenset({"system-ui", "ui-sans-serif", "ui-serif", "ui-monospace", "sans-serif", "serif", "monospace"})
"""Families that CSS knows by a word without quotes."""


def style_of(brand: Brand) -> str:
    """The style sheet; empty where the brand sets neither colours nor fonts.

    ``<html data-theme="light|dark">`` wins over what the system prefers.
    """
    fonts = "".join(f" --{role}: {_stack(names)}, var(--usual-{role});" for role, names in brand.fonts.items())
    rules = []
    if brand.light or fonts:
        rules.append(f":root {{{_properties(brand.light)}{fonts} }}")
    if brand.dark:
        dark = _properties(brand.dark)
        rules.append(f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{{dark} }} }}')
        rules.append(f':root[data-theme="dark"] {{{dark} }}')
    return "".join(f"{rule}\n" for rule in rules)


def paired_style(brand: Brand) -> str:
    """The brand's colours for both themes in one, for a style sheet on the pages of others; empty without any."""
    if brand.light is None and brand.dark is None:
        return ""
    light = brand.light or Tones.of(LIGHT.usual_brand, LIGHT)
    dark = brand.dark or Tones.of(DARK.usual_brand, DARK)
    pairs = {"brand": (light.brand, dark.brand), "on-brand": (light.on_brand, dark.on_brand)}
    return " ".join(f"--{name}: light-dark({day}, {night});" for name, (day, night) in pairs.items())


def _properties(tones: Tones | None) -> str:
    if tones is None:
        return ""
    values = {"brand": tones.brand, "brand-strong": tones.strong, "on-brand": tones.on_brand, "tint": tones.tint}
    return "".join(f" --{name}: {value};" for name, value in values.items())


def _stack(names: tuple[str, ...]) -> str:
    return ", ".join(name if name in _GENERIC else f'"{name}"' for name in names)
