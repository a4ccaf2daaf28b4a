"""The small style sheet of a brand: the custom properties of ``site.css`` that it sets otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from kb.brand import typeface
from kb.brand.brand import Brand
from kb.brand.palette import Tones

_GENERIC = frozenset({"system-ui", "ui-sans-serif", "ui-serif", "ui-monospace", "sans-serif", "serif", "monospace"})
"""Families that CSS knows by a word without quotes."""
MORE_CONTRAST = (
    "{ --line: var(--line-strong); --muted: var(--text); --ground: var(--surface);"
    " --brand: color-mix(in srgb, var(--brand-strong) 40%, var(--text));"
    " --note: light-dark(#1c4676, #a9cbf5); --tip: light-dark(#0a5246, #94e0ce);"
    " --warning: light-dark(#644000, #f0cd86); --danger: light-dark(#84230f, #f7b9ab); }"
)
"""More contrast, as in ``site.css``: words at 7 : 1 (WCAG 2.2, success criterion 1.4.6), lines as strong as fields'."""


def style_of(brand: Brand, font_url: typeface.FontUrl = str) -> str:
    """The style sheet; empty where the brand sets neither a theme, colours nor fonts.

    ``<html data-theme="light|dark">`` wins over what the system prefers. ``font_url`` tells where fonts of ours are.
    """
    look = brand.look
    light = brand.light or (None if look.is_usual else look.tones(look.light))
    dark = brand.dark or (None if look.is_usual else look.tones(look.dark))
    plain = _declared({**look.light_colours, **look.shape}) + _properties(light) + _fonts(brand)
    rules = [f":root {{{plain} }}"] if plain else []
    if dark_plain := _declared(look.dark_colours) + _properties(dark):
        rules.append(f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{{dark_plain} }} }}')
        rules.append(f':root[data-theme="dark"] {{{dark_plain} }}')
    if "heading" in look.shape:  # letters of Arabic have no serifs: headings stand in those of the text
        rules.append(":root:is(:lang(ar), :lang(fa)) { --heading: inherit; }")
    if light or dark:  # said again, since what stands above comes after site.css
        rules.append(f":root:root[data-contrast] {MORE_CONTRAST}")
        rules.append(f"@media (prefers-contrast: more) {{ :root:root:root {MORE_CONTRAST} }}")
    if brand.typeface:
        rules += typeface.rules(font_url, f"{_stack(brand.fonts['sans'])}, " if "sans" in brand.fonts else "")
    return "".join(f"{rule}\n" for rule in rules)


def paired_style(brand: Brand) -> str:
    """The brand's colours for both themes in one, for a style sheet on the pages of others; empty without any."""
    if brand.light is None and brand.dark is None and brand.look.is_usual:
        return ""
    light = brand.light or brand.look.tones(brand.look.light)
    dark = brand.dark or brand.look.tones(brand.look.dark)
    pairs = {"brand": (light.brand, dark.brand), "on-brand": (light.on_brand, dark.on_brand)}
    return " ".join(f"--{name}: light-dark({day}, {night});" for name, (day, night) in pairs.items())


def _declared(values: Mapping[str, str]) -> str:
    return "".join(f" --{name}: {value};" for name, value in values.items())


def _properties(tones: Tones | None) -> str:
    if tones is None:
        return ""
    return _declared(
        {"brand": tones.brand, "brand-strong": tones.strong, "on-brand": tones.on_brand, "tint": tones.tint}
    )


def _fonts(brand: Brand) -> str:
    return _declared({role: f"{_stack(names)}, var(--usual-{role})" for role, names in brand.fonts.items()})


def _stack(names: tuple[str, ...]) -> str:
    return ", ".join(name if name in _GENERIC else f'"{name}"' for name in names)
