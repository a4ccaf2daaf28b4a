"""What receivers get, verified by the library that they use, and what becomes of it where they misbehave."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from kb.core.clock import utc_now
from kb.core.events import EventKind, SiteEvent
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.factors.sealing import Sealing
from kb.webhooks.delivery import REST, WebhookSender
from kb.webhooks.outbox import FAILED, JITTER, PAUSES, SENT, WAITING, teller, unsent
from kb.webhooks.signing import new_secret
from kb.webhooks.subscriptions import BOTH_HOURS, GONE, TWICE
from kb.webhooks.webhook_rows import WebhookSubscription
from tests.clock import NOON
from tests.kb.webhooks.conftest import HERE, Hooks
from tests.receivers import ENDLESS, Answer, Receiver

EVENT = SiteEvent(EventKind.ARTICLE_CHANGED, {"language": "en", "key": "a", "url": "/en/articles/a"})
INSIDE = SiteEvent(EventKind.ARTICLE_CHANGED, {"language": "en", "key": "secret"}, is_public=False)


def test_what_is_sent_is_signed_as_the_specification_says(hooks: Hooks, receiver: Receiver) -> None:
    hooks.clock.now = utc_now()  # the library looks at the time as well
    one, secret = hooks.add(receiver.url)
    assert hooks.tell(EVENT) == 1
    assert hooks.sender().deliver() == 1
    ((headers, body),) = receiver.requests
    told = Webhook(secret).verify(body, headers)
    assert (told["type"], told["data"]) == ("article.changed", dict(EVENT.data))
    assert told["timestamp"] == f"{hooks.clock.now:%Y-%m-%dT%H:%M:%S}Z"
    for wrong in (body.replace(b"changed", b"renamed"), b""):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(wrong, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
    assert hooks.last(one).state == SENT
    assert hooks.sender().deliver() == 0


def test_after_a_rotation_both_secrets_count_for_a_day(hooks: Hooks, receiver: Receiver) -> None:
    one, before = hooks.add(receiver.url)
    after = hooks.subscriptions.rotate(AT_THE_COMMAND_LINE, one)
    for hours, count in ((0, 2), (BOTH_HOURS, 1)):
        hooks.clock.later(hours=hours)
        hooks.tell(EVENT)
        hooks.sender().deliver()
        headers, body = receiver.requests[-1]
        signatures = headers["webhook-signature"].split()
        known = [
            Webhook(secret).sign(headers["webhook-id"], hooks.clock.now, body.decode()) for secret in (after, before)
        ]
        assert signatures == known[:count]


def test_each_hears_of_what_it_wants_and_of_articles_for_staff_only_where_that_is_set(
    hooks: Hooks, receiver: Receiver
) -> None:
    hooks.add(f"{receiver.address}/reviews", "review.done")
    hooks.add(f"{receiver.address}/public", "article.changed")
    hooks.add(f"{receiver.address}/all", "article.changed", internal=True)
    assert hooks.tell(EVENT, INSIDE) == 3
    hooks.sender().deliver()
    assert sorted(key for _, key in hooks.kinds(receiver)) == ["a", "a", "secret"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(302, {"Location": "/elsewhere"}), "302: it leads elsewhere"),
        (Answer(200, {"Content-Type": "text/html; charset=utf-8"}, "<h1>Sign in</h1>"), "with a web page"),
        (Answer(500, {}, "out of\ncheese"), "500 out of cheese"),
        (Answer(401), "401"),
    ],
)
def test_what_is_no_answer_of_a_receiver_is_tried_again(
    hooks: Hooks, receiver: Receiver, answer: Answer, said: str
) -> None:
    receiver.answers = [answer]
    one, _ = hooks.add(receiver.url)
    hooks.tell(EVENT)
    assert hooks.sender().deliver() == 0
    failed = hooks.last(one)
    assert (failed.state, failed.status, said in failed.detail) == (WAITING, answer.status, True)
    assert len(receiver.requests) == 1  # nothing was followed
    hooks.clock.later(seconds=PAUSES[0])
    assert hooks.sender().deliver() == 1
    ids = {headers["webhook-id"] for headers, _ in receiver.requests}
    assert len(ids) == 1


def test_tries_go_on_for_days_ever_more_seldom_then_somebody_has_to_look(hooks: Hooks, receiver: Receiver) -> None:
    one, _ = hooks.add(receiver.url)
    hooks.tell(EVENT)
    for hooks.chance, pause in zip((0.0, 1.0) * len(PAUSES), PAUSES, strict=False):
        receiver.answers = [Answer(503)]
        assert hooks.sender().deliver() == 0
        wait = hooks.last(one).next_at - hooks.clock.now.replace(tzinfo=None)
        assert wait == timedelta(seconds=pause * (1 - JITTER if hooks.chance == 0 else 1 + JITTER))
        hooks.clock.later(seconds=wait.total_seconds())
    receiver.answers = [Answer(503)]
    hooks.sender().deliver()
    assert hooks.last(one).state == FAILED
    assert sum(PAUSES) > 2.5 * 24 * 3600
    assert hooks.subscriptions.repeat(one, hooks.last(one).message)
    assert hooks.sender().deliver() == 1


def test_a_receiver_that_is_gone_is_told_nothing_more(hooks: Hooks, receiver: Receiver) -> None:
    receiver.answers = [Answer(410)]
    one, _ = hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    hooks.sender().deliver()
    hooks.clock.later(days=1)
    assert hooks.sender().deliver() == 0
    assert len(receiver.requests) == 1
    assert [known.off for known in hooks.subscriptions.everyone()] == [GONE]
    assert hooks.tell(EVENT) == 0
    hooks.subscriptions.switch(AT_THE_COMMAND_LINE, one, on=True)
    assert hooks.sender().deliver() == 2


def test_a_receiver_that_is_busy_is_left_alone_as_long_as_it_says(hooks: Hooks, receiver: Receiver) -> None:
    receiver.answers = [Answer(429, {"Retry-After": "1200"})]
    hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    assert hooks.sender().deliver() == 0
    assert len(receiver.requests) == 1
    hooks.clock.later(seconds=1199)
    assert hooks.sender().deliver() == 0
    hooks.clock.later(seconds=2)
    assert hooks.sender().deliver() == 2


def test_a_receiver_that_hangs_keeps_the_others_waiting_once(hooks: Hooks, receiver: Receiver) -> None:
    hooks.seconds = 3.0
    with socket.create_server(("127.0.0.1", 0)) as hanging:  # takes connections and never answers
        one, _ = hooks.add(f"http://127.0.0.1:{hanging.getsockname()[1]}/hook")
        hooks.add(receiver.url)
        hooks.tell(EVENT, EVENT, EVENT)
        assert hooks.sender().deliver() == 3
        attempts = [each.attempts for each in hooks.subscriptions.deliveries(one.id, 10)]
        assert sorted(attempts) == [0, 0, 1]
        assert all(
            each.next_at >= NOON.replace(tzinfo=None) + REST for each in hooks.subscriptions.deliveries(one.id, 10)
        )


def test_a_receiver_that_is_slow_gets_one_thing_before_the_others_get_theirs(hooks: Hooks, receiver: Receiver) -> None:
    for path in ("one", "other"):
        hooks.add(f"{receiver.address}/{path}")
    hooks.tell(EVENT, EVENT, EVENT)
    all_slow = WebhookSender(hooks.database, hooks.clock, hooks.subscriptions, HERE, slow=0.0)
    assert [all_slow.deliver() for _ in range(4)] == [2, 2, 2, 0]
    hooks.tell(EVENT, EVENT)
    assert hooks.sender().deliver() == 4


@pytest.mark.parametrize("pause", ENDLESS)
def test_a_pause_without_end_is_a_failure_as_any_other(hooks: Hooks, receiver: Receiver, pause: str) -> None:
    receiver.answers = [Answer(503, {"Retry-After": pause})]
    one, _ = hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    assert hooks.sender().deliver() == 1
    assert sorted(each.state for each in hooks.subscriptions.deliveries(one.id, 2)) == [SENT, WAITING]


def test_what_nobody_expected_is_a_failed_try_and_keeps_no_other_waiting(hooks: Hooks, receiver: Receiver) -> None:
    one, _ = hooks.add(receiver.url)
    hooks.add(receiver.url, "article.changed")
    with hooks.database.begin() as connection:  # a secret that is none, sealed by the right key
        sealed = Sealing(hooks.key, "webhooks").seal("whsec_abcde", one.id)
        mine = update(WebhookSubscription).where(WebhookSubscription.id == one.id)
        connection.execute(mine.values(secret=sealed))
    hooks.tell(EVENT)
    assert hooks.sender().deliver() == 1
    failed = hooks.last(one)
    assert (failed.state, failed.attempts, "could not be sent (Error)" in failed.detail) == (WAITING, 1, True)


def test_no_transaction_holds_one_delivery_while_it_waits_for_all_others(hooks: Hooks, receiver: Receiver) -> None:
    receiver.answers = [Answer(429, {"Retry-After": "1200"})]
    hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    transactions: list[list[str]] = [[]]
    event.listen(hooks.database, "commit", lambda _: transactions.append([]))
    event.listen(
        hooks.database, "before_cursor_execute", lambda *given: transactions[-1].append(given[2].partition(" ")[0])
    )
    hooks.sender().deliver()
    assert [kinds.count("UPDATE") for kinds in transactions if "UPDATE" in kinds] == [1, 1, 1]  # claimed, failed, rests


def test_a_look_that_finds_nothing_commits_nothing(hooks: Hooks, receiver: Receiver) -> None:
    hooks.add(receiver.url)
    commits: list[object] = []
    event.listen(hooks.database, "commit", commits.append)
    assert (hooks.sender().deliver(), commits) == (0, [])
    hooks.tell(EVENT)
    assert (hooks.sender().deliver(), len(commits)) == (1, 3)  # told, claimed, sent


@pytest.mark.parametrize("networks", [(), None])
def test_nothing_is_sent_to_an_address_inside_unless_its_network_is_named(
    hooks: Hooks, receiver: Receiver, networks: tuple[()] | None
) -> None:
    one, _ = hooks.add(receiver.url.replace("127.0.0.1", "localhost") if networks is None else receiver.url)
    hooks.tell(EVENT)
    assert hooks.sender(()).deliver() == 0
    assert receiver.requests == []
    assert "KB_WEBHOOK_NETWORKS" in hooks.last(one).detail
    assert "SECRET" not in hooks.last(one).detail


def test_two_processes_send_one_thing_once(hooks: Hooks, receiver: Receiver) -> None:
    hooks.add(receiver.url)
    hooks.tell(*[EVENT] * 6)
    first, second = hooks.sender(), hooks.sender()
    assert first.deliver() + second.deliver() == 6
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 6


def test_with_another_key_nothing_is_signed_until_there_is_another_secret(hooks: Hooks, receiver: Receiver) -> None:
    one, _ = hooks.add(receiver.url)
    hooks.key = b"another key of thirty-two bytes!"
    hooks.tell(EVENT)
    assert hooks.sender().deliver() == 0
    assert "make another secret" in hooks.last(one).detail
    hooks.subscriptions.rotate(AT_THE_COMMAND_LINE, one)
    hooks.clock.later(minutes=1)
    assert hooks.sender().deliver() == 1
    assert len(receiver.requests[0][0]["webhook-signature"].split()) == 1


def test_what_is_rolled_back_is_not_told(hooks: Hooks, receiver: Receiver) -> None:
    hooks.add(receiver.url)
    with hooks.database.connect() as connection:
        teller(hooks.clock)(connection, EVENT)
        connection.rollback()
    assert hooks.sender().deliver() == 0
    assert receiver.requests == []


def test_one_that_is_closed_tells_nothing_more_and_what_waits_is_the_next_one_s(
    hooks: Hooks, receiver: Receiver
) -> None:
    hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    sender = hooks.sender()
    sender.close()
    assert sender.deliver() == 0
    assert hooks.sender().deliver() == 2


def test_what_waits_and_what_was_given_up_is_counted_but_for_receivers_that_are_off(
    hooks: Hooks, receiver: Receiver
) -> None:
    def counted() -> tuple[int, int]:
        with hooks.database.connect() as connection:
            return unsent(connection)

    one, _ = hooks.add(receiver.url)
    hooks.tell(EVENT, EVENT)
    assert counted() == (2, 0)
    receiver.answers = [Answer(503)] * len(PAUSES) * 2
    for pause in PAUSES:
        hooks.sender().deliver()
        hooks.clock.later(seconds=pause * (1 + JITTER))
    receiver.answers = [Answer(503)]
    hooks.sender().deliver()
    assert counted() == (0, 1)
    hooks.tell(EVENT)
    assert counted() == (1, 1)
    hooks.subscriptions.switch(AT_THE_COMMAND_LINE, one, on=False)
    assert counted() == (0, 0)


def test_what_is_for_staff_stays_here_from_the_moment_that_it_is_not_to_be_told_of(
    hooks: Hooks, receiver: Receiver
) -> None:
    one, _ = hooks.add(receiver.url, internal=True)
    hooks.tell(INSIDE)
    assert hooks.sender().deliver() == 1
    told = hooks.last(one)
    hooks.tell(EVENT, INSIDE)
    hooks.subscriptions.change(AT_THE_COMMAND_LINE, one, ["article.changed"], internal=False)
    assert not hooks.subscriptions.repeat(one, told.message)
    assert hooks.sender().deliver() == 1
    assert hooks.kinds(receiver) == [("article.changed", "secret"), ("article.changed", "a")]
    states = sorted((each.state, each.is_public) for each in hooks.subscriptions.deliveries(one.id, 9))
    assert states == [(SENT, False), (SENT, True)]
    hooks.subscriptions.change(AT_THE_COMMAND_LINE, one, ["article.changed"], internal=True)
    assert hooks.subscriptions.repeat(one, told.message)


def test_two_clicks_make_one_webhook_and_one_secret_which_both_show(hooks: Hooks, receiver: Receiver) -> None:
    def both(make: Callable[[], object]) -> list[object]:
        with ThreadPoolExecutor(2) as clicks:
            return [done.result() for done in [clicks.submit(make) for _ in range(2)]]

    first, again = both(lambda: hooks.add(receiver.url))
    assert first == again
    one, before = hooks.add(receiver.url)
    assert (one, before) == first
    secret, same = both(lambda: hooks.subscriptions.rotate(AT_THE_COMMAND_LINE, one))
    assert secret == same
    assert hooks.subscriptions.secrets_of(one.id) == (secret, before)
    hooks.clock.later(seconds=TWICE.total_seconds())
    later = hooks.subscriptions.rotate(AT_THE_COMMAND_LINE, one)
    assert hooks.subscriptions.secrets_of(one.id) == (later, secret, before)
    assert hooks.add(receiver.url)[0].id != one.id


def test_of_many_secrets_within_a_day_the_first_and_the_last_count(hooks: Hooks, receiver: Receiver) -> None:
    one, first = hooks.add(receiver.url)
    made = []
    for _ in range(6):
        hooks.clock.later(hours=1)
        made.append(hooks.subscriptions.rotate(AT_THE_COMMAND_LINE, one))
    assert hooks.subscriptions.secrets_of(one.id) == (*made[:2:-1], first)
    hooks.clock.later(hours=BOTH_HOURS - 5)
    assert hooks.subscriptions.secrets_of(one.id) == tuple(made[:2:-1])
    hooks.clock.later(hours=5)
    assert hooks.subscriptions.secrets_of(one.id) == (made[-1],)
