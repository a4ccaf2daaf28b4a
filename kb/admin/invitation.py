"""The link by which somebody chooses their password: mailed where that can be done, else shown once to be handed on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urljoin

from flask import url_for

from kb.accounts.accounts import Account
from kb.accounts.tokens import digest
from kb.admin.room import AdminRoom
from kb.core.errors import KbError, SettingsError
from kb.language.interface import interface_language, translations
from kb.mail.message import new_message, recipient
from kb.mail.server import MailServer, send

logger = logging.getLogger(__name__)
MAIL_SECONDS = 10.0
"""How long a page waits for the mail server."""


@dataclass(frozen=True)
class PasswordLink:
    """What became of a link; the address of one that was mailed is nobody's business here, so it is empty then.

    ``why_not`` is what the mail server said.
    """

    account: Account
    url: str
    is_new: bool
    why_not: str = ""


def hand_on(room: AdminRoom, account: Account, secret: str, *, by_mail: bool, is_new: bool) -> PasswordLink:
    """Send the link to its owner, where ``by_mail`` asks for it and the server takes it; else it is to be shown."""
    url = urljoin(f"{room.site.root()}/", url_for("signin.password", token=secret))
    if not (by_mail and room.sends_mail):
        return PasswordLink(account, url, is_new)
    settings = room.site.settings
    try:
        mail = write_invitation(room, account, url, digest(secret), is_new=is_new)
        send(MailServer.parse(settings.mail_server), mail, MAIL_SECONDS)
    except KbError as error:
        logger.warning("the link for an account was not mailed: %s", type(error).__name__)
        return PasswordLink(account, url, is_new, str(error))
    return PasswordLink(account, "", is_new)


def write_invitation(room: AdminRoom, account: Account, url: str, identity: str, *, is_new: bool) -> EmailMessage:
    """The mail, in the language of the site.

    Raises:
        SettingsError: the address of the sender or of the account is none.

    """
    settings, catalog = room.site.settings, room.site.catalog
    sender, receiver = recipient(None, settings.mail_from), recipient(account.name, account.email)
    if sender is None or receiver is None:
        raise SettingsError("KB_MAIL_FROM or the address of the account cannot be written to")
    language = interface_language(catalog.default_language)
    _ = translations(language).gettext
    name = room.site.face(catalog.default_language).site_name
    if is_new:
        subject = _("Your account at %(name)s") % {"name": name}
        what = _("There is an account for you at %(name)s. Choose your password here:") % {"name": name}
    else:
        subject = _("A new password for %(name)s") % {"name": name}
        what = _("Choose a new password for your account at %(name)s here:") % {"name": name}
    mail = new_message(sender, receiver, subject, identity, room.clock())
    mail.set_content(f"{what}\n\n{url}\n\n{_('The link works once, for a day.')}\n")
    return mail
