"""English: every word and sentence, keyed by an id."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # what people see of a session
    "status.preparing": "Preparing",
    "status.live": "Live",
    "status.live_unconfirmed": "Live, not confirmed since {time}",
    "status.stopping_asked": "Stopping (asked)",
    "status.stopping_accepted": "Stopping (accepted)",
    "status.stopped_unplug": "Stopped, unplug",
    "status.ended_waiting": "Ended, waiting for the final reading",
    "status.ended_estimated": "Ended, estimated bill",
    "status.completed": "Completed (final)",
    "status.in_review": "In review",
    "status.failed": "Failed start",
    # what people see of a charger
    "charger.free": "Free",
    "charger.my_session": "My session",
    "charger.in_use": "In use",
    "charger.offline": "Offline",
    "charger.out_of_service": "Out of service",
    "charger.plugged_in": "Cable plugged in",
    "charger.reserved": "Reserved",
    "charger.unknown": "State not known yet",
    # considered noes
    "refusal.not_found": "Session not found",
    "refusal.already_ended": "This session has already ended.",
    "refusal.charger_offline": "The charger is offline, so it cannot be reached now.",
    "refusal.account_inactive": "Account inactive",
    "refusal.no_card": "No active card on file",
    "refusal.card_blocked": "This card is blocked.",
    "refusal.card_expired": "This card has expired.",
    "refusal.card_busy": "This card already has a session elsewhere.",
    "refusal.connector_busy": "Already charging here.",
    "refusal.not_started": "The charger has not started this session yet, so there is nothing to stop.",
    "refusal.not_accepted": "The charger is out of service.",
    # and what to do about them
    "refusal.not_found.help": "It does not exist, or it belongs to somebody else.",
    "refusal.already_ended.help": "There is nothing left to stop.",
    "refusal.charger_offline.help": "Tap your card on the reader or use the charger's own stop button.",
    "refusal.account_inactive.help": "Please contact the operator.",
    "refusal.no_card.help": "Ask the operator for a card, or claim one that you hold.",
    "refusal.card_blocked.help": "Choose another card, or contact the operator.",
    "refusal.card_expired.help": "Choose another card, or ask the operator for a new one.",
    "refusal.card_busy.help": "Stop that session first, or say there that you are not charging.",
    "refusal.connector_busy.help": "Choose another connector, or wait until this one is free.",
    "refusal.not_started.help": "It ends by itself if no car is plugged in.",
    "refusal.not_accepted.help": "Please choose another charger.",
}
