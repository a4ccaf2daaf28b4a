"""Categories: their names, owners and order, as a catalog tells them."""

from __future__ import annotations

from kb.catalog.article import ArticleId, Audience
from kb.catalog.categories import CategoryInfo
from tests.kb.conftest import a_catalog, an_article


class TestOwner:
    CATEGORIES = {
        ArticleId("en", "a"): CategoryInfo("A", owner="Team A"),
        ArticleId("en", "a/b"): CategoryInfo("B"),
        ArticleId("fa", "x"): CategoryInfo("X", owner="Team X"),
    }

    def owner(self, key: str, language: str = "en", owner: str | None = None) -> str | None:
        article = an_article(key, language, owner=owner)
        return a_catalog(article, categories=self.CATEGORIES).owner_of(article)

    def test_it_is_the_articles_own_then_the_nearest_categorys(self) -> None:
        assert self.owner("a/b/c", owner="Sam") == "Sam"
        assert self.owner("a/b/c") == "Team A"
        assert self.owner("z/c") is None
        assert self.owner("c") is None

    def test_a_translation_has_the_owner_of_the_original_category(self) -> None:
        assert self.owner("a/c", "fa") == "Team A"
        assert self.owner("x/c", "fa") == "Team X"


class TestCategories:
    CATALOG = a_catalog(
        an_article("b/one", weight=2.0, title="Alpha"),
        an_article("b/two", weight=1.0, title="Zeta"),
        an_article("b/four", title="beta"),
        an_article("b/five", title="Alef"),
        an_article("b/deep/er/three"),
        an_article("a/one"),
        an_article("a/one", "fa"),
        an_article("c/one", audience=Audience.INTERNAL),
        an_article("loose"),
        categories={
            ArticleId("en", "b"): CategoryInfo("Billing", "Money", weight=1, icon="coin"),
            ArticleId("fa", "a"): CategoryInfo("حساب"),
            ArticleId("en", "a"): CategoryInfo("Account", icon="user", weight=9),
        },
    )

    def test_the_tree_has_parents_before_children_in_order_of_weight_with_counts(self) -> None:
        tree = [(category.path, category.count, category.parent) for category in self.CATALOG.category_tree("en")]
        assert tree == [("b", 5, ""), ("b/deep", 1, "b"), ("b/deep/er", 1, "b/deep"), ("a", 1, "")]

    def test_a_category_is_called_by_its_index_file_else_by_its_folder(self) -> None:
        assert self.CATALOG.category_title("en", "b") == "Billing"
        assert self.CATALOG.category_title("en", "b/deep") == "Deep"

    def test_a_category_written_in_front_matter_keeps_its_name(self) -> None:
        catalog = a_catalog(an_article("x", category="money-refunds", category_name="Money & refunds"))
        assert catalog.category_title("en", "money-refunds") == "Money & refunds"

    def test_a_translated_category_takes_its_icon_and_order_from_the_original(self) -> None:
        (category,) = self.CATALOG.category_tree("fa")
        assert (category.title, category.icon, category.count) == ("حساب", "user", 1)

    def test_one_category_is_found_by_its_path_and_a_hidden_one_is_not(self) -> None:
        found = self.CATALOG.category("en", "b")
        assert found is not None
        assert (found.title, found.description, found.icon) == ("Billing", "Money", "coin")
        assert self.CATALOG.category("en", "c") is None
        assert self.CATALOG.category("en", "") is None

    def test_articles_of_a_category_come_by_weight_then_title(self) -> None:
        keys = [article.key for article in self.CATALOG.in_category("en", "b")]
        assert keys == ["b/two", "b/one", "b/five", "b/four"]
        assert [article.key for article in self.CATALOG.in_category("en", "")] == ["loose"]
