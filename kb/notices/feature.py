"""Notices on every page."""

from __future__ import annotations

from kb.core.roles import Action
from kb.language.marking import N_
from kb.site.feature import Feature, Place, SiteParts, Slot


def feature(parts: SiteParts) -> Feature:
    """What every page shows for a while, and where editors put it up."""
    from kb.notices import api, notice_rows, pages
    from kb.notices.board import NoticeBoard

    site, database, clock = parts.site, parts.database, parts.clock
    board = NoticeBoard(site.library, database, clock)
    shown = pages.show_on_pages(site, board)
    slots = {Slot.HEAD: "notices/notice_style.html", Slot.NOTICES: "notices/current.html"}
    if database is None:
        return Feature("notices", blueprints=(shown,), paths=api.PATHS, slots=slots)
    room = pages.NoticeRoom(site, database, clock, board)
    return Feature(
        "notices",
        blueprints=(shown, pages.create_blueprint(room), api.create_blueprint(room)),
        paths=api.PATHS,
        places=(Place(N_("Notices"), "notice_board.index", Action.REVIEW),),
        slots=slots,
        retention=notice_rows.retention(site.settings),
    )
