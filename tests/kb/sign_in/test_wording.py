"""Every role, purpose, fault and refusal has its words, and pages of accounts show them."""

from __future__ import annotations

from kb.account_services.identities import SignInRefusal
from kb.accounts.passwords import Complaint
from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.sign_in.wording import PURPOSES, REFUSED, ROLES, WRONG


def test_every_code_has_its_words() -> None:
    assert (set(ROLES), set(PURPOSES)) == (set(Role), set(Scope))
    assert set(WRONG) >= {str(one) for one in Complaint}
    assert set(REFUSED) >= {str(one) for one in SignInRefusal}
