"""What a message of ours carries at its head, whatever stands in it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from kb.core.text import one_line

_ENCODED = "=?"


def recipient(owner: str | None, address: str) -> Address | None:
    """``address`` as the name of ``owner``, or with the name it has itself; None where no mail can be sent to it."""
    name, plain = parseaddr(address)
    if "@" not in plain or _ENCODED in plain:
        return None
    try:
        return Address(_head_text(name or owner or ""), addr_spec=plain)
    except Exception:  # noqa: BLE001 - headerregistry raises whatever its parser does
        return None


def new_message(sender: Address, to: Address, subject: str, identity: str, now: datetime) -> EmailMessage:
    """A message without a body, dated ``now`` (with its zone).

    The Message-ID follows from the recipient and ``identity``, what is told: should a crash make us send it again, mail
    readers that know it already may drop the second.
    """
    digest = hashlib.blake2b(f"{to.addr_spec}\0{identity}".encode(), digest_size=16).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _head_text(subject)
    message["Date"] = now
    message["Message-ID"] = f"<{digest}@{sender.domain.encode('idna').decode()}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies keep quiet
    return message


def _head_text(text: str) -> str:
    """``text`` on one line, with nothing left that ``email`` takes for an encoded word (RFC 2047): it would decode it,
    and write line breaks that were hidden there as they are.
    """
    return one_line(text).replace(_ENCODED, "= ?")
