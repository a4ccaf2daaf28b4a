"""The style sheet of a brand: its tones and its fonts."""

from __future__ import annotations

from kb.brand.style import style_of
from tests.kb.folder.conftest import read


class TestStyle:
    def test_no_colours_and_no_fonts_need_no_style_sheet(self) -> None:
        assert style_of(read("name: Help")) == ""

    def test_the_tones_stand_for_each_theme_and_the_readers_choice_wins(self) -> None:
        light, system, chosen, *_ = style_of(read("colours: {brand: '#6b2f73', brand_dark: '#d9a6e0'}")).splitlines()
        assert light == ":root { --brand: #6b2f73; --brand-strong: #512457; --on-brand: #ffffff; --tint: #efe8f0; }"
        dark = "{ --brand: #d9a6e0; --brand-strong: #e3bde8; --on-brand: #1e171f; --tint: #322b32; }"
        assert system == f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {dark} }}'
        assert chosen == f':root[data-theme="dark"] {dark}'

    def test_fonts_stand_before_the_usual_ones_and_only_generic_names_without_quotes(self) -> None:
        text = style_of(read("fonts: {sans: 'Noto Sans, system-ui', mono: Fira Code}"))
        sans, mono = '--sans: "Noto Sans", system-ui, var(--usual-sans);', '--mono: "Fira Code", var(--usual-mono);'
        assert text == f":root {{ {sans} {mono} }}\n"
