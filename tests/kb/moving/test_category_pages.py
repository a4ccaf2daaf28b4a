"""A category moves with all that lies in it, in every language, and its old address leads on."""

from __future__ import annotations

import pytest
from lxml import html

from kb.core.roles import Role
from tests.conftest import Collection
from tests.kb.moving.conftest import Mover, told
from tests.signing_in import Office


@pytest.fixture(autouse=True)
def inside(office: Office, collection: Collection) -> None:
    """A category below the other one, with pages of both."""
    collection.write("en/kitchen/_index.md", title="Kitchen", icon="pot")
    collection.write("en/kitchen/taps/_index.md", title="Taps")
    collection.write("en/kitchen/taps/drip.md", "# Drip\n\n[K](../kettle.md) [P](../../money/pay.md)\n")
    collection.write(
        "en/shop.md", "# Shop\n\n[all](/en/categories/kitchen) [T](kitchen/taps/) [D](kitchen/taps/drip.md)\n"
    )
    collection.write("review.yml", b"rules:\n  - {category: kitchen, every: 3 months}  # often\n")
    office.parts.library.refresh()


def test_a_category_moves_with_everything_in_it(mover: Mover) -> None:
    page = mover.page("/editor/move-category/kitchen")
    answer = mover.send(page, category="money", name="cooking", **{"title-en": "Cooking"})
    assert answer.location == "/editor/move-category/money/cooking"
    assert not [path for path in mover.files() if "/kitchen/" in path]
    assert {"en/money/cooking/images/box.png", "ar/money/cooking/kettle.md"} <= set(mover.files())
    drip = mover.file("en/money/cooking/taps/drip.md").decode()
    assert drip == "---\nold_paths: [kitchen/taps/drip]\n---\n# Drip\n\n[K](../kettle.md) [P](../../pay.md)\n"
    index = mover.file("en/money/cooking/_index.md").decode()
    assert index == "---\ntitle: Cooking\nold_paths: [kitchen]\nicon: pot\n---\nSome text.\n"
    shop = "# Shop\n\n[all](/en/categories/money/cooking) [T](money/cooking/taps/) [D](money/cooking/taps/drip.md)\n"
    assert mover.file("en/shop.md").decode() == shop
    assert b"category: money/cooking, every: 3 months}  # often" in mover.file("review.yml")
    assert b"[money/cooking/kettle, money/pay]" in mover.file("site.yml")
    for old, new in (("kitchen", "money/cooking"), ("kitchen/taps", "money/cooking/taps")):
        answer = mover.browser.get(f"/en/categories/{old}?x=1")
        assert (answer.status_code, answer.location) == (301, f"/en/categories/{new}?x=1")
    assert mover.browser.get("/en/articles/kitchen/taps/drip").location == "/en/articles/money/cooking/taps/drip"
    assert "Cooking" in mover.browser.get("/en/categories/money/cooking").text


def test_a_category_is_called_otherwise_without_moving(mover: Mover) -> None:
    before = mover.files()
    mover.send(mover.page("/editor/move-category/kitchen"), **{"title-en": "Cooking: all"})
    assert mover.file("en/kitchen/_index.md") == b'---\ntitle: "Cooking: all"\nicon: pot\n---\nSome text.\n'
    assert mover.files() == before
    assert "Saved." in told(mover.page("/editor/move-category/kitchen"))


def test_what_is_no_place_for_a_category_is_refused_beside_its_field(mover: Mover, collection: Collection) -> None:
    def sent(**fields: str) -> str:
        answer = mover.send(mover.page("/editor/move-category/kitchen"), **fields)
        assert answer.status_code in (409, 422)
        return told(html.document_fromstring(answer.text))

    before = mover.files()
    assert "into itself" in sent(category="kitchen/taps")
    assert "already" in sent(name="money")
    assert "already" in sent(name="shop")
    assert "there already" in sent()
    assert "Only letters" in sent(name="../x")
    (collection.root / "en/stove").mkdir()
    assert "en/stove" in sent(name="stove")
    collection.write("en/money/named.md", title="N", category="kitchen")
    assert "en/money/named.md" in sent(name="cooking")
    assert [path for path in mover.files() if "named" not in path] == before


def test_an_article_that_names_its_category_moves_with_it(mover: Mover, collection: Collection, office: Office) -> None:
    collection.write("en/kitchen/pan.md", title="Pan", category="Kitchen")
    collection.write("en/kitchen/mop.md", title="Mop", category="kitchen/taps")
    collection.write("en/kitchen/bill.md", title="Bill", category="money")
    assert mover.send(mover.page("/editor/move-category/kitchen"), name="cooking").status_code == 303
    articles = office.parts.library.catalog.articles.values()
    found = {one.path: one.category for one in articles if "/cooking/" in one.path}
    assert {found["en/cooking/pan.md"], found["en/cooking/kettle.md"]} == {"cooking"}
    assert (found["en/cooking/mop.md"], found["en/cooking/bill.md"]) == ("cooking/taps", "money")
    assert not [one for one in articles if one.is_in("kitchen")]


def test_what_a_category_is_called_is_for_its_owner_where_it_asks_for_approval(
    mover: Mover, collection: Collection, office: Office
) -> None:
    collection.write("en/kitchen/_index.md", title="Kitchen", owner="bob@example.com", approval="owner")
    before = mover.file("en/kitchen/_index.md")
    answer = mover.send(mover.page("/editor/move-category/kitchen"), **{"title-en": "Hut"})
    assert (answer.status_code, "bob@example.com" in told(answer)) == (403, True)
    assert mover.file("en/kitchen/_index.md") == before
    assert html.document_fromstring(answer.text).get_element_by_id("m-title-en").value == "Hut"
    bob = Mover(office.browser(office.hire(Role.EDITOR, "bob@example.com")), mover.root)
    assert bob.send(bob.page("/editor/move-category/kitchen"), **{"title-en": "Hut"}).status_code == 303
    assert b"title: Hut" in mover.file("en/kitchen/_index.md")


def test_who_writes_in_a_category_that_is_renamed_keeps_their_text(mover: Mover) -> None:
    page = mover.page("/editor/en/kitchen/taps/drip").get_element_by_id("editor")
    given = {name: value for name, value in page.form_values() if name} | {"text": "# Drip\n\nTighten it.\n"}
    mover.send(mover.page("/editor/move-category/kitchen"), name="cooking")
    answer = mover.browser.client.post("/editor/en/kitchen/taps/drip", data={**given, "act": "save"})
    assert answer.status_code == 409
    assert "en/cooking/taps/drip.md" in told(answer)
    form = html.document_fromstring(answer.text).get_element_by_id("editor")
    given = {name: value for name, value in form.form_values() if name}
    assert mover.browser.client.post(form.action, data={**given, "act": "save"}).status_code == 303
    assert b"Tighten it." in mover.file("en/cooking/taps/drip.md")


def test_of_two_who_call_it_otherwise_at_once_the_second_is_told(mover: Mover) -> None:
    second = mover.page("/editor/move-category/kitchen")
    mover.send(mover.page("/editor/move-category/kitchen"), **{"title-en": "Cooking"})
    refused = mover.send(second, **{"title-en": "Stoves"})
    again = html.document_fromstring(refused.text)
    assert (refused.status_code, "Cooking meanwhile" in told(again)) == (422, True)
    assert b"title: Cooking" in mover.file("en/kitchen/_index.md")
    assert mover.send(again).status_code == 303
    assert b"title: Stoves" in mover.file("en/kitchen/_index.md")


def test_whoever_moves_it_keeps_what_another_called_it_meanwhile(mover: Mover) -> None:
    page = mover.page("/editor/move-category/kitchen")
    mover.send(mover.page("/editor/move-category/kitchen"), **{"title-en": "Cooking"})
    assert mover.send(page, name="stoves").status_code == 303
    assert b"title: Cooking" in mover.file("en/stoves/_index.md")
