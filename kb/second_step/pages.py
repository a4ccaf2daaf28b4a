"""Every address of the second factor: below ``/login`` for who signs in, below ``/account`` for who did."""

from __future__ import annotations

from functools import partial

from flask import Blueprint

from kb.second_step.factor_pages import add_factors, only_with_password
from kb.second_step.passkey_pages import add_passkey_pages
from kb.second_step.passkey_sign_in import add_passkey_sign_in
from kb.second_step.room import SecondStepRoom
from kb.second_step.set_up_pages import add_set_up
from kb.second_step.step_pages import add_step
from kb.sign_in.account_pages import only_with_account
from kb.web.routes import Routes


def create_blueprints(room: SecondStepRoom) -> tuple[Blueprint, Blueprint]:
    """The pages of the second step, and those of one's own account, for who signed in here by a password or could."""
    step = Blueprint("second_step", __name__, template_folder="templates")
    step.app_context_processor(lambda: {"passkeys_work": room.passkeys_work})
    own = Blueprint("factors", __name__, url_prefix="/account/second-factor", template_folder="templates")
    own.before_request(partial(only_with_account, room.site))
    own.before_request(partial(only_with_password, room))
    for add in (add_step, add_set_up, add_passkey_sign_in):
        add(Routes(step, room))
    for add in (add_factors, add_passkey_pages):
        add(Routes(own, room))
    return step, own
