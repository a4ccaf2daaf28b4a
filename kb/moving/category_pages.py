"""``/editor/move-category``: a category to another name or parent, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.core.text import one_line
from kb.files.inside import content_of
from kb.language.marking import N_
from kb.moving.article_plan import NewPlace, name_of
from kb.moving.category_plan import pages_of, plan_category, with_titles
from kb.moving.form import LONGEST, MoveForm
from kb.moving.mending import LinkMend, mends_for
from kb.moving.plan import MoveRefusedError
from kb.moving.relinking import AddressChange
from kb.moving.room import REFUSALS, Answer, MovingRoom, categories_by_path, refusal_of, who_moves

_ELSEWHERE = "~"


def move_category(room: MovingRoom, path: str) -> Answer:
    """The form; what is sent by it moves the folder of the category in all languages, and calls it otherwise."""
    site = room.site
    catalog = site.library.refresh() if request.method == "POST" else site.catalog
    if not any(one.is_in(path) for one in catalog.articles.values()):
        now = catalog.moved_category(path, site.preferred_language()) or abort(404)
        return redirect(url_for("moving.category", path=now), 303)
    if request.method == "GET":
        return _page(room, path, MoveForm(path.rpartition("/")[0], name_of(path)))
    form, root = MoveForm.of(request.form), site.library.root
    pages = pages_of(catalog, path)
    to = NewPlace(form.category, form.name)
    new = f"{to.category}/{to.name}".strip("/")
    try:
        person = who_moves(room)
        titles = _new_titles(catalog, path, pages)
        titled = with_titles(root, pages, titles)
        if new == path and titled:
            for code in (code for code, file in pages.items() if file in titled):
                room.mover.gate.let_category(ArticleId(code, path), person)
            mends = [_renamed(room, file, content) for file, content in titled.items()]
            outcome = room.mover.mend(mends, person, f"Rename category {path}")
            if outcome.mended:
                flash(site.said(N_("Saved.")), "editor")
            room.tell(replace(outcome, mended=[]))
            return redirect(url_for("moving.category", path=path), 303)
        plan = plan_category(root, catalog, path, to, titles)
        mends, changed = form.mends(mends_for(root, plan.change))
        site.views.flush()
        outcome = room.mover.move(plan, mends, person, form.note)
    except REFUSALS as error:
        refused, status = refusal_of(room, error)
        return _page(room, path, form, refused), status
    room.tell_moved(N_("Moved. The category is now at %(key)s."), new)
    room.tell_lost(plan)
    room.tell(outcome, changed)
    return redirect(url_for("moving.category", path=new), 303)


def _new_titles(catalog: Catalog, path: str, languages: Iterable[str]) -> dict[str, str]:
    """What the form calls the category otherwise than it was shown, by language.

    Raises:
        MoveRefusedError: another called it otherwise meanwhile.

    """
    found = {}
    for code in languages:
        title, shown = (one_line(request.form.get(f"{name}-{code}", ""), LONGEST) for name in ("title", "was"))
        now = catalog.category_title(code, path)
        if title in (shown, now):
            continue
        if now != shown:
            said = N_("Somebody called it %(name)s meanwhile. Nothing was saved; send the form again to use your name.")
            raise MoveRefusedError("", said, {"name": now})
        found[code] = title
    return found


def _renamed(room: MovingRoom, path: str, content: bytes) -> LinkMend:
    before = content_of(room.site.library.root, path) or b""
    return LinkMend(ArticleId("", ""), path, path, before, content, 0)


def _away(catalog: Catalog, path: str) -> AddressChange:
    """The category is where nothing else is, so that every link to it is one to mend."""
    inside = [one for one in catalog.articles.values() if one.key == path or one.key.startswith(f"{path}/")]
    moves = {
        one.id: (f"{path}{_ELSEWHERE}{one.key[len(path) :]}", one.path.replace(path, f"{path}{_ELSEWHERE}", 1))
        for one in inside
    }
    below = {one.category for one in inside if one.is_in(path)} | {path}
    return AddressChange(catalog, moves, {}, {old: f"{path}{_ELSEWHERE}{old[len(path) :]}" for old in sorted(below)})


def _page(room: MovingRoom, path: str, form: MoveForm, wrong: MoveRefusedError | None = None) -> str:
    site, root = room.site, room.site.library.root
    catalog, language = site.catalog, site.preferred_language()
    count = sum(one.is_in(path) for one in catalog.articles.values())
    shown = {code: catalog.category_title(code, path) for code in pages_of(catalog, path)}
    parents = categories_by_path(catalog, language)
    return render_template(
        "moving/category.html",
        path=path,
        title=catalog.category_title(language, path),
        count=count,
        titles={code: request.form.get(f"title-{code}") or name for code, name in shown.items()},
        shown=shown,
        form=form,
        categories={one: name for one, name in parents.items() if not f"{one}/".startswith(f"{path}/")},
        linking=mends_for(root, _away(catalog, path)),
        closed=[],
        wrong_field=wrong.name if wrong else "",
        wrong=room.why(wrong) if wrong else "",
        taken=wrong.taken if wrong else None,
        asks_name=not site.person().name,
        longest=LONGEST,
    )
