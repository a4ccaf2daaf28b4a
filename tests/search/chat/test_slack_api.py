"""Slack's requests as they are recorded, answered on a whole site."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from search.chat.late import MOST
from search.chat.signatures import is_from_slack, slack_signature
from tests.receivers import Answer
from tests.search.chat.conftest import ROOT, SECRET, STAFF_TEAM, TOKEN, Chats, heard_by, kept_busy

pytestmark = pytest.mark.slow  # a whole site


def titles(message: Any) -> list[str]:
    """The links of a message, each as Slack writes it."""
    return list(message["text"].split("\n")[1:])


class TestTheCommand:
    def test_articles_are_shown_to_who_asked_alone_with_a_button(self, chats: Chats) -> None:
        answer = chats.command("how do I reset my forgotten password?")
        told = answer.json
        assert (answer.status_code, told["response_type"]) == (200, "ephemeral")
        assert titles(told)[0] == f"<{ROOT}/en/articles/account/password|Reset a forgotten password>"
        [first] = [one for one in told["blocks"] if one.get("accessory", {}).get("value") == "en/account/password"]
        assert first["accessory"]["action_id"] == "share"
        assert "link in our e-mail" in first["text"]["text"]
        assert f"{ROOT}/en/search?q=how+do+I+reset" in told["blocks"][-1]["elements"][0]["text"]

    def test_what_is_not_close_is_said_to_be_only_near_and_nothing_to_be_nothing(self, chats: Chats) -> None:
        assert "close match" in chats.command("order toaster balcony insurance vegetables").json["text"]
        assert "Articles for" not in chats.command("xylophone quarks").json["text"]

    def test_it_answers_in_the_language_of_the_question(self, chats: Chats) -> None:
        told = chats.command("بازنشانی گذرواژه").json
        assert any("/fa/articles/account/password" in line for line in titles(told))
        assert "مقاله" in told["text"].split("\n")[0]

    def test_signs_of_slack_in_articles_and_questions_are_text(self, chats: Chats) -> None:
        told = chats.command("<!channel> angle of a bracket & signs").json
        assert "<!channel>" not in json.dumps(told)
        assert any("&lt;b&gt;" in line for line in titles(told))

    def test_links_and_names_in_a_question_are_what_was_typed(self, chats: Chats) -> None:
        typed = "&lt;refund&gt; &amp;amp; <@U2147483697> of <https://shop.example.com/x|shop.example.com>"
        more = chats.command(typed).json["blocks"][-1]["elements"][0]["text"]
        assert f"{ROOT}/en/search?q=%3Crefund%3E+%26amp%3B+of+shop.example.com|" in more

    def test_nobody_is_called_by_the_words_of_an_article(self, chats: Chats) -> None:
        told = chats.command("angle of a bracket").json
        texts = [one["text"] for one in told["blocks"] if "text" in one] + told["blocks"][-1]["elements"]
        assert {(one["type"], one["verbatim"]) for one in texts} == {("mrkdwn", True)}

    def test_a_link_to_all_results_that_slack_would_not_take_is_left_out(self, chats: Chats) -> None:
        told = chats.command("refund " + "退款" * 240).json
        assert "context" not in [one["type"] for one in told["blocks"]]
        assert all(len(one["text"]["text"]) <= 3_000 for one in told["blocks"])

    @pytest.mark.parametrize("text", ["", "  ", "help"])
    def test_without_a_question_it_says_how(self, text: str, chats: Chats) -> None:
        assert "Write a question after /kb" in chats.command(text).json["text"]

    def test_a_question_that_cannot_be_read_is_told_why(self, chats: Chats) -> None:
        assert chats.command('"' * 400).status_code == 200

    def test_one_person_asks_thirty_times_a_minute(self, chats: Chats) -> None:
        answers = [chats.command("refund").json["text"] for _ in range(31)]
        assert "Too many questions" not in answers[-2]
        assert "Too many questions" in answers[-1]
        assert "Too many questions" not in chats.command("refund", user_id="U2").json["text"]

    def test_what_is_late_is_acknowledged_and_posted(self, chats: Chats) -> None:
        chats.late.seconds = 0.0
        with kept_busy(chats):
            answer = chats.command("how do I reset my forgotten password?")
        assert (answer.status_code, answer.data) == (200, b"")
        [(_, told)] = heard_by(chats)
        assert (told["response_type"], "Reset a forgotten password" in told["text"]) == ("ephemeral", True)

    def test_where_too_many_wait_it_says_so_and_goes_on_later(self, chats: Chats) -> None:
        go = threading.Event()
        for _ in range(MOST):
            chats.late.beside(lambda: go.wait(60) and None, "")
        assert "Too many questions" in chats.command("refund").json["text"]
        go.set()
        end = time.monotonic() + 60
        while "Too many" in (said := chats.command("refund").json["text"]) and time.monotonic() < end:
            time.sleep(0.05)
        assert "Too many" not in said


class TestWhoReadsWhat:
    @pytest.mark.parametrize("question", ["zanzibar", "wagadugu"])
    def test_a_workspace_that_is_not_said_to_be_staff_reads_what_everybody_does(
        self, question: str, chats: Chats
    ) -> None:
        for team in ("T0001", "", STAFF_TEAM.lower()):
            assert f"/{question}" not in json.dumps(chats.command(question, team=team).json)
            assert "Zanzibar" not in json.dumps(chats.command(question, team=team).json)

    def test_that_of_the_staff_reads_theirs_and_not_a_teams_and_shares_none_of_it(self, chats: Chats) -> None:
        told = chats.command("zanzibar", team=STAFF_TEAM).json
        assert "Zanzibar" in told["text"]
        shown = [one for one in told["blocks"] if "Zanzibar" in json.dumps(one)]
        assert not any("accessory" in one for one in shown)
        assert "Wagadugu" not in chats.command("wagadugu", team=STAFF_TEAM).json["text"]


class TestTheShortcut:
    def test_a_message_is_answered_with_articles_at_the_address_that_came_along(self, chats: Chats) -> None:
        message = {
            "type": "message",
            "user": "U2",
            "ts": "1",
            "text": "Hi all!\n\nHow do I reset my password? Thanks, Bob",
        }
        answer = chats.interact(type="message_action", callback_id="find_article", message=message, trigger_id="1.2.x")
        assert (answer.status_code, answer.data) == (200, b"")
        [(headers, told)] = heard_by(chats)
        assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
        assert "Reset a forgotten password" in told["text"]
        assert "Authorization" not in headers

    def test_an_article_is_shared_in_the_channel_by_its_button(self, chats: Chats) -> None:
        action = {"type": "button", "action_id": "share", "value": "en/orders/refund", "block_id": "x"}
        chats.interact(type="block_actions", actions=[action])
        [(_, told)] = heard_by(chats)
        assert told["response_type"] == "in_channel"
        assert told["text"].startswith(f"<@U2147483697>: *<{ROOT}/en/articles/orders/refund|Refunds>*")

    @pytest.mark.parametrize("value", ["en/staff/zanzibar", "en/nothing", "", "../x"])
    def test_what_is_gone_or_not_for_everybody_is_not_shared(self, value: str, chats: Chats) -> None:
        action = {"type": "button", "action_id": "share", "value": value or "none"}
        chats.interact(type="block_actions", actions=[action], team={"id": STAFF_TEAM})
        [(_, told)] = heard_by(chats)
        assert (told["response_type"], "cannot be shared" in told["text"]) == ("ephemeral", True)

    @pytest.mark.parametrize(
        "told",
        [
            {"type": "message_action", "callback_id": "another"},
            {"type": "view_submission"},
            {"type": "block_actions", "actions": "x"},
            {"type": "message_action", "callback_id": "find_article", "team": None, "user": 1, "message": []},
        ],
    )
    def test_what_is_none_of_ours_or_broken_is_taken_and_left(self, told: dict[str, Any], chats: Chats) -> None:
        assert chats.interact(**{"response_url": "", **told}).status_code == 200

    def test_a_body_that_is_no_payload_is_taken_and_left(self, chats: Chats) -> None:
        for body in (b"", b"payload=%5B%5D", b"payload=" + b"[" * 50_000, b"&" * 10_000, b"\xff\xfe"):
            assert chats.slack("interact", body).status_code == 200


class TestLinks:
    def test_the_first_event_of_all_is_answered_with_its_challenge(self, chats: Chats) -> None:
        body = json.dumps({"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"}).encode()
        answer = chats.slack("events", body)
        assert (answer.status_code, answer.json) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV"})

    def test_an_article_is_shown_below_its_link_once_however_often_it_is_told(self, chats: Chats) -> None:
        url = f"{ROOT}/en/articles/account/password#the-link-expired"
        for number in ("", "1", "2"):
            headers = {"X-Slack-Retry-Num": number} if number else {}
            assert (
                chats.event(url, f"{ROOT}/en/", "https://elsewhere.example.com/en/articles/orders/refund").status_code
                == 200
            )
            assert chats.slack("events", b"{}", **headers).status_code == 200
        [(headers, told)] = heard_by(chats)
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        assert told["source"] == "conversations_history"
        assert told["unfurl_id"].startswith("C123456.")
        assert list(told["unfurls"]) == [url]
        assert "Reset a forgotten password" in json.dumps(told["unfurls"][url])

    def test_an_article_for_staff_is_shown_in_their_workspace_alone_and_never_beside_another_company(
        self, chats: Chats
    ) -> None:
        staff, public = f"{ROOT}/en/articles/staff/zanzibar", f"{ROOT}/en/articles/orders/refund"
        for number, (team, outside, count) in enumerate(
            ((STAFF_TEAM, False, 2), (STAFF_TEAM, True, 1), (STAFF_TEAM, None, 1), ("T0001", False, 1)), start=1
        ):
            chats.event(staff, public, team_id=team, event_id=f"Ev{number}", is_ext_shared_channel=outside)
            assert len(heard_by(chats, number)[-1][1]["unfurls"]) == count

    @pytest.mark.parametrize(
        "of_composer", [{"source": "composer", "channel": "COMPOSER"}, {"channel": "COMPOSER"}, {"source": None}]
    )
    def test_an_article_for_staff_is_not_shown_before_it_is_known_where_its_link_will_be_posted(
        self, of_composer: dict[str, Any], chats: Chats
    ) -> None:
        public = f"{ROOT}/en/articles/orders/refund"
        chats.event(f"{ROOT}/en/articles/staff/zanzibar", public, of_event=of_composer, team_id=STAFF_TEAM)
        [(_, told)] = heard_by(chats)
        assert list(told["unfurls"]) == [public]

    def test_what_slack_says_is_wrong_is_on_the_page_of_connections(self, chats: Chats) -> None:
        chats.receiver.answers.append(Answer(text='{"ok":false,"error":"cannot_unfurl_url"}'))
        chats.event(f"{ROOT}/en/articles/orders/refund")
        heard_by(chats)
        end = time.monotonic() + 60
        while "cannot" not in (said := chats.room.heard.last()["slack"].said) and time.monotonic() < end:
            time.sleep(0.01)
        assert said == "chat.unfurl: cannot_unfurl_url"

    @pytest.mark.parametrize(
        "url",
        [
            f"{ROOT}/en/articles/team/legal",
            f"{ROOT}/en/articles/account/draft",
            f"{ROOT}/en/articles/",
            "http://[::1/en/articles/orders/refund",
            "https://help.example.com:99999/en/articles/orders/refund",
            f"{ROOT}.evil.example/en/articles/orders/refund",
            "javascript:alert(1)",
        ],
    )
    def test_what_is_no_article_for_readers_is_not_shown(self, url: str, chats: Chats) -> None:
        chats.event(url, team_id=STAFF_TEAM)
        chats.event(f"{ROOT}/en/articles/orders/refund", event_id="EvLast")
        [(_, told)] = heard_by(chats)
        assert list(told["unfurls"]) == [f"{ROOT}/en/articles/orders/refund"]


class TestSignatures:
    def test_the_signature_is_that_of_slacks_own_example(self) -> None:
        body = (
            b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
            b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
            b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        )
        right = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        assert slack_signature(SECRET, "1531420618", body) == right
        assert is_from_slack(SECRET, "1531420618", right, body, 1531420618 + 299)

    @pytest.mark.parametrize("name", ["command", "interact", "events"])
    def test_who_does_not_know_the_secret_or_is_late_is_refused(self, name: str, chats: Chats) -> None:
        refused: list[Callable[[], Any]] = [
            lambda: chats.slack(name, b"text=x", secret="another"),
            lambda: chats.slack(name, b"text=x", age=301),
            lambda: chats.slack(name, b"text=x", age=-301),
            lambda: chats.slack(name, b"text=x", **{"X-Slack-Signature": "v0=" + "0" * 64}),
            lambda: chats.slack(name, b"text=x", **{"X-Slack-Request-Timestamp": "soon"}),
            lambda: chats.site.test_client().post(f"/api/v1/chat/slack/{name}", data=b"text=x"),
        ]
        assert [send().status_code for send in refused] == [401] * len(refused)
        assert chats.slack(name, b"text=x", age=299).status_code == 200
        assert chats.slack(name, b"x" * (512 * 1024 + 1)).status_code == 413
