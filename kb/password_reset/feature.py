"""A new password by mail."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts


def feature(parts: SiteParts) -> Feature:
    """Nothing where no account can be kept; without mail the page says whom to ask."""
    from kb.account_services.resets import PasswordResets
    from kb.password_reset import pages
    from kb.password_reset.sending import ResetMail
    from kb.sign_in.who_asks import WhoAsks

    site, database, clock, people = parts.site, parts.database, parts.clock, parts.site.people
    if database is None or not isinstance(people, WhoAsks):
        return Feature("password reset")
    resets = PasswordResets(database, clock)
    mail = ResetMail(site, resets, clock)
    return Feature(
        "password reset", blueprints=(pages.create_blueprint(site, people.accounts, resets, mail),), workers=(mail,)
    )
