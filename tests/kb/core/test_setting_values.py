"""Values of settings: what cannot be used is named, and nothing secret is printed."""

from __future__ import annotations

import pytest

from tests.kb.core.conftest import refused


@pytest.mark.parametrize(
    ("variable", "written", "expected"),
    [
        ("KB_PORT", "0", "a number from 1 to 65535"),
        ("KB_PORT", "65536", "a number from 1 to 65535"),
        ("KB_PORT", "٨٠٠٠", "a number from 1 to 65535"),
        ("KB_PORT", "-1", "a number from 1 to 65535"),
        ("KB_THREADS", "65", "a number from 1 to 64"),
        ("KB_RETENTION_DAYS", "0", "a number from 1 to 3650"),
        ("KB_AUDIT_DAYS", "4000", "a number from 1 to 3650"),
        ("KB_THREADS", "many", "a number from 1 to 64"),
        ("KB_BASE_URL", "help.example.com", "an address like https://help.example.com"),
        ("KB_BASE_URL", "ftp://help.example.com", "an address like https://help.example.com"),
        ("KB_BASE_URL", "https://", "an address like https://help.example.com"),
        ("KB_BASE_URL", "https://example.com/help me", "https://example.com/help"),
        ("KB_BASE_URL", "https://example.com/a/../b", "https://example.com/help"),
        ("KB_BASE_URL", "https://example.com//help", "https://example.com/help"),
        ("KB_ALLOWED_HOSTS", "https://example.com", "a list of host names"),
        ("KB_TRUSTED_NETWORKS", "0.0.0.0/0", "a list of addresses or networks"),
        ("KB_BASE_URL", "https://example.com?a=b", "an address like https://help.example.com"),
        ("KB_BASE_URL", "http://[", "an address like https://help.example.com"),
        ("KB_CONTACT_URL", "javascript:alert(1)", "starts with https:, http: or mailto:"),
        ("KB_SECURITY_CONTACT", "http://example.com/", "starts with https: or mailto:"),
        ("KB_CONTACT_URL", "http://[", "starts with https:, http: or mailto:"),
        ("KB_DEFAULT_LANGUAGE", "english", "a language code like en, fa or pt-BR"),
        ("KB_CALENDARS", "ar=solar", "a list like fa=solar (languages: fa)"),
        ("KB_CALENDARS", "solar", "a list like fa=solar (languages: fa)"),
        ("KB_DIGITS", "ru=own", "a list like ar=own,fa=latin (languages: ar, ckb, sd, fa, ur, ps, hi, mr, ne, bn)"),
        ("KB_DEFAULT_LANGUAGE", "zz", "a language code like en, fa or pt-BR"),
        ("KB_REVIEW_DUE", "soon", "an interval like '6 months'"),
        ("KB_REVIEW_OVERDUE", "0 months", "an interval like '6 months'"),
        ("KB_OFFLINE", "off", "0 or 1"),
        ("KB_GIT_COMMIT", "yes", "0 or 1"),
        ("KB_GIT_PROGRAMS", "true", "0 or 1"),
        ("KB_MAIL_FROM", "Help", "an e-mail address"),
        ("KB_REVIEW_MAIL", "Help", "an e-mail address"),
        ("KB_OIDC_ISSUER", "http://login.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "http://localhost.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "login.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "https://login.example.com?a=b", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "https://me@login.example.com", "an address that starts with https:"),
        ("KB_SIGN_IN_ROLES", "support=staff", "a list like groups:kb-admins=admin"),
        ("KB_SIGN_IN_ROLES", "groups:support=reader", "a list like groups:kb-admins=admin"),
        ("KB_SIGN_IN_ROLES", ",", "a list like groups:kb-admins=admin"),
        ("KB_TRUSTED_PROXY", "proxy.example.com", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "10.0.0.5/24", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "0.0.0.0/0", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "::/0", "a list of addresses or networks"),
        ("KB_CORS_ORIGINS", "*", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "null", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com/", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://Shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com:443", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://me@shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com:x", "a list of origins like https://shop.example.com"),
    ],
)
def test_a_value_that_cannot_be_used_names_the_variable_the_value_and_what_was_expected(
    variable: str, written: str, expected: str
) -> None:
    message = refused(**{variable: written})
    assert message.startswith(f"{variable}='{written}' is not ")
    assert expected in message


@pytest.mark.parametrize(
    ("variable", "written", "expected"),
    [
        ("KB_MAIL_SERVER", "post.example.org", "a server like smtp://"),
        ("KB_MAIL_SERVER", "smpt://kb:s3cret@mail.example.com", "a server like smtp://"),
        ("KB_REVIEW_WEBHOOK", "ftp://hooks.example.com/s3cret", "an address that starts with https: or http:"),
    ],
)
def test_a_value_with_a_password_in_it_is_never_printed(variable: str, written: str, expected: str) -> None:
    message = refused(**{variable: written})
    assert message.startswith(f"{variable} is not {expected}")
    assert written not in message
    assert "s3cret" not in message
