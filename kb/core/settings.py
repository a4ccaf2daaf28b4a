"""Every setting of the product, read once from the environment that ``app.py`` passes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from kb.core.errors import SettingsError
from kb.core.setting_groups import (
    AnswerSettings,
    ChatSettings,
    ContactSettings,
    DatabaseSettings,
    EditingSettings,
    FolderSettings,
    FollowupSettings,
    ImportSettings,
    LanguageSettings,
    ModelSettings,
    NetworkSettings,
    NoticeSettings,
    ReaderSettings,
    RerankerSettings,
    RetentionSettings,
    ReviewSettings,
    ServerSettings,
    SignInSettings,
    SiteSettings,
    WebhookSettings,
)
from kb.core.setting_values import READERS, ExpectedError
from kb.core.text import shorten

PREFIX = "KB_"
SECRETS = (
    "mail_server",
    "review_webhook",
    "chat_summary_webhook",
    "contact_webhook",
    "contact_webhook_secret",
    "oidc_client_secret",
    "reranker_url",
)  # with a password in them: never printed


@dataclass(frozen=True)
class Settings(  # a dataclass counts the fields of its last base first
    RetentionSettings,
    NetworkSettings,
    SignInSettings,
    FollowupSettings,
    ChatSettings,
    ImportSettings,
    WebhookSettings,
    ContactSettings,
    NoticeSettings,
    EditingSettings,
    ReaderSettings,
    ReviewSettings,
    DatabaseSettings,
    ServerSettings,
    AnswerSettings,
    RerankerSettings,
    ModelSettings,
    LanguageSettings,
    SiteSettings,
    FolderSettings,
):
    """How one site is set up, all groups together. docs/settings.md describes each; a test holds that page to this."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Read ``KB_…`` variables; ``given`` values that are not None win (command line options).

        Raises:
            SettingsError: a variable is unknown or has a value that cannot be used.

        """
        known = {f"{PREFIX}{each.name.upper()}": each.name for each in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(f"unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}")
        values: dict[str, Any] = {}
        for variable, name in known.items():
            if environment.get(variable):
                values[name] = read_value(variable, name, environment[variable])
        values |= {name: value for name, value in given.items() if value is not None}
        settings = cls(**values)
        if not settings.review_due.never and not settings.review_overdue.is_longer_than(settings.review_due):
            raise SettingsError("KB_REVIEW_OVERDUE comes after KB_REVIEW_DUE (default 6 months), so it must be longer")
        settings._check_sign_in()
        settings._check_contact()
        settings._check_answers()
        settings._check_index()
        settings._check_git()
        settings._check_chat()
        return replace(
            settings,
            articles_dir=Path(settings.articles_dir).expanduser().absolute(),
            data_dir=Path(settings.data_dir).expanduser().absolute(),
        )

    def _check_sign_in(self) -> None:
        """Signing in elsewhere is set up whole or not at all: half of it would be a door that nobody looks at."""
        of_provider = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        needed: tuple[str, ...] = ("sign_in_roles",) if self.trusted_proxy else ()
        if any(getattr(self, name) for name in (*of_provider, "oidc_name")):
            needed = (*of_provider, "sign_in_roles", "base_url")  # to the last the provider sends people back
        missing = [f"{PREFIX}{name.upper()}" for name in needed if not getattr(self, name)]
        if missing:
            raise SettingsError(f"signing in elsewhere (KB_OIDC_…, KB_TRUSTED_PROXY) needs {', '.join(missing)}")
        if self.sign_in_roles and not needed:
            raise SettingsError("KB_SIGN_IN_ROLES needs KB_OIDC_ISSUER or KB_TRUSTED_PROXY as well")

    def _check_contact(self) -> None:
        """Half of a way would keep messages where nobody hears of them."""
        if self.contact_confirm and not self.contact_mail:
            raise SettingsError("KB_CONTACT_CONFIRM needs KB_CONTACT_MAIL, to which customers reply")
        if self.contact_mail and not (self.mail_server and self.mail_from):
            raise SettingsError("KB_CONTACT_MAIL needs KB_MAIL_SERVER and KB_MAIL_FROM as well")
        if bool(self.contact_webhook) != bool(self.contact_webhook_secret):
            raise SettingsError("KB_CONTACT_WEBHOOK and KB_CONTACT_WEBHOOK_SECRET go together: what is sent is signed")

    def _check_answers(self) -> None:
        """A model needs both an address and a name, and time for more than its first word."""
        if bool(self.answers_url) != bool(self.answers_model):
            raise SettingsError("KB_ANSWERS_URL and KB_ANSWERS_MODEL go together: a server and its name of the model")
        if self.answers_key_file and not self.answers_url:
            raise SettingsError("KB_ANSWERS_KEY_FILE needs KB_ANSWERS_URL as well")
        if self.answers_first_seconds > self.answers_seconds:
            raise SettingsError("KB_ANSWERS_SECONDS is the time in all, so no less than KB_ANSWERS_FIRST_SECONDS")

    def _check_index(self) -> None:
        """An index that processes share is in a database that they share."""
        if self.index == "postgres" and not self.database.startswith("postgresql"):
            raise SettingsError("KB_INDEX=postgres needs KB_DATABASE_URL, an address that starts with postgresql://")

    def _check_git(self) -> None:
        """Only what is committed goes anywhere, and credentials are for whoever pulls."""
        if self.git_push and not self.git_commit:
            raise SettingsError("KB_GIT_PUSH needs KB_GIT_COMMIT=1 as well: what is not committed goes nowhere")
        if self.git_credentials_file and not self.pulls:
            raise SettingsError("KB_GIT_CREDENTIALS_FILE needs KB_GIT_PULL_MINUTES or KB_GIT_HOOK_SECRET_FILE as well")

    def _check_chat(self) -> None:
        """Links in a chat are whole addresses, and who is set up by half waits for answers that never come."""
        for name in ("slack_signing_secret_file", "mattermost_token_file"):
            if getattr(self, name) and not self.base_url:
                raise SettingsError(f"{PREFIX}{name.upper()} needs KB_BASE_URL as well, which links begin with")
        if self.slack_token_file and not self.slack_signing_secret_file:
            raise SettingsError("KB_SLACK_TOKEN_FILE needs KB_SLACK_SIGNING_SECRET_FILE as well")

    @property
    def pulls(self) -> bool:
        """Whether the articles folder is kept at its git remote."""
        return bool(self.git_pull_minutes or self.git_push or self.git_hook_secret_file)

    @property
    def has_others(self) -> bool:
        """Whether other processes may answer readers with the same database."""
        return self.processes > 1 or self.database.startswith("postgresql")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the one set, else a file in the data folder.

        PostgreSQL without a driver's name is spoken to by the one that the extra installs.
        """
        kind, separator, rest = self.database_url.partition("://")
        if kind in ("postgresql", "postgres"):
            return f"postgresql+psycopg{separator}{rest}"
        return self.database_url or f"sqlite:///{self.data_dir / 'kb.sqlite'}"

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None where it is in memory or on a server."""
        kind, _, name = self.database.partition(":///")
        return (
            Path(name.partition("?")[0]) if kind.partition("+")[0] == "sqlite" and name[:1] not in ("", ":") else None
        )


def read_value(variable: str, name: str, text: str) -> Any:
    """The value that ``text`` is for the setting ``name``, whose variable is ``variable``; paths as they are written.

    Raises:
        SettingsError: it cannot be used.

    """
    read, expected = READERS.get(name, (Path if name.endswith("_dir") else str, ""))
    try:
        return read(text)
    except ValueError as error:
        better = str(error) if isinstance(error, ExpectedError) else expected
        written = "" if name in SECRETS else f"={shorten(text)}"
        raise SettingsError(f"{variable}{written} is not {better}") from None
