"""Owners as people write them."""

from __future__ import annotations

import pytest

from kb.approval.owner_names import UnreadableError, found_in, mail_address, names_in, parts_of


def test_a_comma_within_quotes_parts_nothing() -> None:
    written = '"Owner, Ann" <Ann@example.com>; Orders team'
    assert parts_of(written) == ['"Owner, Ann" <Ann@example.com>', "Orders team"]
    assert found_in(written) == ["Ann@example.com"]
    assert names_in("Ann@Example.com") == {"ann@example.com"}
    assert names_in("") == set()


def test_what_is_no_address_is_refused() -> None:
    assert mail_address("Ann <ann@example.com>") == "Ann <ann@example.com>"
    with pytest.raises(UnreadableError):
        mail_address("ann@")
