"""What the states of translations and of their sections are called."""

from __future__ import annotations

from collections.abc import Mapping

from kb.catalog.originals import TranslationState
from kb.language.marking import N_
from kb.translations.compared import SectionState

STATES: Mapping[TranslationState, str] = {
    TranslationState.ORIGINAL: N_("Original"),
    TranslationState.CURRENT: N_("Up to date"),
    TranslationState.BEHIND: N_("Behind the original"),
    TranslationState.UNKNOWN: N_("Not known"),
    TranslationState.ORPHAN: N_("Its original is missing"),
    TranslationState.MISSING: N_("No translation yet"),
}
"""Of one language version of an article."""
SECTIONS: Mapping[SectionState, str] = {
    SectionState.DONE: "",
    SectionState.CHANGED: N_("Changed in the original"),
    SectionState.NEW: N_("New in the original"),
    SectionState.COPIED: N_("Not translated yet"),
    SectionState.MISSING: N_("Missing in the translation"),
}
"""Of one section; nothing is said of one that is done."""
