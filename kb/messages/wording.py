"""How far a message is, in words."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.marking import N_
from kb.messages.deliveries import FAILED, SENT, WAITING, DeliveryWay

WAYS: Mapping[str, str] = {
    DeliveryWay.MAIL: N_("Mail to the team"),
    DeliveryWay.WEBHOOK: N_("Webhook"),
    DeliveryWay.CONFIRMATION: N_("Confirmation to the customer"),
}
STATES: Mapping[str, str] = {WAITING: N_("waiting"), SENT: N_("sent"), FAILED: N_("failed")}
