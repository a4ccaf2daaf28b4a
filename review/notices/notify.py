"""``kb review --notify``: tells each owner what waits for them, by e-mail and to a webhook; each thing once.

What was told is noted as soon as the mail server or the webhook has taken it over. A crash between the two repeats
that one digest on the next run; none is lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.utils import parseaddr
from functools import partial

import click
from filelock import FileLock, Timeout

from kb.accounts.email_address import fold_email
from kb.brand.localised import settings_in
from kb.core.errors import KbError, SettingsError
from kb.files.private import PRIVATE_FILE
from kb.mail.message import recipient
from kb.mail.server import MailError, MailServer, send
from kb.storage.database import naive_utc
from kb.web.outside import may_reach
from review.notices.approvals import waiting_for_approval
from review.notices.chat_webhook import WebhookError, payload, post
from review.notices.digest import Digest, ToApprove, Waiting, by_owner, make_digest
from review.notices.letter import Letter, write_letter
from review.notices.mail import make_message
from review.notices.sent_notices import Fact, record, told
from review.queue.filters import NOBODY
from review.service import Review

WEEKEND = (5, 6)
LOCK_FILE = "notify.lock"
UNREACHABLE = "there is no address in review.yml, and KB_REVIEW_MAIL is not set"
Sleep = Callable[[float], object]
Deliver = Callable[[Letter, Digest], None]


@dataclass(frozen=True)
class Way:
    """A way to tell one owner: ``channel`` names it in the notices, ``shown`` on the command line."""

    channel: str
    shown: str
    deliver: Deliver


@dataclass(frozen=True)
class ToTell:
    """What waits for one owner: reviews, and what others proposed."""

    waiting: list[Waiting]
    proposed: list[ToApprove]

    def digest(self, owner: str | None, known: Set[Fact]) -> Digest | None:
        """What of it is not ``known``."""
        return make_digest(owner, self.waiting, known, self.proposed)


def notify(
    review: Review,
    today: date,
    *,
    act: bool = False,
    weekends: bool = False,
    owner: str | None = None,
    sleep: Sleep = time.sleep,
) -> int:
    """Show what would be told to whom, or tell it (``act``); only one ``owner`` where one is given
    (``nobody``: what has none).

    The exit status: 1 where something could not be told.

    Raises:
        SettingsError: ``act``, and neither a mail server nor a webhook is set.
        KbError: ``act`` on another day than today, or while another process is at it.

    """
    settings = review.settings
    weekend = today.weekday() in WEEKEND and not weekends
    if not act:
        if _tell_all(review, today, owner, sleep, act=False):
            click.echo("Nothing was sent; --send sends it." + (" Today it needs --weekends." if weekend else ""))
        return 0
    if today != review.today():
        raise KbError("--today is for looking only; leave it out with --send")
    if not settings.mail_server and not settings.review_webhook:
        raise SettingsError("there is no way to tell anybody: set KB_MAIL_SERVER or KB_REVIEW_WEBHOOK")
    if weekend:
        click.echo("Nothing is sent on Saturdays and Sundays; --weekends sends all the same.")
        return 0
    try:
        with FileLock(settings.data_dir / LOCK_FILE, timeout=0, mode=PRIVATE_FILE):
            return int(_tell_all(review, today, owner, sleep, act=True) > 0)
    except Timeout:
        raise KbError("another kb review --notify is sending") from None


def _tell_all(review: Review, today: date, only: str | None, sleep: Sleep, *, act: bool) -> int:
    """Tell (or show) every digest; how many were shown, or how many owners or ways failed."""
    for problem in review.rules.problems:
        click.echo(str(problem), err=True)
    waiting = by_owner(review.queue(today), today, review.catalog.default_language)
    proposed = waiting_for_approval(review)
    count = failures = 0
    for owner in dict.fromkeys((*waiting, *proposed)):
        items = ToTell(waiting.get(owner, []), proposed.get(owner, []))
        if only not in (None, owner or NOBODY):
            continue
        ways = list(_ways(review, owner, sleep))
        if not ways and items.digest(owner, frozenset()):
            click.echo(f"{owner or 'what has no owner'}: {UNREACHABLE}", err=True)
            failures += 1
        for way in ways:
            try:
                count += _tell(review, owner, items, way, act)
            except (MailError, WebhookError) as error:
                click.echo(f"{way.shown} was not told: {error}", err=True)
                failures += 1
    if not count and not failures:
        click.echo("There is no news to tell.")
    return failures if act else count


def _tell(review: Review, owner: str | None, items: ToTell, way: Way, act: bool) -> bool:
    """Tell one owner on one way what is news there; whether there was any."""
    with review.database.connect() as connection:
        digest = items.digest(owner, told(connection, way.channel))
    if digest is None:
        return False
    language = review.catalog.default_language
    brand = review.catalog.brand
    letter = write_letter(digest, settings_in(review.settings, brand, language), language, brand.region)
    if not act:
        click.echo(f"To: {way.shown}\nSubject: {letter.subject}\n\n{letter.text()}\n{'-' * 72}")
        return True
    way.deliver(letter, digest)
    with review.database.begin() as connection:
        record(connection, way.channel, digest.facts, naive_utc(review.clock()))
    click.echo(f"{way.shown}: {letter.subject}")
    return True


def _ways(review: Review, owner: str | None, sleep: Sleep) -> Iterator[Way]:
    settings = review.settings
    webhook = settings.review_webhook
    if settings.mail_server or not webhook:  # with neither, the dry run shows what mail would be
        yield from _by_mail(review, owner)
    if webhook:
        allowed = may_reach(settings.review_webhook_networks)
        yield Way("webhook", "webhook", lambda letter, _: post(webhook, payload(letter), sleep, allowed))


def _by_mail(review: Review, owner: str | None) -> Iterator[Way]:
    """A way to each address of ``owner`` whose account is not disabled, else to that of the settings."""
    settings, left = review.settings, review.left()
    own = [address for address in review.addresses_of(owner) if fold_email(parseaddr(address)[1]) not in left]
    found = [to for address in own if (to := recipient(owner, address))]
    if not found and settings.review_mail:
        found = [to for to in (recipient(owner, settings.review_mail),) if to]
    for to in found:
        yield Way(f"mail:{to.addr_spec}", str(to), partial(_mail, review, to))


def _mail(review: Review, to: Address, letter: Letter, digest: Digest) -> None:
    settings = review.settings
    message = make_message(letter, to, settings.mail_from, digest.facts, review.clock())
    send(MailServer.parse(settings.mail_server), message)
