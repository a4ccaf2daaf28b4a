"""A program of somebody else, written against the generated client: ``python client_program.py ADDRESS TOKEN``.

Runs in the environment of ``make client``, which has nothing of ours; prints what it got as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import uuid4

from selfservice_kb_client import AuthenticatedClient, Client
from selfservice_kb_client.api.articles import list_articles, list_categories, read_article
from selfservice_kb_client.api.authors import propose, read_draft, withdraw_proposal, write_draft
from selfservice_kb_client.api.feedback import vote
from selfservice_kb_client.api.helpdesk import about_desk, report_tickets, suggest
from selfservice_kb_client.api.search import search
from selfservice_kb_client.models.propose_body import ProposeBody
from selfservice_kb_client.models.report_tickets_body_type_0 import ReportTicketsBodyType0
from selfservice_kb_client.models.suggest_json_body import SuggestJsonBody
from selfservice_kb_client.models.vote_body import VoteBody
from selfservice_kb_client.models.write_draft_body import WriteDraftBody

KEY = "returns/return-an-item"


def main(address: str, token: str) -> dict[str, Any]:
    reader = Client(base_url=address, raise_on_unexpected_status=True)
    helpdesk = AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)
    forged = AuthenticatedClient(base_url=address, token="kb_forged", raise_on_unexpected_status=True)
    found = search.sync(client=reader, q="How do I return an item?", lang="en", limit=3)
    article = read_article.sync(KEY, client=reader, lang="en")
    suggested = suggest.sync(client=helpdesk, body=SuggestJsonBody(message="How do I return an item?", language="en"))
    voted = vote.sync(client=reader, body=VoteBody(language="en", key=KEY, helpful=True))
    return {
        "search": [hit.key for hit in found.results],
        "article": [article.title, article.languages, article.kind],
        "categories": [one.path for one in list_categories.sync(client=reader, lang="en").results],
        "suggested": [one.key for one in suggested.results],
        "about": about_desk.sync(client=helpdesk).person,
        "voted": [voted.key, voted.helpful],
        "paged": paged(reader),
        "whole": [one.key for one in list_articles.sync(client=reader, lang="en").results],
        "tickets": tickets(helpdesk),
        "proposed": proposed(helpdesk),
        "missing": told(read_article.sync_detailed("no/such", client=reader)),
        "forged": told(about_desk.sync_detailed(client=forged)),
        "foreign_cursor": told(list_articles.sync_detailed(client=reader, cursor="made-up")),
    }


def paged(client: Client) -> list[str]:
    """Every article in English, by cursor."""
    found: list[str] = []
    page = list_articles.sync(client=client, lang="en", limit=7)
    while True:
        found += [one.key for one in page.results]
        if page.cursor is None:
            return found
        page = list_articles.sync(client=client, lang="en", limit=7, cursor=page.cursor)


def tickets(client: AuthenticatedClient) -> list[list[object]]:
    """A report that is sent twice with one key, and another with the same key."""
    day, key = sys.argv[3], str(uuid4())
    said = []
    for count in (41, 41, 42):
        body = ReportTicketsBodyType0.from_dict({"day": day, "source": "zendesk", "tickets": count})
        answer = report_tickets.sync_detailed(client=client, body=body, idempotency_key=key)
        said.append([int(answer.status_code), answer.headers.get("Idempotency-Replayed")])
    return said


def proposed(client: AuthenticatedClient) -> list[object]:
    """An article that is changed in a draft, proposed, and taken back."""
    before = read_draft.sync("en", KEY, client=client)
    body = WriteDraftBody.from_dict({"fields": {"tags": ["gift"]}, "text": "Ask for a code.", "version": None})
    draft = write_draft.sync("en", KEY, client=client, body=body, idempotency_key=str(uuid4()))
    made = propose.sync(client=client, body=ProposeBody(language="en", key=KEY))
    back = withdraw_proposal.sync(made.id, client=client)
    return [before.version, draft.text, draft.fields["tags"], made.state.value, back.state.value]


def told(answer: Any) -> list[object]:
    """The status and what the problem says."""
    return [int(answer.status_code), answer.parsed.status, answer.parsed.detail]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2])))
