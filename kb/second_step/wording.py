"""What the pages of the second factor say, by code: what was done, what is wrong with a form."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_
from kb.sign_in.wording import REFUSED

SAID: Mapping[str, str] = {
    "off": N_("The authenticator app is switched off. Signing in no longer asks for its code."),
    "passkey": N_("The passkey is added."),
    "passkey-removed": N_("The passkey is removed."),
    "proven": N_("Thank you. You can change how you sign in for the next ten minutes."),
}
"""By what was done."""
WRONG: Mapping[str, str] = {
    "unsaved": REFUSED["unsaved"],
    "code": N_("The code is wrong, too old or was used before. Wait for the next one and try again."),
    "proof": N_("Neither the password nor a code: try again."),
    "passkey": N_("The passkey did not work. Try again, or use a code."),
    "new-passkey": N_("The passkey could not be added: the device did not answer in time, or it is here already."),
    "app-code": N_("The code does not fit. Check the clock of your phone, and type the code it shows now."),
}
"""By what is wrong with a form."""
