"""``/work``: my drafts, what waits for me, what I asked for, what is planned."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, request, url_for

from kb.approval.transitions import StageAct
from kb.catalog.article import Article, ArticleId
from kb.core.roles import Action, Person
from kb.editor.drafts import draft_marks, drafts_of_programs, owner_of
from kb.editor.pages import may_see
from kb.editor.room import EditorRoom
from kb.publishing import proposal_pages
from kb.publishing.asked import owners_asked
from kb.publishing.plan import PlannedOne, planned_in
from kb.publishing.proposals import ReadProposal, open_proposals, proposals_about, proposals_of, scheduled_proposals
from kb.publishing.rights import rights_of
from kb.publishing.wording import STATES
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


def _waits_for(room: EditorRoom, person: Person, one: ReadProposal) -> bool:
    """Whether there is anything that ``person`` has to do about what another proposed."""
    if one.publish_at is not None:
        return False
    if one.author == owner_of(person) and person.account is not None:
        return False
    rights = rights_of(room, one, person)
    return any(rights.may(act, one.state) for act in (StageAct.APPROVE, StageAct.PUBLISH))


def _is_theirs(room: EditorRoom, person: Person, one: ReadProposal | PlannedOne) -> bool:
    """Whether what is proposed or planned concerns an article that ``person`` or a team of theirs answers for."""
    catalog, gate = room.site.catalog, room.desk.gate
    article = catalog.articles.get(one.article)
    owners = [catalog.owner_of(article) or ""] if article else []
    if isinstance(one, ReadProposal):
        owners += owners_asked(gate, one)
    return any(gate.is_one_of(person, owner) for owner in owners)


def _proposed(room: EditorRoom, id_: ArticleId) -> list[ReadProposal]:
    """What waits of an article; nothing while the database is away."""
    return room.quietly(lambda connection: proposals_about(connection, id_), [])


def show_work(room: EditorRoom) -> str:
    """All of it; what waits is for whoever publishes, without what they proposed themselves. ``mine`` leaves of what
    waits and what is planned the articles that are theirs or their teams'.
    """
    person, articles = room.site.person(), room.site.catalog.articles
    is_mine = request.args.get("mine") == "1"
    with room.database.connect() as connection:
        drafts = [one for one in draft_marks(connection, person) if may_see(room.site, one.article)]
        programs = drafts_of_programs(connection, person, MOST_DRAFTS)
        mine = proposals_of(connection, person)
        waiting = open_proposals(connection) if person.may(Action.EDIT) else []
        scheduled = scheduled_proposals(connection)
    mine = [one for one in mine if may_see(room.site, one.article)]
    waiting = [one for one in waiting if _waits_for(room, person, one)]
    coming: list[ReadProposal | PlannedOne] = [*scheduled, *planned_in(room.site.catalog)]
    if is_mine:
        waiting = [one for one in waiting if _is_theirs(room, person, one)]
        coming = [one for one in coming if _is_theirs(room, person, one)]
    mine = [one for one in mine if one not in waiting]  # what a program of theirs proposed, and they decide on
    found = ((one, room.site.readable(one.article)) for one in coming)
    planned = [(one, article) for one, article in found if article]
    return render_template(
        "publishing/work.html",
        drafts=[(draft, articles.get(draft.article)) for draft in drafts[:MOST_DRAFTS]],
        draft_count=len(drafts),
        programs=[one for one in programs if may_see(room.site, one.article)],
        waiting=[(one, articles.get(one.article)) for one in waiting],
        mine=[(one, articles.get(one.article)) for one in mine],
        planned=planned[:MOST_SHOWN],
        is_mine=is_mine,
        has_mine=person.account is not None and person.may(Action.EDIT),
        is_cut=len(planned) > MOST_SHOWN,
        states=STATES,
    )
