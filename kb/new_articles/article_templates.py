"""Templates of articles: Markdown files that a team keeps, which a new article begins as.

``_templates/<language>/<name>.md`` in the articles folder. ``title`` and ``description`` of the front matter are what
people choose by; every other key, and the text, become the article's. The folder begins with an underscore, so that no
template is an article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.catalog.article import ArticleId
from kb.catalog.paths import is_article_file, words_of
from kb.core.errors import Problem
from kb.editing.file_version import is_editable, read_as, text_of
from kb.files.inside import read_inside
from kb.front_matter.edit import FrontMatterEditError, Written, set_values
from kb.front_matter.parse import FrontMatterError, split
from kb.language.languages import base, is_language_code

FOLDER = "_templates"
MAX_TEMPLATE_BYTES = 64 * 1024
MOST_TEMPLATES = 30
_NOT_IN_A_TEMPLATE = ("old_paths", "published_on", "updated_on", "last_reviewed_on", "reviewed_by", "slug")
"""Keys that every article has for itself: copied, they would be wrong in each."""


class TemplateError(ValueError):
    """A template cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class ArticleTemplate:
    """One template: ``name`` is that of its file, ``content`` the whole of it."""

    name: str
    title: str
    description: str
    language: str
    content: bytes


def read_templates(articles: Path, language: str, default_language: str) -> list[ArticleTemplate]:
    """Those in ``language``, without its region where there are none with it, else in ``default_language``.

    Files that cannot be used are left out; ``template_problems`` tells why.
    """
    for code in dict.fromkeys((language, base(language), default_language)):
        if found := _read_folder(articles, code)[0]:
            return found
    return []


def begin_with(template: ArticleTemplate | None, title: str, more: Mapping[str, Written]) -> bytes:
    """The file of a draft called ``title``, with further keys.

    Raises:
        FrontMatterEditError: the template is written in a way in which keys cannot be set, or a value is not one line.

    """
    content = template.content if template else b"---\ntitle: Title\nstatus: draft\n---\n"
    wanted: dict[str, Written | None] = {"title": title, "description": None, "status": "draft"}
    return set_values(content, {**wanted, **more}, ("title",))


def template_problems(articles: Path) -> list[Problem]:
    """All that is wrong with the templates of a collection."""
    top = articles / FOLDER
    if top.is_symlink():
        return [_bad(FOLDER, "symbolic links are not followed here; put the templates there themselves")]
    problems = [problem for one in _folders(top) for problem in _read_folder(articles, one.name)[1]]
    loose = sorted(file.name for file in top.glob("*") if file.is_file() and is_article_file(file.name))
    said = "belongs into the folder of its language, such as en/"
    return [*(_odd(f"{FOLDER}/{name}", said) for name in loose), *problems]


def _folders(top: Path) -> list[Path]:
    return sorted(path for path in top.glob("*") if path.is_dir() or path.is_symlink())


def _read_folder(articles: Path, language: str) -> tuple[list[ArticleTemplate], list[Problem]]:
    path = f"{FOLDER}/{language}"
    folder = articles / path
    if folder.is_symlink() or folder.parent.is_symlink():
        return [], [_bad(path, "symbolic links are not followed here; put the templates there themselves")]
    if not folder.is_dir():
        return [], []
    if not is_language_code(language):
        return [], [_odd(path, "is no language, so nobody is offered what is in it; name it like en")]
    found: list[ArticleTemplate] = []
    problems: list[Problem] = []
    for file in sorted(one for one in folder.iterdir() if is_article_file(one.name) and not one.name.startswith(".")):
        place = f"{path}/{file.name}"
        if len(found) == MOST_TEMPLATES:
            problems.append(_odd(place, f"is not offered: the first {MOST_TEMPLATES} of a language are"))
            break
        try:
            template, wrong = _read(articles, place, file.stem, language)
        except (OSError, TemplateError, FrontMatterError, FrontMatterEditError) as error:
            problems.append(_bad(place, f"the template cannot be used: {error}", getattr(error, "line", None)))
        else:
            found.append(template)
            problems += wrong
    return found, problems


def _read(articles: Path, path: str, name: str, language: str) -> tuple[ArticleTemplate, list[Problem]]:
    """One template, and what articles that begin with it would be told.

    Raises:
        OSError, TemplateError, FrontMatterError, FrontMatterEditError: it cannot be used.

    """
    if (articles / path).is_symlink():
        raise TemplateError("it is a symbolic link")
    content = read_inside(articles, path, MAX_TEMPLATE_BYTES)
    if len(content) > MAX_TEMPLATE_BYTES:
        raise TemplateError(f"it is larger than {MAX_TEMPLATE_BYTES // 1024} KB")
    text = text_of(content)
    if not is_editable(text):
        raise TemplateError("it is not UTF-8")
    parts = split(text)
    if not parts.body.strip():
        raise TemplateError("it has no text")
    begun = begin_with(ArticleTemplate(name, "", "", language, content), "Title", {})
    wrong = [one for one in read_as(ArticleId(language, name), path, begun).problems if one.severity == "error"]
    values = {key: value.data for key, value in parts.values.items() if isinstance(value.data, str)}
    title, description = (" ".join(values.get(key, "").split()) for key in ("title", "description"))
    taken = [key for key in _NOT_IN_A_TEMPLATE if key in parts.values]
    if taken:
        line = parts.values[taken[0]].line
        wrong.append(Problem("warning", "odd_template", path, _EACH_FOR_ITSELF % taken[0], line, taken[0]))
    return ArticleTemplate(name, title or words_of(name), description, language, content), wrong


_EACH_FOR_ITSELF = "%s is of one article, and each that begins with this template would have it; take it out"


def _bad(path: str, message: str, line: int | None = None) -> Problem:
    return Problem("error", "bad_template", path, message, line)


def _odd(path: str, message: str) -> Problem:
    return Problem("warning", "odd_template", path, message)
