"""``products.yml``: what is read, what is refused and how that is told, and that a saved file is on the site."""

from __future__ import annotations

import pytest

from kb.catalog.products import ProductFile
from kb.editing.check import check
from kb.folder.product_file import MAX_CODES, read_products
from tests.conftest import SAMPLES, Collection
from tests.kb.folder.conftest import PICTURE, a_picture, told

KETTLE = "kettle:\n  name: {en: Kettle, ru: Чайник}\n"


def read(text: str) -> ProductFile:
    return read_products(text, a_picture)


def test_a_whole_file_is_read_in_its_order() -> None:
    found = read(
        f"{KETTLE}"
        "  description: Boils water\n"
        "  codes: [KT-17, '17']\n"
        "  also_called: {en: [water boiler], ru: [электрочайник]}\n"
        "  picture: {light: brand/logo.svg, dark: brand/logo.svg}\n"
        "air-fryer: {name: Air fryer, also_called: [Sofra Air]}\n"
    )
    assert found.problems == ()
    kettle, fryer = found.products
    assert (kettle.id, kettle.name.own("ru"), kettle.description.own("fa")) == ("kettle", "Чайник", "Boils water")
    assert (kettle.codes, kettle.names("en")) == (("KT-17", "17"), ("Kettle", "water boiler"))
    assert (kettle.light, kettle.dark, kettle.line) == (PICTURE, PICTURE, 1)
    assert (fryer.id, fryer.names(""), fryer.light) == ("air-fryer", ("Air fryer", "Sofra Air"), None)


def test_name_codes_and_other_names_find_each_others_articles() -> None:
    found = read(f"{KETTLE}  codes: [KT-17]\n  also_called: {{en: [water boiler]}}\nmixer: {{name: Mixer}}\n")
    rules = {rule.language: rule.words for rule in found.rules}
    assert rules == {"en": ("Kettle", "water boiler", "KT-17"), "ru": ("Чайник", "KT-17")}


@pytest.mark.parametrize(
    ("text", "line", "key", "written", "message"),
    [
        ("Kettle: {name: K}", 1, "Kettle", "Kettle", "an id of small letters, digits and hyphens"),
        ("all: {name: K}", 1, "all", "all", "and not 'all'"),
        ("kettle: Kettle", 1, "kettle", "Kettle", "made of 'key: value' lines (name, "),
        ("kettle:\n  codes: [K]", 1, "kettle", None, "there is no name"),
        (f"{KETTLE}  colour: red", 3, "kettle.colour", "colour", "'colour' is not known here; use name, "),
        (f"{KETTLE}  codes: KT-17", 3, "kettle.codes", "KT-17", "a list of codes"),
        (f"{KETTLE}  codes: ['--']", 3, "kettle.codes", "--", "a code with letters or digits"),
        (f"{KETTLE}  codes: [{', '.join('abcdefghijklmnopqrstu')}]", 3, "kettle.codes", None, f"at most {MAX_CODES}"),
        (f"{KETTLE}  also_called: {{english: [a]}}", 3, "kettle.also_called", "english", "a language code"),
        (f"{KETTLE}  picture: none.svg", 3, "kettle.picture", "none.svg", "is not there"),
        (f"{KETTLE}  picture: {{dark: brand/logo.svg}}", 3, "kettle.picture", None, "there is no light"),
        (
            f"{KETTLE}  codes: [KT-17]\nb: {{name: B, codes: [kt 17]}}",
            4,
            "b.codes",
            "kt 17",
            "is a code of kettle, too",
        ),
    ],
)
def test_each_bad_value_names_its_line_its_key_itself_and_what_was_expected(
    text: str, line: int, key: str, written: str | None, message: str
) -> None:
    (problem,) = read(text).problems
    assert (problem.code, problem.path, problem.severity) == ("bad_product", "products.yml", "error")
    assert (problem.line, problem.key, problem.value) == (line, key, written)
    assert message in problem.message


def test_articles_of_products_that_are_not_there_and_products_without_articles_are_told(collection: Collection) -> None:
    (collection.root / "products.yml").write_text(KETTLE, "utf-8")
    collection.write("en/a.md", title="A", product="[toaster, all]")
    collection.write("ru/a.md", title="А")
    assert told(collection) == [
        "en/a.md:3: error: product: 'toaster' is not in products.yml (kettle), nor 'all'",
        "products.yml:1: warning: kettle: no article has 'product: kettle', so readers are not shown it",
    ]


def test_without_the_file_the_products_of_other_systems_are_left_alone(collection: Collection) -> None:
    collection.write("en/a.md", title="A", product="enterprise")
    assert told(collection) == []


def test_a_saved_file_counts_and_one_that_breaks_leaves_the_products_as_they_were(collection: Collection) -> None:
    file = collection.root / "products.yml"
    collection.write("en/a.md", title="A", product="kettle")
    library = collection.library()
    file.write_text(KETTLE, "utf-8")
    catalog = library.refresh()
    assert [product.id for product in catalog.products.products] == ["kettle"]
    file.write_text("kettle: [", "utf-8")
    broken = library.refresh()
    assert broken.products.products == catalog.products.products
    assert [problem.code for problem in broken.problems] == ["bad_product"]
    file.unlink()
    assert not library.refresh().products


def test_the_samples_products_have_names_in_every_language_codes_and_pictures() -> None:
    catalog = Collection(SAMPLES).library().catalog
    assert [problem for problem in check(catalog) if problem.path == "products.yml"] == []
    assert len(catalog.products.products) == 6
    for product in catalog.products.products:
        assert all(product.name.own(code) and product.description.own(code) for code in ("en", "ar", "fa", "ru"))
        assert product.codes
        assert product.light
