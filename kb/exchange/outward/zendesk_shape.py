"""Our articles as the JSON of Zendesk's Help Center API: categories, sections, articles, translations, attachments.

A category at the top is a category there, those below it are sections; what stands in it directly is in a section of
its id and title, since an article there is always in a section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.originals import TranslationState, original_of, stand_of
from kb.exchange.outward.foreign_folder import NO_CATEGORY, PAGE, ForeignExport, Row, foreign_export, moment
from kb.exchange.outward.plain_html import ForeignNames, plain_html
from kb.markdown.html_tree import serialise
from kb.markdown.render import in_advance


def export_zendesk(catalog: Catalog, articles_dir: Path, target: Path, base_url: str) -> ForeignExport:
    """Write all articles of ``catalog``, drafts and internal ones too, to the folder ``target``; ``base_url`` is where
    the help centre will be there.

    Raises:
        ExportFailedError: there is something at ``target`` already, or a file cannot be read or written.

    """
    with foreign_export(target, articles_dir) as made:
        _ZendeskShape(catalog, made, base_url).write()
        return made


class _ZendeskShape:
    def __init__(self, catalog: Catalog, made: ForeignExport, base_url: str) -> None:
        self._catalog, self._made, self._base = catalog, made, base_url
        self._articles = sorted(catalog.articles.values(), key=lambda one: one.id)
        self._segments: dict[str, Row] = {}
        self._attached: dict[str, Row] = {}
        by_key: dict[str, list[Article]] = {}
        for article in self._articles:
            by_key.setdefault(article.key, []).append(article)
        self._originals = {key: _original(catalog, versions) for key, versions in by_key.items()}

    def write(self) -> None:
        """Write every file."""
        self._write_places()
        originals = [one for one in self._articles if self._originals[one.key] is one]
        others = [one for one in self._articles if self._originals[one.key] is not one]
        for kind, articles, row in (
            ("articles", originals, self._article),
            ("translations", others, self._translation),
        ):
            for number, page in enumerate(_pages(in_advance(articles, self._catalog)), start=1):
                self._made.write(f"{kind}-{number}.json", {kind: [row(one) for one in page], "count": len(articles)})
        self._made.write("user_segments.json", {"user_segments": list(self._segments.values())})
        attached = list(self._attached.values())
        self._made.write("article_attachments.json", {"article_attachments": attached, "count": len(attached)})
        self._made.count = len(self._articles)

    def _write_places(self) -> None:
        catalog, languages = self._catalog, self._catalog.languages
        trees = {code: {one.path: one for one in catalog.categories_of(code, self._articles)} for code in languages}
        home = catalog.default_language if catalog.default_language in trees else next(iter(trees), "")
        categories, sections, names = [], [], []
        direct = {article.category.partition("/")[0] for article in self._articles if "/" not in article.category}
        for place, one in enumerate(trees.get(home, {}).values()):
            row = self._place(one.path, one.title, one.description, home, place)
            kinds = ["Category"] if "/" not in one.path else ["Section"]
            if kinds == ["Category"]:
                categories.append(row)
                if one.path in direct:
                    sections.append({**row, "category_id": row["id"], "parent_section_id": None})
                    kinds.append("Section")
            else:
                sections.append(self._below(row, one.path))
            for code in languages:
                named = trees[code].get(one.path)
                if named and code != home:
                    names += [self._translated_place(kind, row, named.title, named.description, code) for kind in kinds]
        if "" in direct:
            loose = self._place("", NO_CATEGORY, "", home, len(categories))
            categories.append(loose)
            sections.append({**loose, "category_id": loose["id"], "parent_section_id": None})
        self._made.write("categories.json", {"categories": categories, "count": len(categories)})
        self._made.write("sections.json", {"sections": sections, "count": len(sections)})
        self._made.write("place_translations.json", {"translations": names, "count": len(names)})

    def _below(self, row: Row, path: str) -> Row:
        above = path.rpartition("/")[0]
        top = self._id("category", path.partition("/")[0])
        return {**row, "category_id": top, "parent_section_id": self._id("category", above) if "/" in above else None}

    def _place(self, path: str, title: str, description: str, home: str, position: int) -> Row:
        id_, locale = self._id("category", path), self._locale(home)
        return {
            "id": id_,
            "name": title,
            "description": description,
            "locale": locale,
            "source_locale": locale,
            "position": position,
            "html_url": f"{self._base}/hc/{locale}/{'sections' if '/' in path else 'categories'}/{id_}",
        }

    def _translated_place(self, kind: str, row: Row, title: str, about: str, code: str) -> Row:
        return {
            "id": self._id(f"{kind} in {code}", str(row["id"])),
            "source_type": kind,
            "source_id": row["id"],
            "locale": self._locale(code),
            "title": title,
            "body": about,
        }

    def _article(self, article: Article) -> Row:
        return {
            "id": self._id("article", article.key),
            **self._said(article),
            "source_locale": self._locale(article.language),
            "section_id": self._id("category", article.category),
            "user_segment_id": self._segment(article),
            "permission_group_id": None,
            "label_names": list(article.tags),
            "position": 0 if article.weight is None else int(article.weight),
            "comments_disabled": True,
            "promoted": False,
            "vote_sum": 0,
            "vote_count": 0,
        }

    def _translation(self, article: Article) -> Row:
        outdated = stand_of(self._catalog, article).state is TranslationState.BEHIND
        said = self._said(article)
        if not said["draft"] and not article.audience.covers(self._originals[article.key].audience):
            self._made.told["translations that fewer people may read than their originals are drafts there"] += 1
            said["draft"] = True  # a translation has no readers of its own there
        return {
            "id": self._id("translation", f"{article.language}/{article.key}"),
            "source_type": "Article",
            "source_id": self._id("article", article.key),
            **said,
            "outdated": outdated,
        }

    def _said(self, article: Article) -> Row:
        """What a version says in its language."""
        self._made.tell_of_withdrawn(article, "drafts there")
        names = ForeignNames(
            self._address,
            lambda code, path: f"{self._base}/hc/{self._locale(code)}/sections/{self._id('category', path)}",
            lambda file: self._attachment(file, article),
        )
        return {
            "locale": self._locale(article.language),
            "title": article.title,
            "name": article.title,
            "body": serialise(plain_html(article, self._catalog, names)),
            "draft": not article.is_published,
            "html_url": self._address(article.id),
            "created_at": moment(article.published_on or article.updated_on),
            "edited_at": moment(article.changed_on),
            "updated_at": moment(article.changed_on),
        }

    def _attachment(self, file: str, article: Article) -> str:
        id_, name = self._id("file", file), file.rpartition("/")[2]
        path = f"hc/article_attachments/{id_}/{name}"
        self._made.take(file, path)
        url = f"{self._base}/{quote(path)}"
        row = {"id": id_, "article_id": self._id("article", article.key), "file_name": name, "content_url": url}
        self._attached.setdefault(file, {**row, "inline": True})
        return url

    def _segment(self, article: Article) -> int | None:
        if article.audience.is_public:
            return None
        name = str(article.audience)
        id_ = self._id("segment", name)
        self._segments.setdefault(name, {"id": id_, "name": name, "user_type": "staff", "built_in": False})
        return id_

    def _address(self, id_: ArticleId) -> str:
        return f"{self._base}/hc/{self._locale(id_.language)}/articles/{self._id('article', id_.key)}"

    def _id(self, kind: str, name: str) -> int:
        return self._made.number(f"{kind}\x1f{name}")

    def _locale(self, code: str) -> str:
        """Zendesk has no English without a region."""
        alone = not any(other.startswith("en-") for other in self._catalog.languages)
        return "en-us" if code == "en" and alone else code.lower()


def _original(catalog: Catalog, versions: Sequence[Article]) -> Article:
    """The version that the others are translations of."""
    firsts = [one for one in versions if original_of(catalog, one) is None]
    named = next((one for one in versions if one.language == catalog.default_language), None)
    if named is not None and (named in firsts or not firsts):
        return named
    return (firsts or versions)[0]


def _pages(articles: Iterator[Article]) -> Iterator[list[Article]]:
    while page := list(islice(articles, PAGE)):
        yield page
