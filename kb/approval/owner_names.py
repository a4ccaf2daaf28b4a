"""Names and e-mail addresses of owners as people write them: one, or several in a line."""

from __future__ import annotations

from email.headerregistry import Address
from email.utils import parseaddr

from kb.accounts.email_address import fold_email
from kb.core.values import is_slug


class UnreadableError(ValueError):
    """What is wrong with one value; the message is for the editor."""


def parts_of(text: str) -> list[str]:
    """Several addresses written in one line; a comma within quotes parts nothing (``"Owner, Ann" <ann@…>``)."""
    parts, is_quoted = [""], False
    for sign in text:
        is_quoted = is_quoted != (sign == '"')
        if sign in ",;" and not is_quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def found_in(text: str) -> list[str]:
    """The addresses in what may be a name."""
    return [plain for part in parts_of(text) if "@" in (plain := parseaddr(part)[1])]


def names_in(text: str) -> set[str]:
    """By what ``text``, an owner or who an article was assigned to, is known: as it is, each address in it, and each
    part that may be the slug of a team; folded as addresses.
    """
    slugs = filter(is_slug, parts_of(text))
    return set(map(fold_email, (text, *slugs, *found_in(text)))) if text else set()


def mail_address(text: str) -> str:
    """One address, with its name where it has one.

    Raises:
        UnreadableError: it is none.

    """
    name, address = parseaddr(text)
    user, _, domain = address.rpartition("@")
    if not user or not domain:
        raise UnreadableError
    try:
        return str(Address(name, user, domain))
    except Exception as error:  # headerregistry raises whatever its parser does
        raise UnreadableError from error
