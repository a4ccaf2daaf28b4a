"""``/work``: my drafts, what waits for me, what I asked for, what is planned."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, url_for

from kb.approval.transitions import StageAct
from kb.catalog.article import Article, ArticleId
from kb.core.roles import Action, Person
from kb.editor.drafts import drafts_of, owner_of
from kb.editor.room import EditorRoom
from kb.publishing import proposal_pages
from kb.publishing.plan import planned_in
from kb.publishing.proposals import ReadProposal, open_proposals, proposals_about, proposals_of
from kb.publishing.rights import rights_of
from kb.publishing.wording import STATES
from kb.sign_in.access import protect
from kb.site.article_forms import carry_articles, keep_to_readers
from kb.web.routes import Routes

MOST_SHOWN = 200


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


def _waits_for(room: EditorRoom, person: Person, one: ReadProposal) -> bool:
    """Whether there is anything that ``person`` can do about what another proposed."""
    if one.author == owner_of(person) and person.account is not None:
        return False
    rights = rights_of(room, one, person)
    return any(rights.may(act, one.state) for act in (StageAct.APPROVE, StageAct.PUBLISH))


def _proposed(room: EditorRoom, id_: ArticleId) -> list[ReadProposal]:
    """What waits of an article; nothing while the database is away."""
    return room.quietly(lambda connection: proposals_about(connection, id_), [])


def show_work(room: EditorRoom) -> str:
    """All of it; what waits is for whoever publishes, without what they proposed themselves."""
    person, articles = room.site.person(), room.site.catalog.articles
    me = owner_of(person)
    with room.database.connect() as connection:
        drafts = drafts_of(connection, person)
        mine = proposals_of(connection, me)
        waiting = open_proposals(connection) if person.may(Action.EDIT) else []
    drafts = [one for one in drafts if one.article not in articles or room.site.readable(one.article)]
    mine = [one for one in mine if one.article not in articles or room.site.readable(one.article)]
    found = ((one, room.site.readable(one.article)) for one in planned_in(room.site.catalog))
    planned = [(one, article) for one, article in found if article]
    return render_template(
        "publishing/work.html",
        drafts=[(draft, articles.get(draft.article)) for draft in drafts[:MOST_SHOWN]],
        waiting=[(one, articles.get(one.article)) for one in waiting if _waits_for(room, person, one)],
        mine=[(one, articles.get(one.article)) for one in mine],
        planned=planned[:MOST_SHOWN],
        is_cut=len(planned) > MOST_SHOWN,
        states=STATES,
    )
