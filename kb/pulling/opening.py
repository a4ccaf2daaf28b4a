"""What keeps the articles folder at its remote, as the settings have it."""

from __future__ import annotations

from kb.callers.heard import Heard
from kb.core.clock import Clock
from kb.core.errors import SettingsError
from kb.core.settings import Settings
from kb.files.key_file import read_key
from kb.git.folder import GitFolder
from kb.library.library import Library
from kb.pulling.puller import ArticlePuller, PullWays


def open_puller(
    settings: Settings, folder: GitFolder | None, library: Library, clock: Clock, heard: Heard
) -> ArticlePuller | None:
    """What pulls; None where the settings want none of it.

    Raises:
        SettingsError: the file of the credentials cannot be used.

    """
    if not settings.pulls:
        return None
    credentials = read_key("KB_GIT_CREDENTIALS_FILE", settings.git_credentials_file)
    if credentials and not all(credentials.partition(":")):
        raise SettingsError("KB_GIT_CREDENTIALS_FILE has one line: a name, a colon, a token or password")
    ways = PullWays(settings.git_pull_minutes, settings.git_push, credentials)
    return ArticlePuller(folder, library, clock, ways, lambda: heard.asked("git"))
