"""What the administrators' pages work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from flask import abort
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.account_services.administration import Administration
from kb.account_services.teams import Teams
from kb.account_services.tokens import Tokens
from kb.accounts.accounts import Account
from kb.accounts.teams import Team
from kb.admin.setting_sources import SettingOrigins
from kb.catalog.article import Article, ArticleId
from kb.core.clock import Clock
from kb.core.roles import Person
from kb.site.site import Site


class RefusedHandover(Protocol):
    """Why an article stays as it is: ``gone``, ``decided`` or what the system said."""

    @property
    def article(self) -> ArticleId:
        """Which."""

    @property
    def reason(self) -> str:
        """Why."""


class HandedOver(Protocol):
    """What became of a handover."""

    @property
    def done(self) -> Sequence[ArticleId]:
        """What is with somebody else now."""

    @property
    def refused(self) -> Sequence[RefusedHandover]:
        """What is not."""


class Ownership(Protocol):
    """Whose the articles are (the review provides it)."""

    def owned_by_name(self) -> Mapping[str, Set[ArticleId]]:
        """The articles of each name and address that owners are known by, folded as addresses."""

    def waiting_with(self, name: str, email: str) -> list[Article]:
        """What somebody owns or was assigned."""

    def categories_of(self, name: str) -> list[str]:
        """The files of the categories that name somebody, or a team, as their owner."""

    def hand_over(self, name: str, email: str, to: str, by: Person) -> HandedOver:
        """Give it to ``to``, written into the files."""


@dataclass(frozen=True)
class AdminRoom:
    """One site's accounts, whose its articles are, and where its settings come from."""

    site: Site
    database: Engine
    clock: Clock
    accounts: Accounts
    tokens: Tokens
    administration: Administration
    teams: Teams
    ownership: Ownership
    origins: Callable[[], SettingOrigins]

    def account(self, number: int) -> Account:
        """The account with this number; else the page is not there."""
        return self.administration.find(number) or abort(404)

    def team(self, number: int) -> Team:
        """The team with this number; else the page is not there."""
        return next((team for team in self.teams.everyone() if team.id == number), None) or abort(404)

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server and a sender are set."""
        return bool(self.site.settings.mail_server and self.site.settings.mail_from)
