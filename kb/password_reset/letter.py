"""The mail with the link, in the language of the page on which it was asked for."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from kb.accounts.accounts import Account
from kb.accounts.tokens import digest
from kb.core.errors import SettingsError
from kb.language.interface import translations
from kb.mail.message import new_message, recipient
from kb.site.site import Site


def write_reset(site: Site, account: Account, secret: str, language: str, now: datetime) -> EmailMessage:
    """The mail to the owner of ``account``, dated ``now`` (with its zone).

    Raises:
        SettingsError: the address of the sender or of the account is none.

    """
    settings = site.settings
    sender, receiver = recipient(None, settings.mail_from), recipient(account.name, account.email)
    if sender is None or receiver is None:
        raise SettingsError("KB_MAIL_FROM or the address of the account cannot be written to")
    _ = translations(language).gettext
    name = site.face(language).site_name
    mail = new_message(sender, receiver, _("A new password for %(name)s") % {"name": name}, digest(secret), now)
    url = f"{settings.base_url}/password?token={secret}"
    what = _("Choose a new password for your account at %(name)s here:") % {"name": name}
    until = _("The link works once, for an hour.")
    if_not = _(
        "You get this mail because a new password was asked for on the sign-in page. If that was not you, do nothing: "
        "your password stays as it is."
    )
    mail.set_content(f"{what}\n\n{url}\n\n{until}\n\n{if_not}\n")
    return mail
