"""The texts of the pages of imports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

from kb.importing.import_rows import ImportState
from kb.importing.running import RESTARTED, UNEXPECTED, UNRECOGNISED
from kb.importing.undoing import LeftReason
from kb.language.marking import N_

STATES: Mapping[str, str] = MappingProxyType(
    {
        ImportState.SENDING: N_("upload not finished"),
        ImportState.READING: N_("being read"),
        ImportState.READY: N_("preview ready"),
        ImportState.REFUSED: N_("cannot be read"),
        ImportState.WAITING: N_("waiting for its turn"),
        ImportState.IMPORTING: N_("being imported"),
        ImportState.DONE: N_("imported"),
        ImportState.FAILED: N_("failed, nothing was imported"),
        ImportState.UNDO_WAITING: N_("waiting to be undone"),
        ImportState.UNDOING: N_("being undone"),
        ImportState.UNDONE: N_("undone"),
    }
)
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "new": N_("New"),
        "updated": N_("Updated"),
        "same": N_("As before"),
        "differs": N_("Changed both there and here, kept as here"),
        "left_out": N_("Not imported"),
        "files": N_("Pictures and files"),
        "categories": N_("Categories"),
        "fetched": N_("Pictures and files fetched from the web"),
    }
)
"""By outcome, in the order of the table."""
TROUBLES: Mapping[str, str] = MappingProxyType(
    {
        UNRECOGNISED: N_("It could not be told which system this is from. Send it again and choose the system."),
        RESTARTED: N_("The site was restarted while this was being imported. Everything is as it was before."),
        UNEXPECTED: N_("Something unexpected happened. The log of the site says more."),
    }
)
LEFT: Mapping[str, str] = MappingProxyType(
    {
        LeftReason.CHANGED: N_("changed since"),
        LeftReason.MOVED: N_("moved since"),
        LeftReason.SHOWN: N_("an article still shows it"),
        LeftReason.USED: N_("the category still has articles"),
        LeftReason.LOST: N_("its earlier version is no longer there"),
        LeftReason.FAILED: N_("it could not be written"),
    }
)
WRONG: Mapping[str, str] = MappingProxyType(
    {
        "none": N_("Please choose a file."),
        "name": N_("Two files have the same name, or one has none."),
        "most": N_("These are too many files. Put them into one zip."),
        "large": N_("This is larger than an upload may be."),
        "order": N_("A part of the file is missing. Send it again."),
        "disk": N_("The site could not keep the file. Its disk may be full."),
        "uploads": N_("There are as many uploads as there may be. Import or discard one first."),
        "origin": N_("A name is made of letters a to z, digits and hyphens, at most 40."),
        "language": N_("Write the code of a language, like en or pt-BR."),
        "away": N_("The machine that holds this upload does not answer now. Try again in a moment."),
        "later": N_("A later import of the same source builds on this one. Undo that first."),
    }
)
"""By what is wrong."""


def isolated_values(values: Mapping[str, str]) -> dict[str, Markup]:
    """What stands in a sentence of the importer, from the export or in English, each in its own direction."""
    return {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
