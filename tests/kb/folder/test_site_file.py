"""``site.yml``: what is read, what is refused and how that is told, and that a saved file is on the site."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app import main
from kb.brand.brand import USUAL_HOME, Brand, HomeSection, LocalisedText
from kb.core.errors import Problem
from kb.editing.check import check
from kb.folder.site_file import KEYS, MAX_KILOBYTES, MAX_LINKS, load_brand
from kb.folder.site_rules import SITE_FILE
from kb.front_matter.parse import FrontMatterError
from tests.conftest import SAMPLES, Collection
from tests.kb.folder.conftest import PICTURE, read

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#c00"/></svg>'


def the_problem(text: str) -> Problem:
    """The only problem of a file."""
    (problem,) = read(text).problems
    assert (problem.severity, problem.code, problem.path) == ("error", "bad_branding", "site.yml")
    return problem


class TestAll:
    def test_a_whole_file_is_read(self) -> None:
        brand = read(
            "---\n"
            "name: Sofra\n"
            "contact: {en: 'mailto:help@example.com', fa: https://example.com/fa}\n"
            "logo: {light: brand/logo.svg, dark: brand/logo.svg}\n"
            "icon: brand/logo.svg\n"
            "colours: {brand: '#6b2f73', brand_dark: '#d9a6e0'}\n"
            "fonts: {sans: 'Inter, \"Noto Sans\"', mono: [Fira Code]}\n"
            "footer:\n"
            "  - {label: Shop, url: https://www.example.com}\n"
            "  - label: {en: Legal}\n"
            "    url: /en/articles/legal\n"
            "home:\n"
            "  - recent\n"
            "  - title: Start here\n"
            "    articles: [a/b, /c.md, a/b]\n"
        )
        assert brand.problems == ()
        assert brand.contact.own("fa") == "https://example.com/fa"
        assert brand.logo is not None
        assert (brand.logo.light, brand.logo.dark, brand.icon) == (PICTURE, PICTURE, PICTURE)
        assert (brand.light and brand.light.brand, brand.dark and brand.dark.brand) == ("#6b2f73", "#d9a6e0")
        assert dict(brand.fonts) == {"sans": ("Inter", "Noto Sans"), "mono": ("Fira Code",)}
        assert [(link.label.own("en"), link.url.own("en"), link.line) for link in brand.footer] == [
            ("Shop", "https://www.example.com", 9),
            ("Legal", "/en/articles/legal", 10),
        ]
        assert brand.home == (HomeSection("recent", 13), HomeSection("articles", 14, brand.home[1].title, ("a/b", "c")))

    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "name:\nlogo:\ncolours:\nfooter:\nhome:\n"])
    def test_a_file_without_values_changes_nothing(self, text: str) -> None:
        brand = read(text)
        assert (brand.name, brand.logo, brand.light, brand.footer) == (LocalisedText(), None, None, ())
        assert brand.home == USUAL_HOME
        assert brand.problems == ()

    def test_a_section_named_twice_is_shown_once(self) -> None:
        assert [section.kind for section in read("home: [recent, topics, recent]").home] == ["recent", "topics"]

    def test_a_dark_colour_that_is_not_given_follows_from_the_other(self) -> None:
        brand = read("colours: {brand: '#000080'}")
        assert brand.light
        assert brand.dark
        assert (brand.light.brand, brand.dark.brand != "#000080", brand.problems) == ("#000080", True, ())


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "line", "key", "value", "says"),
        [
            ("nmae: Help", 1, "nmae", None, "'nmae' is not known here; use name, greeting"),
            ("\nname: [a]", 2, "name", "['a']", "name: \"['a']\" is not a text, or texts by language"),
            ("name: ' '", 1, "name", " ", "is not a text"),
            ("name: {}\nname: b", 2, "name", None, "the key 'name' stands twice"),
            (f"name: {'x' * 61}", 1, "name", "x" * 61, "is longer than 60 characters"),
            ("name: {english: Help}", 1, "name", "english", "'english' is not a language code like en"),
            ("name:\n  en: Help\n  fa: []", 3, "name", "[]", "name.fa: '[]' is not a text"),
            ("contact: help@example.com", 1, "contact", "help@example.com", "is not an address that starts"),
            ("contact: javascript:alert(1)", 1, "contact", "javascript:alert(1)", "is not an address"),
            ("contact: //elsewhere.example", 1, "contact", "//elsewhere.example", "is not an address"),
            ("contact: https:///path", 1, "contact", "https:///path", "is not an address"),
            ("contact: http://[", 1, "contact", "http://[", "is not an address"),
            ("contact: '/\\elsewhere.example'", 1, "contact", "/\\elsewhere.example", "is not an address"),
            ("contact: https://a b", 1, "contact", "https://a b", "is not an address"),
            ("contact: 'mailto:'", 1, "contact", "mailto:", "is not an address"),
            ("logo: other.svg", 1, "logo", "other.svg", "logo: 'other.svg' is not there"),
            ("logo: []", 1, "logo", "[]", "is not the path of an SVG or PNG file"),
            ("logo: {dark: brand/logo.svg}", 1, "logo", None, "logo: there is no light"),
            ("logo:\n  light: brand/logo.svg\n  dark: x", 3, "logo.dark", "x", "logo.dark: 'x' is not there"),
            ("icon: x.png", 1, "icon", "x.png", "icon: 'x.png' is not there"),
            ("colours: green", 1, "colours", "green", "is not made of 'key: value' lines (brand, brand_dark)"),
            ("colours:\n  text: '#000'", 2, "colours", "text", "'text' is not known here; use brand, brand_dark"),
            ("colours:\n  brand: #0f6b5c", 2, "colours.brand", None, "write the colour in quotes, since # begins"),
            ("colours:\n  brand: green", 2, "colours.brand", "green", "'green' is not a colour like '#0f6b5c'"),
            ("colours: {brand_dark: 12}", 1, "colours.brand_dark", "12", "is not a colour like '#6fcfb9'"),
            ("fonts: Inter", 1, "fonts", "Inter", "is not made of 'key: value' lines (sans, mono)"),
            ("fonts:\n  sans: 'x; } body {'", 2, "fonts.sans", "x; } body {", "is not the name of an installed font"),
            ("fonts: {sans: 'url(a)'}", 1, "fonts.sans", "url(a)", "is not the name of an installed font"),
            ("fonts: {sans: 'Inter,'}", 1, "fonts.sans", "", "is not the name of an installed font"),
            ("fonts: {sans: [[a]]}", 1, "fonts.sans", "['a']", "is not the name of an installed font"),
            ("fonts: {mono: 'a,b,c,d,e,f,g,h,i'}", 1, "fonts.mono", None, "there are 9 fonts; at most 8"),
            ("footer: x", 1, "footer", "x", "is not a list of links like"),
            ("footer:\n  - Shop", 2, "footer[1]", "Shop", "is not made of 'key: value' lines (label, url)"),
            ("footer:\n  - label: Shop", 2, "footer[1]", None, "footer[1]: there is no url"),
            ("footer:\n  - {label: A, url: x}", 2, "footer[1]", "x", "footer[1].url: 'x' is not an address"),
            ("footer:\n  - {label: [], url: /}", 2, "footer[1]", "[]", "footer[1].label: '[]' is not a text"),
            (f"footer: [{'{label: a, url: /}, ' * 21}]", 1, "footer", None, "there are 21 entries; at most 20"),
            ("region: XX", 1, "region", "XX", "region: 'XX' is not the code of a region like GB, EG or 419"),
            ("home: topics", 1, "home", "topics", "is not a list of sections: products, topics, popular, recent"),
            (
                "home:\n  - topics\n  - news",
                3,
                "home[2]",
                "news",
                "is not one of products, topics, popular, recent, nor",
            ),
            ("home:\n  - {articles: [a]}", 2, "home[1]", None, "home[1]: there is no title"),
            ("home:\n  - {title: A, articles: a}", 2, "home[1]", "a", "home[1].articles: 'a' is not a list of keys"),
            ("home:\n  - {title: A, articles: [[]]}", 2, "home[1]", "[]", "is not keys of articles"),
            ("name: a\n---\nname: b", 2, None, None, "nothing after a line --- or ... is read"),
        ],
    )
    def test_each_bad_value_names_its_line_its_key_itself_and_what_was_expected(
        self, text: str, line: int, key: str | None, value: str | None, says: str
    ) -> None:
        problem = the_problem(text)
        assert (problem.line, problem.key, problem.value) == (line, key, value)
        assert says in problem.message

    def test_too_little_contrast_names_the_ratio_the_needed_one_and_a_colour_that_can_be_used(self) -> None:
        problem = the_problem("colours:\n  brand: '#777'")
        assert (problem.line, problem.key, problem.value) == (2, "colours.brand", "#777777")
        assert problem.message == (
            "colours.brand: '#777777' has too little contrast: links on the tint (#f0f0f0) 3.92:1, needed 4.5:1; "
            "the site keeps its usual colour. The nearest that can be used is '#6c6c6c'"
        )
        assert read("colours: {brand: '#6c6c6c'}").problems == ()

    def test_a_refused_colour_leaves_the_usual_one_and_the_other_theme_counts(self) -> None:
        brand = read("colours: {brand: '#ffcc00', brand_dark: '#ffcc00'}")
        assert brand.light is None
        assert brand.dark
        assert brand.dark.brand == "#ffcc00"
        assert [problem.key for problem in brand.problems] == ["colours.brand"]

    def test_a_refused_dark_colour_is_replaced_by_one_that_follows_from_the_light_one(self) -> None:
        brand = read("colours: {brand: '#000080', brand_dark: '#000080'}")
        assert brand.dark
        assert brand.dark.brand != "#000080"
        assert [problem.key for problem in brand.problems] == ["colours.brand_dark"]

    def test_a_bad_value_costs_the_value_and_a_bad_entry_the_entry(self) -> None:
        brand = read(
            "name: Help\nlogo: x\nfooter:\n  - {label: A, url: x}\n  - {label: B, url: /b}\nhome: [news, recent]\n"
        )
        assert brand.name.own("en") == "Help"
        assert [link.label.own("en") for link in brand.footer] == ["B"]
        assert [section.kind for section in brand.home] == ["recent"]
        assert [problem.line for problem in brand.problems] == [2, 4, 6]

    def test_a_home_of_which_nothing_can_be_used_is_the_usual_one(self) -> None:
        assert read("home: [news]").home == read("home: []").home == USUAL_HOME

    def test_as_many_links_as_may_be_are_taken(self) -> None:
        assert len(read(f"footer: [{'{label: a, url: /}, ' * MAX_LINKS}]").footer) == MAX_LINKS

    @pytest.mark.parametrize(
        ("text", "line"), [("name: 'Help", 1), ("a: b\n- c\n", 2), ("- name", 1), ("name: " + "[" * 40, 1)]
    )
    def test_what_is_no_yaml_at_all_is_one_error_with_its_line(self, text: str, line: int) -> None:
        with pytest.raises(FrontMatterError) as caught:
            read(text)
        assert caught.value.line == line
        assert "front matter" not in str(caught.value)

    @given(st.text(max_size=60) | st.builds("{}: {}".format, st.sampled_from(KEYS), st.text()))
    def test_no_text_breaks_the_reader(self, text: str) -> None:
        try:
            lines = [problem.line for problem in read(text).problems]
        except FrontMatterError as error:
            lines = [error.line]
        assert all(line is not None and line >= 1 for line in lines)


class TestFile:
    def test_a_picture_is_taken_from_the_folder_and_from_nowhere_else(self, tmp_path: Path) -> None:
        (tmp_path / "articles").mkdir()
        (tmp_path / "outside.svg").write_text(LOGO)
        (tmp_path / "articles" / "logo.svg").write_text(LOGO)
        (tmp_path / "articles" / SITE_FILE).write_text("logo: logo.svg\nicon: ../outside.svg\n")
        brand = load_brand(tmp_path / "articles", frozenset({"logo.svg"}), Brand())
        assert brand.logo is not None
        assert brand.logo.light.data == LOGO.encode()
        assert brand.icon is None
        assert ["'../outside.svg' is not a file in the articles folder" in p.message for p in brand.problems] == [True]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"name: 'Help", "bad_branding"),
            ("name: Hüfe".encode("latin-1"), "not_utf8"),
            (b"#" * (MAX_KILOBYTES * 1024 + 1), "too_large"),
        ],
    )
    def test_where_nothing_can_be_read_what_was_before_stays(self, tmp_path: Path, content: bytes, code: str) -> None:
        (tmp_path / SITE_FILE).write_bytes(content)
        brand = load_brand(tmp_path, frozenset(), read("name: Before"))
        assert brand.name.own("en") == "Before"
        assert [(problem.code, problem.severity) for problem in brand.problems] == [(code, "error")]

    def test_line_ends_of_windows_and_a_byte_order_mark_are_fine(self, tmp_path: Path) -> None:
        (tmp_path / SITE_FILE).write_bytes(b"\xef\xbb\xbfname: Help\r\nlogo: none\r\n")
        brand = load_brand(tmp_path, frozenset(), Brand())
        assert (brand.name.own("en"), [problem.line for problem in brand.problems]) == ("Help", [2])


class TestLibrary:
    def test_a_saved_file_is_read_again_and_a_deleted_one_is_forgotten(self, collection: Collection) -> None:
        library = collection.library()
        assert library.catalog.brand.name == LocalisedText()
        file = collection.write(SITE_FILE, "name: One\n")
        assert library.refresh().brand.name.own("en") == "One"
        same = library.refresh()
        collection.write(SITE_FILE, "name: Another\n")
        assert library.refresh().brand.name.own("en") == "Another"
        assert library.catalog is not same
        file.unlink()
        assert library.refresh().brand.name == LocalisedText()

    def test_what_did_not_change_is_not_read_again(self, collection: Collection) -> None:
        collection.write(SITE_FILE, "name: One\n")
        library = collection.library()
        before = library.catalog
        assert library.refresh() is before
        collection.write("en/a.md", "# A\n\nText.")
        assert library.refresh().brand is before.brand

    def test_a_logo_that_is_saved_or_added_later_is_read(self, collection: Collection) -> None:
        collection.write(SITE_FILE, "logo: brand/logo.svg\n")
        library = collection.library()
        assert library.catalog.brand.logo is None
        assert [problem.key for problem in library.catalog.problems] == ["logo"]
        file = collection.write("brand/logo.svg", LOGO)
        first = library.refresh().brand.logo
        assert first is not None
        assert library.catalog.problems == ()
        file.write_text(LOGO.replace("#c00", "#00c"))
        os.utime(file, ns=(1, 1))
        second = library.refresh().brand.logo
        assert second is not None
        assert second.light.version != first.light.version

    def test_check_tells_of_articles_that_do_not_exist(self, collection: Collection) -> None:
        collection.write("en/a/b.md", "# B\n\nText.")
        collection.write(
            SITE_FILE,
            "home:\n  - {title: Start, articles: [a/b, a/c]}\n"
            "footer:\n  - {label: B, url: '/en/articles/a/b?x=1#y'}\n  - {label: C, url: /en/articles/a/c}\n"
            "contact: /a\n",
        )
        found = [(p.severity, p.code, p.line, p.value) for p in check(collection.library().catalog)]
        assert found == [
            ("warning", "unknown_article", 2, "a/c"),
            ("error", "broken_link", 5, "/en/articles/a/c"),
        ]

    def test_kb_check_reports_the_file_and_fails(self, collection: Collection) -> None:
        collection.write("en/a.md", "# A\n\nText.")
        collection.write(SITE_FILE, "name: Help\ncolours:\n  brand: '#ffcc00'\ncontact: /a\n")
        result = CliRunner().invoke(main, ["--articles", str(collection.root), "check", "--json"])
        (problem,) = json.loads(result.stdout)["problems"]
        assert (result.exit_code, problem["path"], problem["line"]) == (1, SITE_FILE, 3)
        assert problem["key"] == "colours.brand"

    def test_the_file_of_the_samples_has_no_problem_and_uses_every_part(self) -> None:
        library = Collection(SAMPLES).library()
        assert [problem for problem in check(library.catalog) if problem.path == SITE_FILE] == []
        brand = library.catalog.brand
        assert all((brand.name, brand.tagline, brand.contact_page, brand.logo, brand.light, brand.dark, brand.footer))
        assert {section.kind for section in brand.home} == {"products", "topics", "popular", "recent", "articles"}
