"""A message as mail: to the team, who replies to the customer, and to the customer, that it arrived. Plain text."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from kb.core.errors import SettingsError
from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.core.text import one_line
from kb.language.interface import interface_language, translations
from kb.mail.message import new_message, recipient
from kb.messages.attachments import Attachment
from kb.messages.inbox import KeptMessage
from kb.messages.reference import shown_reference


def staff_address(settings: Settings, reference: str) -> str:
    """Where staff see the message."""
    return f"{site_address(settings)}/messages/{reference}"


def to_the_team(
    settings: Settings, message: KeptMessage, files: list[Attachment], language: str, now: datetime
) -> EmailMessage:
    """All of it, in ``language``; a reply goes to the customer.

    Raises:
        SettingsError: an address in the settings is none.

    """
    _ = translations(interface_language(language)).gettext
    shown = shown_reference(message.reference)
    mail = _addressed(settings, settings.contact_mail, f"[{shown}] {one_line(message.text, 70)}", f"team {shown}", now)
    if customer := recipient(message.name, message.email):
        mail["Reply-To"] = customer
    told = (
        (_("Reference"), shown),
        (_("E-mail"), message.email),
        (_("Name"), message.name),
        (_("Order number"), message.order_number),
        (_("Language"), message.language),
    )
    head = "\n".join(f"{name}: {value}" for name, value in told if value)
    mail.set_content(f"{message.text}\n\n-- \n{head}\n{staff_address(settings, message.reference)}\n")
    for file in files:
        kind, _sep, subtype = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return mail


def to_the_customer(
    settings: Settings, message: KeptMessage, site_name: str, reply: str, now: datetime
) -> EmailMessage:
    """That it arrived, in their language; ``reply`` says what an answer takes. What they wrote is not repeated: anybody
    may have typed their address.

    Raises:
        SettingsError: an address is none.

    """
    _ = translations(interface_language(message.language)).gettext
    shown = shown_reference(message.reference)
    subject = _("Your message has arrived (%(reference)s)") % {"reference": shown}
    mail = _addressed(settings, message.email, subject, f"confirmation {shown}", now)
    mail["Reply-To"] = settings.contact_mail
    lines = [
        _("Thank you, your message has arrived. Its reference is %(reference)s.") % {"reference": shown},
        reply,
        _("If you did not write to us, you do not need to do anything."),
        site_name,
    ]
    mail.set_content("\n\n".join(line for line in lines if line) + "\n")
    return mail


def _addressed(settings: Settings, to: str, subject: str, identity: str, now: datetime) -> EmailMessage:
    sender, receiver = recipient(None, settings.mail_from), recipient(None, to)
    if sender is None or receiver is None:
        raise SettingsError(f"{'KB_MAIL_FROM' if sender is None else 'the address'} is no address that mail goes to")
    return new_message(sender, receiver, subject, identity, now)
