"""The settings room by room: whoever needs those of one room asks for that group and sees no others.

``kb.core.settings.Settings`` has all of them. Each group names the rooms it is for, and says what its values mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from kb.core.intervals import ReviewInterval
from kb.core.roles import Role, RoleRule

HALF_A_YEAR, A_YEAR = ReviewInterval(months=6), ReviewInterval(months=12)
Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True)
class FolderSettings:
    """kb/library, kb/storage: the folder of articles and the one we write into, both absolute; the file of the key that
    several machines share, empty where each data folder has its own.
    """

    articles_dir: Path = Path("articles")
    data_dir: Path = Path("data")
    secret_key_file: str = ""


@dataclass(frozen=True)
class SiteSettings:
    """kb/site, kb/brand: what the site is called, where it stands, and who is behind it.

    ``base_url`` is the public address, without a slash at its end; empty where none is set.
    """

    site_name: str = "Help centre"
    base_url: str = ""
    contact_url: str = ""
    security_contact: str = ""

    @property
    def path(self) -> str:
        """The path below which the site stands, like ``/help``; empty where it has a host of its own."""
        return urlsplit(self.base_url).path

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, as browsers write them; empty without one."""
        return self.base_url.removesuffix(self.path) if self.path else self.base_url


@dataclass(frozen=True)
class LanguageSettings:
    """kb/language, kb/catalog: an empty ``default_language`` means: found out from the articles."""

    default_language: str = ""
    calendars: tuple[tuple[str, str], ...] = ()
    digits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ModelSettings:
    """search/models: none named means the bundled ones that are installed; ``recipes`` there reads the entries."""

    embedding_models: tuple[str, ...] = ()


@dataclass(frozen=True)
class RerankerSettings:
    """search/reranking: a cross-encoder's folder, or the address of a server that has one; empty means none.

    ``reranker_key_file`` holds what the server knows us by, ``reranker_model`` is what it calls the model;
    ``reranker_ms`` is how many milliseconds an answer waits for it.
    """

    reranker: str = ""
    reranker_url: str = ""
    reranker_key_file: str = ""
    reranker_model: str = ""
    reranker_ms: int = 300


@dataclass(frozen=True)
class AnswerSettings:
    """search/answers/generation: the address of a server that speaks OpenAI's chat interface, up to ``/v1``; empty
    means that answers are in the articles' own words.

    ``answers_key_file`` holds what the server knows us by, ``answers_model`` is what it calls the model. Seconds to the
    first word and in all; tokens of a prompt and of an answer at most; questions of one reader and of all in a day, and
    tokens of all in a month, that are answered with the model.
    """

    answers_url: str = ""
    answers_model: str = ""
    answers_key_file: str = ""
    answers_first_seconds: int = 8
    answers_seconds: int = 25
    answers_prompt_tokens: int = 3_000
    answers_tokens: int = 600
    answers_reader_day: int = 30
    answers_day: int = 2_000
    answers_month_tokens: int = 5_000_000


@dataclass(frozen=True)
class ServerSettings:
    """kb/operations: where the server listens, by how many processes, and how much each does at a time;
    kb/monitoring: the file with the key of ``/metrics``, which is not there without one, and whether log lines are
    ``text`` or ``json``.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    threads: int = 8
    connections: int = 500
    wait_seconds: int = 60
    metrics_key_file: str = ""
    log_lines: str = "text"


@dataclass(frozen=True)
class DatabaseSettings:
    """kb/storage, search/service: an SQLAlchemy address; empty means a file in the data folder. ``index`` is where the
    search index is kept: ``local`` (in the data folder) or ``postgres`` (in that database).
    """

    database_url: str = ""
    index: str = "local"


@dataclass(frozen=True)
class ReviewSettings:
    """review/queue: how long after a review an article is due for the next, and then overdue."""

    review_due: ReviewInterval = HALF_A_YEAR
    review_overdue: ReviewInterval = A_YEAR


@dataclass(frozen=True)
class ReaderSettings:
    """kb/public: ``overdue_note`` is ``on``, ``off`` or the wording itself."""

    overdue_note: str = "on"
    offline: bool = True


@dataclass(frozen=True)
class EditingSettings:
    """kb/editing: whether decisions are commits, and whether programs of the repository run at them.

    kb/pulling: after how many minutes the remote is looked at (0: only when told), whether commits go there, the files
    with the secret of the forge and with the name and token for the remote.
    """

    git_commit: bool = False
    git_programs: bool = False
    git_pull_minutes: int = 0
    git_push: bool = False
    git_hook_secret_file: str = ""
    git_credentials_file: str = ""


@dataclass(frozen=True)
class NoticeSettings:
    """review/notices, search/insights/monthly: ``mail_server`` is like ``smtp://user:password@host:587``,
    ``review_mail`` gets what has no owner with an address; ``review_webhook_networks`` are networks inside that the
    webhook may be in.
    """

    mail_server: str = ""
    mail_from: str = ""
    review_mail: str = ""
    review_webhook: str = ""
    review_webhook_networks: Networks = ()
    monthly_report: bool = True


@dataclass(frozen=True)
class ContactSettings:
    """kb/messages: where messages of the contact form go, for how many days they are kept, what may be attached.

    ``contact_webhook_networks`` are networks inside that the webhook may be in, ``contact_files`` the most files of one
    message, none where it is 0, and ``contact_file_mb`` the most megabytes of each.
    """

    contact_mail: str = ""
    contact_confirm: bool = False
    contact_webhook: str = ""
    contact_webhook_secret: str = field(default="", repr=False)
    contact_webhook_networks: Networks = ()
    contact_days: int = 180
    contact_files: int = 3
    contact_file_mb: int = 5

    @property
    def contact_file_bytes(self) -> int:
        """The most bytes of one file."""
        return self.contact_file_mb * 2**20

    @property
    def contact_body_bytes(self) -> int:
        """The most bytes of a message as a browser sends it: its files, and its text and what parts them."""
        return self.contact_files * self.contact_file_bytes + 128 * 2**10


@dataclass(frozen=True)
class WebhookSettings:
    """kb/webhooks: ``webhook_networks`` are networks inside in which receivers may be."""

    webhook_networks: Networks = ()


@dataclass(frozen=True)
class ImportSettings:
    """kb/importing, kb/exchange: the most megabytes of an export that is sent in the browser, none where it is 0, and
    networks inside from which pictures may be fetched.
    """

    import_mb: int = 2_000
    import_networks: Networks = ()


@dataclass(frozen=True)
class ChatSettings:
    """search/chat: files with what Slack signs with, the token of its app and that of Mattermost's command; the address
    of Slack's API; teams all of whose people are staff; networks inside that answers may be posted to; the incoming
    webhook of the channel that is told once a week.
    """

    slack_signing_secret_file: str = ""
    slack_token_file: str = ""
    slack_api: str = "https://slack.com/api"
    mattermost_token_file: str = ""
    chat_staff_teams: tuple[str, ...] = ()
    chat_networks: Networks = ()
    chat_summary_webhook: str = field(default="", repr=False)


@dataclass(frozen=True)
class FollowupSettings:
    """search/followups: for how many days a link that was sent for a ticket asks; 0: none does."""

    followup_days: int = 30
    followup_satisfaction: bool = False


@dataclass(frozen=True)
class SignInSettings:
    """kb/sign_in: ``sign_in_roles`` is for all who sign in elsewhere, by OpenID Connect or at a ``trusted_proxy``.

    From the role ``second_factor`` on whoever signs in by password needs a second factor; None: nobody.
    """

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    sign_in_roles: tuple[RoleRule, ...] = ()
    second_factor: Role | None = None
    trusted_proxy: Networks = ()


@dataclass(frozen=True)
class NetworkSettings:
    """kb/web: proxies of ``trusted_networks`` are believed from which address a request comes, and nothing else."""

    trusted_networks: Networks = ()
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class RetentionSettings:
    """kb/storage, search/log, kb/accounts: after how many days what was noted is deleted."""

    retention_days: int = 365
    audit_days: int = 730
