"""Codes are those of RFC 6238, a step around now counts, and the address says what an app needs."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kb.factors import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""That of the RFC's appendix B, "12345678901234567890"."""


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    assert totp.step_of(SECRET, code, now) == seconds // 30
    assert totp.step_of(SECRET, "000000", now) is None


@pytest.mark.parametrize(("seconds", "counts"), [(-31, False), (-30, True), (59, True), (60, False)])
def test_a_code_counts_a_step_before_and_after_its_own(seconds: int, counts: bool) -> None:
    now = datetime.fromtimestamp(1111111110 + seconds, UTC).replace(tzinfo=None)  # the first second of a step
    assert (totp.step_of(SECRET, "050471", now) is not None) is counts


def test_the_address_names_site_and_account() -> None:
    parts = urlsplit(totp.address_of(SECRET, "ann@example.com", "Sofra: help"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path).endswith(":ann@example.com")
    assert parse_qs(parts.query)["secret"] == [SECRET]
    assert len(totp.new_secret()) == 32
