"""``/work``: my drafts, what waits for me, what I asked for, what is planned."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, request, url_for

from kb.catalog.article import Article, ArticleId
from kb.core.roles import Action
from kb.editor.drafts import drafts_of_programs
from kb.editor.pages import may_see
from kb.editor.room import EditorRoom
from kb.publishing import proposal_pages
from kb.publishing.proposals import ReadProposal, proposals_about
from kb.publishing.wording import STATES
from kb.publishing.work_list import work_of
from kb.sign_in.access import protect
from kb.site.article_forms import carry_articles, keep_to_readers
from kb.web.routes import Routes

MOST_SHOWN, MOST_DRAFTS = 200, 20


def create_blueprint(room: EditorRoom) -> Blueprint:
    """The addresses below ``/work``."""
    pages = Blueprint("publishing", __name__, template_folder="templates")
    carry_articles(pages, room.site)
    protect(pages, room.site, Action.WRITE)
    keep_to_readers(pages, room.site)
    Routes(pages, room).get("/work", "work", show_work)
    proposal_pages.add_to(pages, room)
    told = {"propose_page": _propose_page, "proposed_of": partial(_proposed, room), "stages": STATES}
    pages.app_context_processor(lambda: told)
    return pages


def _propose_page(article: Article) -> str:
    return url_for("publishing.propose", language=article.language, key=article.key)


def _proposed(room: EditorRoom, id_: ArticleId) -> list[ReadProposal]:
    """What waits of an article; nothing while the database is away."""
    return room.quietly(lambda connection: proposals_about(connection, id_), [])


def show_work(room: EditorRoom) -> str:
    """All of it; what waits is for whoever publishes, without what they proposed themselves. ``mine`` leaves of what
    waits and what is planned the articles that are theirs or their teams'.
    """
    person, articles = room.site.person(), room.site.catalog.articles
    is_mine = request.args.get("mine") == "1"
    found = work_of(room, person, person if person.may(Action.EDIT) else None, only_theirs=is_mine)
    articles_of = ((one, room.site.readable(one.article)) for one in found.planned)
    planned = [(one, article) for one, article in articles_of if article]
    with room.database.connect() as connection:
        programs = drafts_of_programs(connection, person, MOST_DRAFTS)
    return render_template(
        "publishing/work.html",
        drafts=[(draft, articles.get(draft.article)) for draft in found.drafts[:MOST_DRAFTS]],
        draft_count=len(found.drafts),
        programs=[one for one in programs if may_see(room.site, one.article)],
        waiting=[(one, articles.get(one.article)) for one in found.waiting],
        mine=[(one, articles.get(one.article)) for one in found.mine],
        planned=planned[:MOST_SHOWN],
        is_mine=is_mine,
        has_mine=person.account is not None and person.may(Action.EDIT),
        is_cut=len(planned) > MOST_SHOWN,
        states=STATES,
    )
