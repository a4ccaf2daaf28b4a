"""Texts of the brand in one language or another, and settings before them."""

from __future__ import annotations

from kb.brand.localised import face_of
from kb.core.settings import Settings
from tests.kb.folder.conftest import read


class TestTexts:
    def test_a_name_is_one_text_or_a_text_by_language(self) -> None:
        assert read("name: Sofra Help").name.own("fa") == "Sofra Help"
        name = read("name: {en: Sofra Help, ar: مساعدة سفرة}").name
        assert (name.own("en"), name.own("ar")) == ("Sofra Help", "مساعدة سفرة")

    def test_a_language_without_a_text_takes_that_without_its_region_else_the_first_written(self) -> None:
        name = read("name: {ar: مساعدة, pt: Ajuda}").name
        assert (name.any("pt-BR"), name.any("ru"), name.own("ru")) == ("Ajuda", "مساعدة", "")

    def test_a_greeting_is_not_taken_from_another_language_as_a_page_has_its_own_words(self) -> None:
        face = face_of(Settings(), read("greeting: {en: Hello}\ntagline: {en: We help}\nname: {en: Help}"), "ru")
        assert (face.greeting, face.tagline, face.site_name) == ("", "", "Help")

    def test_spaces_and_line_ends_in_a_text_are_one_space(self) -> None:
        assert read('name: "  Sofra\\n\\tHelp "').name.own("en") == "Sofra Help"

    def test_what_yaml_takes_for_something_else_stays_the_text_that_was_written(self) -> None:
        assert read("name: no").name.own("en") == "no"
        assert read("name: {no: 1_000}").name.own("no") == "1_000"


class TestSettings:
    BRAND = "name: {en: From the file}\ncontact: https://example.com/file\n"

    def test_without_settings_the_file_counts(self) -> None:
        face = face_of(Settings.from_environment({}), read(self.BRAND), "en")
        assert (face.site_name, face.contact_url) == ("From the file", "https://example.com/file")

    def test_settings_in_the_environment_win_over_the_file(self) -> None:
        given = {"KB_SITE_NAME": "From outside", "KB_CONTACT_URL": "mailto:a@example.com"}
        face = face_of(Settings.from_environment(given), read(self.BRAND), "en")
        assert (face.site_name, face.contact_url) == ("From outside", "mailto:a@example.com")

    def test_without_both_the_site_has_its_usual_name(self) -> None:
        face = face_of(Settings(), read(""), "en")
        assert (face.site_name, face.contact_url, face.footer) == ("Help centre", "", ())
