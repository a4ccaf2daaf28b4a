"""``/comments``: what readers wrote with their votes. Authors read it; editors take, settle and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import Connection, Engine
from werkzeug.wrappers import Response

from kb.catalog.article import EVERYONE, ArticleId
from kb.core.clock import Clock
from kb.core.roles import Action, Person
from kb.core.text import one_line
from kb.feedback.wording import REASONS
from kb.sign_in.access import named, protect
from kb.site.site import Site
from kb.web.routes import Routes
from review.comments.handling import MAX_NAME, MAX_NOTE, CommentAct, Handled, SeenComment, act_on, handled
from review.comments.inbox import (
    MINE,
    OPEN,
    InboxComment,
    InboxFilters,
    ListedComment,
    listed_comments,
    with_words,
)
from review.comments.wording import ACTS, FAULTS, STATES, WHOSE
from review.service import Review

MOST_AT_ONCE = 100
IN_WORK = 10
"""So many comments stand on the page Work."""
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class CommentsRoom:
    """What the inbox works with."""

    site: Site
    review: Review
    database: Engine
    clock: Clock


@dataclass(frozen=True)
class PostedActs:
    """What could not be carried out: ``wrong`` names what is missing, ``meanwhile`` what others did; the rest is what
    was filled in.
    """

    wrong: str = ""
    chosen: Set[str] = frozenset()
    note: str = ""
    name: str = ""
    meanwhile: Sequence[Handled] = ()
    gone: int = 0


NOTHING_POSTED = PostedActs()


def create_blueprints(room: CommentsRoom) -> tuple[Blueprint, Blueprint]:
    """The addresses: for those who read, and for those who act."""
    site = room.site
    reading = Blueprint("comments", __name__, template_folder="templates")
    protect(reading, site, Action.READ_COMMENTS)
    Routes(reading, room).get("/comments", "inbox", show_inbox)
    reading.app_context_processor(lambda: {"my_comments": partial(comments_for_me, room), "comment_states": STATES})
    acting = Blueprint("comments_acts", __name__)
    protect(acting, site, Action.REVIEW)
    Routes(acting, room).post("/comments/act", "act", act)
    return reading, acting


def show_inbox(room: CommentsRoom) -> str:
    """The inbox, as the address narrows it down."""
    return _page(room)


def act(room: CommentsRoom) -> Answer:
    """Do the same about all comments that were chosen, or about the one whose own button was pressed."""
    form = request.form
    single = form.get("one", "")
    texts = [single.partition(":")[2]] if single else form.getlist("row")[:MOST_AT_ONCE]
    what = next((one for one in CommentAct if one == (single.partition(":")[0] or form.get("act"))), None) or abort(400)
    seen = [one for text in dict.fromkeys(texts) if (one := SeenComment.of(text))]
    note, name = one_line(form.get("note", ""), MAX_NOTE), one_line(form.get("name", ""), MAX_NAME)
    posted = PostedActs(chosen=frozenset(form.getlist("row")), note=note, name=name)
    try:
        person = named(room.site.person(), name)
    except ValueError:
        return _page(room, PostedActs("name", posted.chosen, note)), 422
    if not seen:
        return _page(room, PostedActs("row", posted.chosen, note, name)), 422
    with room.database.begin() as connection:
        left = act_on(connection, seen, what, person.name, note, room.clock())
    if done := len(seen) - len(left):
        flash(ngettext("%(num)s comment was changed.", "%(num)s comments were changed.", done))
    if left:
        return _page(room, _refused(room, left, posted)), 409
    return redirect(_address(InboxFilters.from_args(request.args)), 303)


def comments_for_me(room: CommentsRoom) -> Mapping[str, object]:
    """What the page Work shows: the open comments on articles that whoever asks answers for."""
    person = room.site.person()
    if not person.may(Action.READ_COMMENTS):
        return {"total": 0}
    filters = InboxFilters(OPEN, whose=MINE)
    with room.database.connect() as connection:
        found = filters.select(_listed(room, connection), _own(room, person), person.name)
        shown = with_words(connection, found.shown[:IN_WORK])
    return {"total": found.total, "shown": shown, "address": _address(filters)}


def _refused(room: CommentsRoom, left: Sequence[SeenComment], posted: PostedActs) -> PostedActs:
    """What others did meanwhile; those that are still there stay chosen, as they are now."""
    with room.database.connect() as connection:
        now = handled(connection, [one.vote for one in left])
    found = [now[one.vote] for one in left if one.vote in now]
    chosen = frozenset(str(one.seen) for one in found)
    return PostedActs("", chosen, posted.note, posted.name, found, len(left) - len(found))


def _own(room: CommentsRoom, person: Person) -> Set[ArticleId]:
    """What waits with them, or with a team that they are in."""
    given = ((person.name, person.email), *((slug, slug) for slug in sorted(person.teams)))
    return {article.id for name, email in given for article in room.review.waiting_with(name, email)}


def _listed(room: CommentsRoom, connection: Connection) -> list[ListedComment]:
    """The comments on articles that whoever asks may read; for whom one was that is gone, nobody can tell."""
    found, audiences = listed_comments(connection, room.review.catalog.articles), room.site.audiences()
    if audiences == EVERYONE:
        return found
    return [one for one in found if one.article and one.article.audience in audiences]


def _address(filters: InboxFilters) -> str:
    query = filters.to_query(page=filters.page)
    return url_for("comments.inbox") + (f"?{query}" if query else "")


def _page(room: CommentsRoom, posted: PostedActs = NOTHING_POSTED) -> str:
    filters, person = InboxFilters.from_args(request.args), room.site.person()
    with room.database.connect() as connection:
        found = filters.select(_listed(room, connection), _own(room, person), person.name)
        shown: list[InboxComment] = with_words(connection, found.shown)
        meanwhile = with_words(
            connection, [ListedComment(ArticleId("", ""), None, one) for one in posted.meanwhile[:MOST_AT_ONCE]]
        )
    return render_template(
        "comments/inbox.html",
        filters=filters,
        found=found,
        shown=shown,
        posted=posted,
        meanwhile=meanwhile,
        may_act=person.may(Action.REVIEW),
        may_write=person.may(Action.WRITE),
        asks_name=not person.name,
        acts=ACTS,
        whose=WHOSE,
        faults=FAULTS,
        reasons=REASONS,
        max_note=MAX_NOTE,
        kept_days=room.site.settings.retention_days,
        chosen_article=room.site.readable(ArticleId(*filters.article.partition("/")[::2])),
    )
