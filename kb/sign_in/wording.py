"""What the pages of accounts say, by code: roles, purposes of tokens, faults of a form, why nobody comes in."""

from __future__ import annotations

from collections.abc import Mapping

from kb.account_services.identities import SignInRefusal
from kb.accounts.passwords import Complaint
from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.language.marking import N_

ROLES: Mapping[Role, str] = {
    Role.READER: N_("Reader"),
    Role.STAFF: N_("Staff"),
    Role.AUTHOR: N_("Author"),
    Role.EDITOR: N_("Editor"),
    Role.ADMIN: N_("Administrator"),
}
PURPOSES: Mapping[Scope, str] = {
    Scope.SEARCH: N_("Search and read"),
    Scope.SUGGEST: N_("Suggest articles"),
    Scope.TICKETS: N_("Report numbers of tickets"),
    Scope.REVIEW: N_("Review"),
    Scope.INSIGHTS: N_("Insights"),
    Scope.PROPOSE: N_("Write drafts and propose articles, which people publish"),
}
WRONG: Mapping[str, str] = {
    Complaint.SHORT: N_("The password is too short: it needs at least 12 characters."),
    Complaint.LONG: N_("The password is too long."),
    Complaint.EASY: N_(
        "This password is too easy to guess. Use several words that have nothing to do with each other."
    ),
    "old": N_("The current password is wrong."),
    "email": N_("This is not an e-mail address."),
    "token-name": N_("Give the token a name."),
    "token-scope": N_("Choose what the token is for."),
    "token-days": N_("A token is valid for 1 to 366 days."),
}
"""By what is wrong; the template marks the field of the same name."""
REFUSED: Mapping[str, str] = {
    SignInRefusal.NO_ROLE: N_("Your account there has no access here. Ask an administrator."),
    SignInRefusal.NO_ADDRESS: N_("Single sign-on did not tell us your e-mail address. Ask an administrator."),
    SignInRefusal.TAKEN: N_(
        "There is an account with your e-mail address here already, and it cannot be made yours by single sign-on. "
        "Ask an administrator."
    ),
    SignInRefusal.DISABLED: N_("Your account is disabled. Ask an administrator."),
    "away": N_("Single sign-on cannot be reached at the moment. Try again later, or sign in with a password."),
    "unsaved": N_(
        "You could not be signed in at the moment: the site cannot save anything. Try again in a little while."
    ),
    "over": N_("This sign-in took too long or had too many wrong codes. Begin again."),
    "passkey": N_("The passkey did not work. Try again, or sign in with your password."),
    "untrue": N_("Single sign-on did not work. Try again."),
}
"""Why signing in did not work, where it was not the password."""
