"""Next versions of articles that are published at a day and hour: proposals whose time has come."""

from __future__ import annotations

import logging
from datetime import datetime

from kb.approval.gate import ApprovalNeededError
from kb.approval.transitions import Stage
from kb.catalog.schedule import PlannedTime, WallClash
from kb.core.roles import Person
from kb.editor.room import EditorRoom
from kb.editor.sheet import SKIPPED
from kb.language.interface import interface_language, translations
from kb.language.marking import N_
from kb.publishing.carrying_out import NotPublishedError, save_proposal
from kb.publishing.proposals import BY_CLOCK, ReadProposal, comment, due_proposals, move
from kb.storage.background import Repeating
from kb.storage.database import AWAY, said_by

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 5.0
NO_APPROVAL = N_("Its category asks for another approval by now.")


class ScheduledVersions(Repeating):
    """Saves what is due, each once however many processes look; what cannot be saved is returned to its author."""

    def __init__(self, room: EditorRoom) -> None:
        super().__init__("scheduled-versions", self.look, SECONDS_BETWEEN_LOOKS)
        self._room = room

    def look(self) -> None:
        """Publish what is due; what cannot be now, since the database is away, is tried again."""
        try:
            with self._room.database.connect() as connection:
                waiting = due_proposals(connection, self._room.clock())
        except AWAY as error:
            logger.warning("what is scheduled waits for the database: %s", said_by(error))
            return
        for found in waiting:
            try:
                self._publish(found)
            except AWAY as error:
                logger.warning("what is scheduled waits for the database: %s", said_by(error))
            except Exception:  # one that nobody expected keeps no other from its hour
                logger.exception("%s %s: the next version could not be published; it is tried again", *found.article)

    def _publish(self, found: ReadProposal) -> None:
        room = self._room
        try:
            warning = save_proposal(room, found, BY_CLOCK)
        except NotPublishedError as error:
            self._give_back(found, error.text, error.values)
        except ApprovalNeededError:
            self._give_back(found, NO_APPROVAL, {})
        else:
            with room.database.begin() as connection:
                done = move(connection, found.id, Stage.PUBLISHED, BY_CLOCK, found.changed_at, room.clock())
            if done:
                logger.info("%s %s: the next version is published, as planned%s", *found.article, _beside(warning))

    def _give_back(self, found: ReadProposal, text: str, values: object) -> None:
        """Return it with the reason, in the language of the site: both or neither."""
        room, language = self._room, self._room.site.catalog.default_language
        words = translations(interface_language(language))
        said = words.gettext(N_("It could not be published at its time.")), words.gettext(text) % values
        site = Person(name=room.site.face(language).site_name)
        with room.database.begin() as connection:
            if move(connection, found.id, Stage.RETURNED, BY_CLOCK, found.changed_at, room.clock()):
                comment(connection, found.id, site, "", "", " ".join(said), room.clock())
                logger.warning("%s %s: the next version could not be published: %s", *found.article, said[1])


class UnusableTimeError(ValueError):
    """Nothing can be published then; ``text`` is a message with its ``values``."""

    def __init__(self, text: str, values: dict[str, object] | None = None) -> None:
        super().__init__(text)
        self.text, self.values = text, values or {}


def read_time(room: EditorRoom, written: str) -> datetime:
    """The moment (UTC) of a day and hour by the clock of the site; of an hour that comes twice the first.

    Raises:
        UnusableTimeError: it is none, is over, or daylight saving skips it.

    """
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise UnusableTimeError(N_("Choose a day and an hour.")) from None
    time = PlannedTime(at.replace(tzinfo=None), has_hour=True)
    moment = time.moment(room.zone)
    if time.clash(room.zone) is WallClash.SKIPPED:
        shown = f"{moment.astimezone(room.zone):%H:%M}"
        raise UnusableTimeError(SKIPPED, {"time": time.written, "zone": room.zone.key, "shown": shown})
    if moment <= room.clock():
        raise UnusableTimeError(N_("That day and hour are over. Publish it now, or choose a later time."))
    return moment


def _beside(warning: str) -> str:
    return f", but not committed: {warning}" if warning else ""
