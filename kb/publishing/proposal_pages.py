"""``/work/proposals``: what somebody proposed, what others say of it, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.approval.gate import ApprovalNeededError
from kb.approval.transitions import WITH_OTHERS, Stage, StageAct, who_may
from kb.catalog.addresses import article_url
from kb.catalog.article import EVERYONE
from kb.core.roles import Person
from kb.core.text import one_line, typed_lines, whole_number
from kb.editing.changes import compare
from kb.editing.file_version import text_of
from kb.editor.drafts import owner_of
from kb.editor.parts import put_together
from kb.editor.room import EditorRoom, preview
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError
from kb.language.marking import N_
from kb.publishing.asked import sheet_of
from kb.publishing.carrying_out import NotPublishedError, save_proposal
from kb.publishing.proposals import (
    MAX_COMMENT,
    MAX_QUOTE,
    ReadProposal,
    comment,
    comments_of,
    count_comments,
    move,
    proposal,
    schedule,
    settle_comment,
)
from kb.publishing.proposing import as_draft, propose_article, who_acts
from kb.publishing.rights import MOST_PAGES, ProposalRights, named_owners, pages_of, rights_of
from kb.publishing.scheduled import UnusableTimeError, read_time
from kb.publishing.wording import STATES
from kb.web.routes import Routes

SCHEDULE = "schedule"
Answer = Response | str | tuple[str, int]


def add_to(pages: Blueprint, room: EditorRoom) -> None:
    """Bind the addresses."""
    routes = Routes(pages, room)
    routes.post("/work/propose/<language>/<path:key>", "propose", propose_article)
    routes.form("/work/proposals/<row:number>", "proposal", work_on_proposal)


def work_on_proposal(room: EditorRoom, number: int) -> Answer:
    """A proposal; what is decided about it, and said."""
    with room.database.connect() as connection:
        found = proposal(connection, number) or abort(404)
    if not _may_see(room, found):
        abort(404)
    if request.method == "GET":
        return _page(room, found)
    act, person = request.form.get("act", ""), who_acts(room)
    rights = rights_of(room, found, person)
    if act == "comment":
        return _comment(room, found, person)
    if act == "settle":
        return _settle(room, found, person, rights)
    if act == "edit" and rights.is_mine:
        return as_draft(room, found.article, person, found.form)
    if act == SCHEDULE and rights.may(StageAct.PUBLISH, found.state):
        return _schedule(room, found, person, rights)
    act = StageAct.PUBLISH if act == SCHEDULE else act  # and told who may
    if act not in tuple(StageAct):
        abort(400)
    if not rights.may(StageAct(act), found.state):
        return _not_theirs(room, found, StageAct(act), rights)
    match StageAct(act):
        case StageAct.WITHDRAW:
            return _moved(room, found, Stage.WITHDRAWN, person)
        case StageAct.RETURN:
            return _return(room, found, person)
        case StageAct.APPROVE:
            return _approve(room, found, person, rights)
        case StageAct.PUBLISH:
            return _publish(room, found, person)
    return abort(400)


def _not_theirs(room: EditorRoom, found: ReadProposal, act: StageAct, rights: ProposalRights) -> Answer:
    """Somebody was faster, or it is for another to decide."""
    if who_may(act, found.state) is None:
        return _overtaken(room, found)
    if not rights.may_edit or rights.may_decide:
        abort(403)
    said = room.site.said(N_("Only %(owners)s decides on this: the category asks for approval by its owner."))
    return _page(room, found, wrong=said % {"owners": named_owners(room, rights.owners)}), 403


def _may_see(room: EditorRoom, found: ReadProposal) -> bool:
    """Whether who asks may read the article as it is, and as it would be; what they wrote themselves they know."""
    site = room.site
    if found.article in site.catalog.articles and not site.readable(found.article):
        return False
    if found.author == owner_of(site.person()) or site.audiences() == EVERYONE:
        return True
    sheet = sheet_of(room.site.catalog, found)
    content = room.desk.seen(sheet.seen) or room.desk.content(sheet.path) or b""
    try:
        made = put_together(content, sheet.text, sheet.fields, sheet.path, found.article)
    except FrontMatterEditError:
        return False
    return all(room.may_read(found.article, sheet.path, one) for one in (content, made) if one)


def _comment(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    text, quote = _typed()
    if not text:
        return _page(room, found, wrong=room.site.said(N_("Please write a comment."))), 422
    with room.database.begin() as connection:
        comment(connection, found.id, person, owner_of(person), quote, text, room.clock())
        last = pages_of(count_comments(connection, found.id))
    return _back(found.id, last)


def _settle(room: EditorRoom, found: ReadProposal, person: Person, rights: ProposalRights) -> Answer:
    """Settled by whoever wrote the comment, whoever proposed, or whoever decides."""
    which = whole_number(request.form.get("comment"), 1, 999_999_999) or 0
    only = None if rights.is_mine or rights.may_decide else owner_of(person)
    with room.database.begin() as connection:
        settle_comment(connection, found.id, which, person, only)
    return _back(found.id, whole_number(request.form.get("comments"), 1, MOST_PAGES) or 1)


def _approve(room: EditorRoom, found: ReadProposal, person: Person, rights: ProposalRights) -> Answer:
    """Approved; an administrator's approval instead of the owner's is in the audit log as well."""
    seen, now = _seen(), room.clock()
    with room.database.begin() as connection:
        done = move(connection, found.id, Stage.APPROVED, person, seen, now, approved_by=rights.owners)
        if done:
            room.desk.gate.record_override(connection, person, found.article, rights.owners)
    return _back(found.id) if done else _overtaken(room, found)


def _return(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    """Back to its author, with what is to be done: both or neither."""
    text, quote = _typed()
    if not text:
        return _page(room, found, wrong=room.site.said(N_("Please write what its author should change."))), 422
    with room.database.begin() as connection:
        if not move(connection, found.id, Stage.RETURNED, person, _seen(), room.clock()):
            return _overtaken(room, found)
        comment(connection, found.id, person, owner_of(person), quote, text, room.clock())
    return _back(found.id)


def _moved(room: EditorRoom, found: ReadProposal, to: Stage, person: Person) -> Answer:
    with room.database.begin() as connection:
        done = move(connection, found.id, to, person, _seen(), room.clock())
    return _back(found.id) if done else _overtaken(room, found)


def _publish(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    """Save it, then say so."""
    if found.state not in WITH_OTHERS or found.changed_at != _seen():
        return _overtaken(room, found)
    try:
        warning = save_proposal(room, found, person)
    except ApprovalNeededError:
        return _not_theirs(room, found, StageAct.PUBLISH, rights_of(room, found, person))
    except NotPublishedError as error:
        return _page(room, found, wrong=room.site.said(error.text) % error.values), error.status
    with room.database.begin() as connection:
        move(connection, found.id, Stage.PUBLISHED, person, found.changed_at, room.clock(), found.approved_by)
    if not warning:
        return redirect(article_url(*found.article), 303)
    flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": warning}, "editor")
    return _back(found.id)


def _schedule(room: EditorRoom, found: ReadProposal, person: Person, rights: ProposalRights) -> Answer:
    """Approved, and published by itself at a day and hour; an approval instead of the owner's is recorded as well."""
    try:
        at = read_time(room, request.form.get("publish_at", ""))
    except UnusableTimeError as error:
        return _page(room, found, wrong=room.site.said(error.text) % error.values), 422
    given = found if found.state is Stage.APPROVED else replace(found, approved_by=rights.owners)
    with room.database.begin() as connection:
        done = schedule(connection, given, at, person, _seen(), room.clock())
        if done and given is not found:
            room.desk.gate.record_override(connection, person, found.article, rights.owners)
    return _back(found.id) if done else _overtaken(room, found)


def _page(room: EditorRoom, found: ReadProposal, *, wrong: str = "") -> str:
    id_, sheet, person = found.article, sheet_of(room.site.catalog, found), room.site.person()
    base, now = room.desk.seen(sheet.seen), room.desk.content(sheet.path)
    before = base if base is not None else now or b""
    try:
        made = put_together(before, sheet.text, sheet.fields, sheet.path, id_)
    except FrontMatterEditError as error:
        made, wrong = b"", wrong or str(error)
    with room.database.connect() as connection:
        pages = pages_of(count_comments(connection, found.id))
        page = whole_number(request.args.get("comments", "1"), 1, pages) or abort(404)
        comments = comments_of(connection, found.id, page)
    rights = rights_of(room, found, person)
    return render_template(
        "publishing/proposal.html",
        found=found,
        id=id_,
        article=room.site.catalog.articles.get(id_),
        note=sheet.note,
        hunks=compare(text_of(before), text_of(made)),
        shown=preview(room, id_, sheet),
        has_changed=now is not None and fingerprint(now) != sheet.seen,
        comments=comments,
        page=page,
        pages=pages,
        wrong=wrong,
        states=STATES,
        rights=rights,
        acts=[str(act) for act in StageAct if rights.may(act, found.state)],
        me=owner_of(person),
        owners=named_owners(room, rights.owners),
        asks_name=not person.name,
        longest=(MAX_COMMENT, MAX_QUOTE),
        zone=room.zone.key,
    )


def _overtaken(room: EditorRoom, found: ReadProposal) -> Answer:
    with room.database.connect() as connection:
        newest = proposal(connection, found.id) or found
    return _page(room, newest, wrong=room.site.said(N_("Somebody decided on it meanwhile. Nothing was done."))), 409


def _typed() -> tuple[str, str]:
    form = request.form
    return typed_lines(form.get("text", ""), MAX_COMMENT), one_line(form.get("quote", ""), MAX_QUOTE)


def _seen() -> datetime:
    try:
        return datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        abort(400)


def _back(number: int, page: int = 1) -> Response:
    return redirect(url_for("publishing.proposal", number=number, comments=page if page > 1 else None), 303)
