"""What the administrators' pages say: what was done, what is wrong with a form, what an entry of the audit log is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.accounts.audit_log import AuditEvent
from kb.admin.room import HandedOver
from kb.language.interface import interface_language, translations
from kb.language.marking import N_
from kb.site.site import Site

MOST_REFUSED = 5
SAID: Mapping[str, str] = {
    "role": N_("The role is changed. They sign in again."),
    "sessions": N_("All their sessions are ended."),
    "disabled": N_("The account is disabled. Sessions, tokens and links have ended."),
    "enabled": N_("The account is enabled again."),
    "revoked": N_("The token is revoked."),
    "factor": N_("The second factor is removed. They sign in again, with their password."),
    "teams": N_("The teams are changed."),
    "renamed": N_("The team has another name."),
    "joined": N_("The team has one member more."),
    "left": N_("The team has one member fewer."),
    "team-removed": N_("The team is removed."),
}
"""By what was done."""
WRONG: Mapping[str, str] = {
    "email": N_("This is not an e-mail address."),
    "taken": N_("There is an account with this address already."),
    "role": N_("Choose a role."),
    "last": N_("This is the last administrator. Appoint another one first."),
    "self": N_("Nobody can remove their own rights. Another administrator can."),
    "heir": N_("Choose an editor or administrator who can sign in."),
    "disabled": N_("The account is disabled. Enable it first."),
    "team": N_("This team no longer exists."),
    "slug": N_("A short name is made of small letters a to z, digits and single hyphens, like support-eu."),
    "slug-taken": N_("There is a team with this short name already."),
    "most-teams": N_("There are as many teams as there can be. Remove one first."),
    "no-name": N_("Write a name for the team."),
    "nobody": N_("Choose somebody who is not in the team yet."),
    "owns": N_("Articles still name this team. Hand them over, or change them, and remove it then."),
    "leads": N_("Categories still name this team as their owner. Change their files, and remove the team then."),
    "reads": N_("Files still say that they are for this team. Change their audience, and remove the team then."),
}
"""By what is wrong with a form."""
EVENTS: Mapping[AuditEvent, str] = {
    AuditEvent.SIGNED_IN: N_("Signed in"),
    AuditEvent.SIGN_IN_FAILED: N_("Sign-in failed"),
    AuditEvent.SIGNED_OUT: N_("Signed out"),
    AuditEvent.SIGNED_OUT_EVERYWHERE: N_("All sessions ended"),
    AuditEvent.ACCOUNT_ADDED: N_("Account created"),
    AuditEvent.ROLE_CHANGED: N_("Role changed"),
    AuditEvent.DISABLED: N_("Account disabled"),
    AuditEvent.ENABLED: N_("Account enabled"),
    AuditEvent.PASSWORD_SET: N_("Password set"),
    AuditEvent.LINK_MADE: N_("Password link created"),
    AuditEvent.RESET_ASKED: N_("New password asked for"),
    AuditEvent.FACTOR_ADDED: N_("Second factor added"),
    AuditEvent.FACTOR_REMOVED: N_("Second factor removed"),
    AuditEvent.FACTOR_TAKEN: N_("Second factor removed by an administrator"),
    AuditEvent.CODES_MADE: N_("Recovery codes created"),
    AuditEvent.UNLINKED: N_("Unlinked from single sign-on"),
    AuditEvent.TOKEN_MADE: N_("Token created"),
    AuditEvent.TOKEN_REVOKED: N_("Token revoked"),
    AuditEvent.ADDRESS_MADE: N_("Private address created"),
    AuditEvent.ADDRESS_REVOKED: N_("Private address revoked"),
    AuditEvent.TEAM_ADDED: N_("Team created"),
    AuditEvent.TEAM_RENAMED: N_("Team renamed"),
    AuditEvent.TEAM_REMOVED: N_("Team removed"),
    AuditEvent.TEAM_JOINED: N_("Joined a team"),
    AuditEvent.TEAM_LEFT: N_("Left a team"),
    AuditEvent.EXPORTED: N_("Exported"),
    AuditEvent.PROPOSED: N_("Article proposed"),
    AuditEvent.APPROVED: N_("Proposal approved"),
    AuditEvent.RETURNED: N_("Proposal returned"),
    AuditEvent.PUBLISHED: N_("Proposal published"),
    AuditEvent.WITHDRAWN: N_("Proposal withdrawn"),
    AuditEvent.PUBLISHED_BY_PLAN: N_("Published as planned"),
    AuditEvent.TAKEN_AWAY_BY_PLAN: N_("Removed as planned"),
    AuditEvent.APPROVAL_OVERRIDDEN: N_("Decided instead of the owner"),
    AuditEvent.IMPORTED: N_("Articles imported"),
    AuditEvent.IMPORT_UNDONE: N_("Import undone"),
    AuditEvent.WEBHOOK_ADDED: N_("Webhook added"),
    AuditEvent.WEBHOOK_CHANGED: N_("Webhook changed"),
    AuditEvent.WEBHOOK_REMOVED: N_("Webhook removed"),
}
UNCHANGED: Mapping[str, str] = {
    "gone": N_("this article no longer exists"),
    "decided": N_("somebody has decided on it since"),
}


def told_handover(site: Site, outcome: HandedOver) -> Iterator[str]:
    """What became of a handover, line by line, in the language of the page."""
    language = interface_language(site.preferred_language())
    words = translations(language)
    gettext, ngettext = words.gettext, words.ngettext

    def counted(text: str, count: int) -> str:
        return text % {"num": site.writing.number(count, language)}

    done, more = len(outcome.done), len(outcome.refused) - MOST_REFUSED
    yield counted(ngettext("%(num)s article was handed over.", "%(num)s articles were handed over.", done), done)
    for one in outcome.refused[:MOST_REFUSED]:
        reason = gettext(UNCHANGED[one.reason]) if one.reason in UNCHANGED else one.reason
        yield f"{one.article.language}/{one.article.key}: {reason}"
    if more > 0:
        yield counted(
            ngettext("%(num)s more article stayed as it was.", "%(num)s more articles stayed as they were.", more), more
        )
