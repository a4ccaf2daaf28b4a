"""Second factors."""

from __future__ import annotations

from typing import Protocol

from kb.core.settings import Settings
from kb.site.feature import Feature, SiteParts, Slot


class SecondStepParts(SiteParts, Protocol):
    """What these pages need."""

    @property
    def settings(self) -> Settings:
        """With the data folder that the site works in, whose key seals what is kept."""


def feature(parts: SecondStepParts) -> Feature:
    """Nothing where no account can be kept."""
    from kb.factor_services.factors import SecondFactors
    from kb.factor_services.passkeys import Passkeys
    from kb.factor_services.second_step import SecondStep
    from kb.factors import expiry
    from kb.factors.sealing import Sealing
    from kb.second_step import pages
    from kb.second_step.room import SecondStepRoom
    from kb.sign_in.who_asks import WhoAsks
    from kb.storage.data_folder import secret_key

    site, database, clock, people = parts.site, parts.database, parts.clock, parts.site.people
    if database is None or not isinstance(people, WhoAsks):
        return Feature("second step")
    sealing = Sealing(secret_key(parts.settings.data_dir, parts.settings.secret_key_file))
    room = SecondStepRoom(
        site=site,
        clock=clock,
        accounts=people.accounts,
        factors=SecondFactors(database, clock, sealing),
        step=SecondStep(database, clock, sealing),
        passkeys=Passkeys(database, clock),
    )
    return Feature(
        "second step",
        blueprints=pages.create_blueprints(room),
        slots={Slot.SIGN_IN: "second_step/passkey_in_login.html"},
        retention=expiry.retention(),
    )
