"""Articles that come by git: the address for forges, and what pulls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from kb.language.marking import N_
from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.callers.heard import Heard
    from kb.pulling.puller import ArticlePuller
    from kb.web.measure import Line


class PullingParts(SiteParts, Protocol):
    """What pulling needs."""

    @property
    def puller(self) -> ArticlePuller | None:
        """What pulls, where the settings want that."""

    @property
    def heard(self) -> Heard:
        """Where it is noted that a forge was heard."""


def feature(parts: PullingParts) -> Feature:
    """The address answers 404 without a secret."""
    from kb.files.key_file import read_key
    from kb.pulling import api
    from kb.pulling.outcome import WORKING
    from kb.pulling.wording import lines_of
    from kb.web.measure import Caller, Measure, one
    from kb.web.rate_limit import MinuteLimit

    site, puller, wanted = parts.site, parts.puller, parts.site.settings.git_hook_secret_file
    secret = read_key("KB_GIT_HOOK_SECRET_FILE", wanted)

    def tell() -> Iterator[Line]:
        return lines_of(puller.last) if puller else iter(())

    def fails() -> bool:
        return puller is not None and puller.last.state not in WORKING

    caller = Caller(
        api.CALLER,
        N_("Articles by git"),
        (api.ADDRESS,),
        ("KB_GIT_HOOK_SECRET_FILE", "KB_GIT_PULL_MINUTES", "KB_GIT_PUSH"),
        puller is not None,
        tell,
        fails,
    )
    refused = MinuteLimit(api.REFUSED_OF_ONE, api.REFUSED_OF_ALL, parts.clock)
    believed = MinuteLimit(api.BELIEVED, api.BELIEVED, parts.clock)
    address = api.create_blueprint(api.HookRoom(site, puller, parts.heard, secret, refused, believed))
    if puller is None:
        return Feature("pulling", blueprints=(address,), callers=(caller,))
    text = "1 while the articles folder cannot be brought to what its git remote has."
    return Feature(
        "pulling",
        blueprints=(address,),
        workers=(puller,),
        measures=(Measure("kb_git_pull_failing", text, one(lambda: float(fails()))),),
        callers=(caller,),
    )
