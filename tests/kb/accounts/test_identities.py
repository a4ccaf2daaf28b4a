"""People whom a provider or a proxy knows, on both kinds of databases: one identity, one account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.account_services.identities import Identities, Identity, NotAdmittedError, SignInRefusal
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.clock import Clock

ANN = Identity("https://login.example.com", "ann", "ann@example.com", True, "Ann", Role.STAFF)


@pytest.fixture
def people(database: Engine) -> Identities:
    return Identities(database, Clock())


@pytest.fixture
def known(database: Engine) -> Accounts:
    return Accounts(database, Clock())


def refused(people: Identities, identity: Identity) -> SignInRefusal:
    with pytest.raises(NotAdmittedError) as caught:
        people.enter(identity)
    return caught.value.refusal


def test_an_identity_leads_to_the_same_account_each_time(people: Identities, known: Accounts) -> None:
    keys = [people.enter(ANN), people.enter(replace(ANN, email="new@example.com", name="Anna"))]
    found = [known.of_session(key) for key in keys]
    assert found[0] is not None
    assert found[0] == found[1]
    assert [account.email for account in known.everyone()] == ["ann@example.com"]


def test_the_same_subject_of_another_issuer_is_somebody_else(people: Identities, known: Accounts) -> None:
    people.enter(ANN)
    people.enter(replace(ANN, issuer="https://other.example.com", email="other@example.com"))
    assert len(known.everyone()) == 2


def test_another_issuer_that_vouches_for_the_address_leads_to_the_account(people: Identities, known: Accounts) -> None:
    people.enter(ANN)
    people.enter(replace(ANN, issuer="proxy"))
    assert len(known.everyone()) == 1


def test_each_refusal_says_why(people: Identities, known: Accounts) -> None:
    people.enter(ANN)
    assert refused(people, replace(ANN, role=None)) == SignInRefusal.NO_ROLE
    assert refused(people, replace(ANN, subject="bob")) == SignInRefusal.TAKEN
    assert refused(people, replace(ANN, subject="bob", email="no address")) == SignInRefusal.NO_ADDRESS
    known.disable(AT_THE_COMMAND_LINE, "ann@example.com")
    assert refused(people, ANN) == SignInRefusal.DISABLED


@pytest.mark.parametrize("hired", [False, True])
def test_first_requests_at_the_same_time_make_one_account(people: Identities, known: Accounts, hired: bool) -> None:
    if hired:
        known.add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(people.at_the_door, [ANN] * 8))
    assert len(known.everyone()) == 1
    assert {person.account for person in found if person} == {known.everyone()[0].id}
    assert None not in found


def test_who_was_made_anew_at_the_provider_gets_the_account_once_it_is_unlinked(
    people: Identities, known: Accounts
) -> None:
    key = people.enter(ANN)
    made_anew = replace(ANN, subject="ann-2")
    assert refused(people, made_anew) is SignInRefusal.TAKEN
    assert people.unlink(AT_THE_COMMAND_LINE, "Ann@example.com") == 1
    assert known.of_session(key) is None
    people.enter(made_anew)
    assert refused(people, ANN) is SignInRefusal.TAKEN
    assert [account.email for account in known.everyone()] == ["ann@example.com"]
