"""Every address of the site against every role: one table, so that a new address without an entry fails."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.tokens import ALLOWED, Scope
from kb.core.roles import AT_THE_COMMAND_LINE, LEAST_ROLE, Action, Role
from kb.core.settings import Settings
from tests.at_the_machine import client_at_the_machine
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.every_address import addresses
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

READ, ANSWER, REVIEW, INSIGHTS = Action.READ, Action.ANSWER, Action.REVIEW, Action.INSIGHTS
NEEDED: dict[str, Action] = {
    # Everybody's: what readers read, what they say of it, and the way in.
    "answers.api": READ,
    "answers.ask": READ,
    "answers.page": READ,
    "answers.person": READ,
    "answers.said": READ,
    "api.article": READ,
    "api.articles": READ,
    "api.categories": READ,
    "api.openapi": READ,
    "api_reference.page": READ,
    "api.products": READ,
    "chat.mattermost_command": READ,
    "chat.mattermost_share": READ,
    "chat.slack_command": READ,
    "chat.slack_events": READ,
    "chat.slack_interact": READ,
    "choose_language": READ,
    "brand.article_card": READ,
    "brand.card": READ,
    "brand.favicon": READ,
    "brand.favicon_for_the_old": READ,
    "brand.icon": READ,
    "brand.logo": READ,
    "brand.manifest": READ,
    "brand.maskable": READ,
    "brand.style": READ,
    "brand.touch": READ,
    "accessibility.statement": READ,
    "contact.page": READ,
    "contact.send": READ,
    "feedback.answer": READ,
    "feedback.api_answer": READ,
    "feeds.feed": READ,
    "feeds.language_feed": READ,
    "feeds.llms": READ,
    "feeds.llms_full": READ,
    "feeds.llms_full_of_language": READ,
    "feeds.opensearch": READ,
    "feeds.robots": READ,
    "feeds.security": READ,
    "feeds.sitemap": READ,
    "followups.answer": READ,
    "healthz": READ,
    "kb.article": READ,
    "kb.category": READ,
    "kb.file": READ,
    "kb.home": READ,
    "kb.home_markdown": READ,
    "kb.product": READ,
    "kb.product_picture": READ,
    "kb.start": READ,
    "kb.static": READ,
    "links.follow": READ,
    "links.picture": READ,
    "mcp.answer": READ,
    "mcp.listen": READ,
    "metrics.metrics": READ,
    "offline.page": READ,
    "offline.worker": READ,
    "openid.callback": READ,
    "openid.start": READ,
    "password_reset.ask": READ,
    "password_reset.send": READ,
    "pulling.hook": READ,
    "readyz": READ,
    "second_step.ask": READ,
    "second_step.app": READ,
    "second_step.begin_app": READ,
    "second_step.confirm_app": READ,
    "second_step.new_passkey": READ,
    "second_step.new_passkey_options": READ,
    "second_step.passkey": READ,
    "second_step.passkey_options": READ,
    "second_step.set_up": READ,
    "second_step.check": READ,
    "search.click": READ,
    "search.results": READ,
    "search.search": READ,
    "search.static": READ,
    "signin.first": READ,
    "signin.here": READ,
    "signin.login": READ,
    "signin.logout": READ,
    "signin.password": READ,
    "signin.sign_in": READ,
    "widget.deflection": READ,
    "widget.demo": READ,
    "widget.script": READ,
    "widget.send_nothing": READ,
    # Whoever has an account.
    "account.account": ANSWER,
    "account.change_password": ANSWER,
    "account.make_token": ANSWER,
    "account.revoke_token": ANSWER,
    "account.sign_out_everywhere": ANSWER,
    "factors.add_passkey": ANSWER,
    "factors.app": ANSWER,
    "factors.passkey_options": ANSWER,
    "factors.remove_passkey": ANSWER,
    "factors.begin_app": ANSWER,
    "factors.codes": ANSWER,
    "factors.confirm_app": ANSWER,
    "factors.prove": ANSWER,
    "factors.remove_app": ANSWER,
    "factors.show": ANSWER,
    # Staff.
    "desk.ask": ANSWER,
    "answers_staff.flag": ANSWER,
    "desk.about": ANSWER,
    "desk.note": ANSWER,
    "desk.note_by_program": ANSWER,
    "helpdesks.index": ANSWER,
    "helpdesks.package": ANSWER,
    "desk.show": ANSWER,
    "followup_answers.index": ANSWER,
    "followup_answers.seen": ANSWER,
    "desk.static": ANSWER,
    "desk.suggest": ANSWER,
    "embedding.progress": ANSWER,
    "links.desk.add": ANSWER,
    "links_api.list": ANSWER,
    "links_api.make": ANSWER,
    "links.desk.index": ANSWER,
    "links.desk.one": ANSWER,
    "links.desk.sheet": ANSWER,
    "messages.again": Action.READ_MESSAGES,
    "messages.file": Action.READ_MESSAGES,
    "messages.index": Action.READ_MESSAGES,
    "messages.one": Action.READ_MESSAGES,
    "messages_deleted.delete": Action.MANAGE,
    "tickets.count": Action.REPORT_TICKETS,
    # Administrators.
    "callers.index": Action.MANAGE,
    "importing.begin": Action.MANAGE,
    "importing.discard": Action.MANAGE,
    "importing.one": Action.MANAGE,
    "importing.picture": Action.MANAGE,
    "importing.report": Action.MANAGE,
    "importing.report_json": Action.MANAGE,
    "importing.undo": Action.MANAGE,
    "importing_uploads.complete": Action.MANAGE,
    "importing_uploads.index": Action.MANAGE,
    "importing_uploads.take_piece": Action.MANAGE,
    "webhooks.index": Action.MANAGE,
    "webhooks.one": Action.MANAGE,
    "webhooks.remove": Action.MANAGE,
    "webhooks.repeat": Action.MANAGE,
    "webhooks.rotate": Action.MANAGE,
    "webhooks.switch": Action.MANAGE,
    "webhooks.test": Action.MANAGE,
    "admin.audit": Action.MANAGE,
    "admin.audit_csv": Action.MANAGE,
    "admin.audit_json": Action.MANAGE,
    "admin.disable": Action.MANAGE,
    "admin.enable": Action.MANAGE,
    "admin.factor": Action.MANAGE,
    "admin.hand_over": Action.MANAGE,
    "admin.index": Action.MANAGE,
    "admin.invite": Action.MANAGE,
    "admin.link": Action.MANAGE,
    "admin.people": Action.MANAGE,
    "admin.person": Action.MANAGE,
    "admin.revoke": Action.MANAGE,
    "admin.role": Action.MANAGE,
    "admin.sessions": Action.MANAGE,
    "admin.settings": Action.MANAGE,
    "admin.tokens": Action.MANAGE,
    "admin.teams": Action.MANAGE,
    "admin.add_team": Action.MANAGE,
    "admin.team": Action.MANAGE,
    "admin.rename_team": Action.MANAGE,
    "admin.join_team": Action.MANAGE,
    "admin.leave_team": Action.MANAGE,
    "admin.remove_team": Action.MANAGE,
    "admin.person_teams": Action.MANAGE,
    # Editors.
    "editor.article": Action.WRITE,
    "editor.drafts": Action.WRITE,
    "editor.live": Action.WRITE,
    "editor.archive": Action.WRITE,
    "editor.history": Action.WRITE,
    "editor.restore": Action.EDIT,
    "moving.article": Action.EDIT,
    "moving.category": Action.EDIT,
    "editor_links_found.find": Action.WRITE,
    "editor_pictures.take": Action.WRITE,
    "new_articles.form": Action.WRITE,
    "translations.table": Action.WRITE,
    "translations.translate": Action.WRITE,
    "publishing.work": Action.WRITE,
    "comments.inbox": Action.READ_COMMENTS,
    "comments_acts.act": REVIEW,
    "comments_api.act": REVIEW,
    "comments_api.list": REVIEW,
    "publishing.propose": Action.WRITE,
    "authoring.begin": Action.WRITE,
    "authoring.comment": Action.WRITE,
    "authoring.drafts": Action.WRITE,
    "authoring.picture": Action.WRITE,
    "authoring.proposal": Action.WRITE,
    "authoring.proposals": Action.WRITE,
    "authoring.propose": Action.WRITE,
    "authoring.read": Action.WRITE,
    "authoring.take_back": Action.WRITE,
    "authoring.withdraw": Action.WRITE,
    "authoring.write": Action.WRITE,
    "publishing.proposal": Action.WRITE,
    "work_api.work": Action.WRITE,
    "translations_api.table": Action.WRITE,
    "authoring.versions": Action.WRITE,
    "authoring.version": Action.WRITE,
    "insights.answers": INSIGHTS,
    "insights_api.cover": INSIGHTS,
    "insights_api.gaps": INSIGHTS,
    "insights_api.reopen": INSIGHTS,
    "insights_api.report": INSIGHTS,
    "insights.articles": INSIGHTS,
    "insights.chart": INSIGHTS,
    "insights.cover_gap": INSIGHTS,
    "insights.draft": INSIGHTS,
    "insights.gaps": INSIGHTS,
    "insights.mail": INSIGHTS,
    "insights.numbers": INSIGHTS,
    "insights.overview": INSIGHTS,
    "insights.searches": INSIGHTS,
    "insights.support": INSIGHTS,
    "insights.reopen": INSIGHTS,
    "notice_board.down": REVIEW,
    "notice_board.index": REVIEW,
    "notices_api.list": REVIEW,
    "review_findings_api.findings": REVIEW,
    "review_findings_api.links": REVIEW,
    "review_reports.history_api": REVIEW,
    "review.decide": REVIEW,
    "review_api.article": REVIEW,
    "review_api.decide": REVIEW,
    "review_api.undo": REVIEW,
    "review.introduce_yourself": REVIEW,
    "review.queue": REVIEW,
    "review.static": REVIEW,
    "review.undo": REVIEW,
    "review_article.article": REVIEW,
    "review_article.check_links": REVIEW,
    "review_article.decide": REVIEW,
    "review_article.links": REVIEW,
    "review_addresses.make": REVIEW,
    "review_addresses.revoke": REVIEW,
    "review_addresses.show": REVIEW,
    "review_plan.change": REVIEW,
    "review_plan.even": REVIEW,
    "review_plan.plan": REVIEW,
    "review_feeds.calendar": REVIEW,
    "review_feeds.feed": REVIEW,
    "review_feeds.rows": REVIEW,
    "review_reports.chart": REVIEW,
    "review_reports.history": REVIEW,
    "review_reports.history_csv": REVIEW,
    "review_reports.history_json": REVIEW,
    "review_reports.numbers": REVIEW,
    "review_reports.reports": REVIEW,
}
"""What each address asks for, by endpoint; ``kb.core.roles`` says who may do that."""


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """A site without form tokens, which are tested elsewhere; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund")
    contact = "mailto:security@example.com"
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", security_contact=contact)
    clock = Clock()
    app = open_site(settings, models=[], clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    yield Office(app, clock)
    app.extensions["kb"].close()


def answer(response: TestResponse) -> str:
    """Whether the site let somebody in; an answer that it has nothing there counts as let in."""
    if response.status_code == 401 or (response.location or "").startswith("/login?next="):
        return "who are you?"
    if response.status_code == 403:
        return "no"
    return "failed" if response.status_code == 500 else "in"


def expected(action: Action, role: Role, method: str, path: str) -> str:
    """What the table says."""
    if role >= LEAST_ROLE[action]:
        return "in"
    asks = role == Role.READER and (method == "GET" or path.startswith("/api/"))
    return "who are you?" if asks else "no"


def mistakes(office: Office, role: Role, browser: partial[Browser]) -> list[str]:
    """Where the site answers otherwise than the table, to a new ``browser`` for each address."""
    found = []
    for endpoint, method, path in addresses(office.site):
        got = answer(browser().client.open(path, method=method, buffered=True))
        if got != (due := expected(NEEDED[endpoint], role, method, path)):
            found.append(f"{method} {path} ({endpoint}): {got}, not {due}")
    return found


def test_every_address_is_in_the_table_and_no_other(office: Office) -> None:
    assert {rule.endpoint for rule in office.site.url_map.iter_rules()} == set(NEEDED)


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.STAFF, Role.AUTHOR, Role.EDITOR, Role.ADMIN])
def test_each_role_reaches_what_it_may_and_nothing_else(office: Office, role: Role) -> None:
    account = office.hire(role)
    assert mistakes(office, role, partial(office.browser, account)) == []


@pytest.mark.slow
def test_a_reader_reaches_what_is_public_and_is_asked_to_sign_in_elsewhere(office: Office) -> None:
    office.hire(Role.STAFF)
    assert mistakes(office, Role.READER, partial(office.browser)) == []


@pytest.mark.slow
def test_a_revoked_session_is_a_readers(office: Office) -> None:
    office.hire(Role.ADMIN, "other@example.com")
    account = office.hire(Role.ADMIN)

    def revoked() -> Browser:
        browser = office.browser(account)
        office.accounts.sign_out_everywhere(account.person)
        return browser

    assert mistakes(office, Role.READER, partial(revoked)) == []


@pytest.mark.slow
def test_a_disabled_account_with_a_session_and_a_token_reaches_what_is_public(office: Office) -> None:
    office.hire(Role.ADMIN, "other@example.com")
    account = office.hire(Role.ADMIN)
    secret = office.token(account, *Scope)
    office.accounts.disable(AT_THE_COMMAND_LINE, account.email)
    assert mistakes(office, Role.READER, partial(office.browser, account)) == []
    header = {"Authorization": f"Bearer {secret}"}
    assert office.site.test_client().get("/api/v1/review", headers=header).status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize("scope", Scope)
def test_a_token_reaches_what_its_scope_is_for_and_nothing_else(office: Office, scope: Scope) -> None:
    account: Account = office.hire(Role.ADMIN)
    header = {"Authorization": f"Bearer {office.token(account, scope)}"}
    for endpoint, method, path in addresses(office.site):
        got = answer(office.site.test_client().open(path, method=method, headers=header, buffered=True))
        if path.startswith("/api/"):
            assert got == ("in" if NEEDED[endpoint] in ALLOWED[scope] else "no"), f"{method} {path}"
        else:
            assert got == expected(NEEDED[endpoint], Role.READER, method, path), f"{method} {path}"


@pytest.mark.slow
def test_before_there_are_accounts_staff_pages_are_for_whoever_opened_the_printed_link(office: Office) -> None:
    assert mistakes(office, Role.READER, partial(office.browser)) == []
    for endpoint, method, path in addresses(office.site):
        client = client_at_the_machine(office.site)
        due = "in" if LEAST_ROLE[NEEDED[endpoint]] <= Role.EDITOR else "no"  # it is an editor's place
        assert answer(client.open(path, method=method, buffered=True)) == due, f"{method} {path} at the machine"
