"""Links for tickets that ask whether the article solved it: the question, and where its answers are read."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts, Slot


def feature(parts: SiteParts) -> Feature:
    """The pages, where there is a database."""
    from kb.storage.relocation import rows_of
    from search.followups import followup_rows, pages, staff_pages, telling

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("followups")
    return Feature(
        "followups",
        blueprints=(
            pages.create_blueprint(site, database, clock),
            staff_pages.create_blueprint(site, database, clock),
        ),
        slots={Slot.ASKED_OF_READER: "followups/below_article.html", Slot.WORK: "followups/work.html"},
        followers=(rows_of(followup_rows.TicketFollowup, is_of_readers=True),),
        retention=followup_rows.retention(site.settings),
        workers=(telling.AnswerMail(site.settings, site.library, database, clock),),
    )
