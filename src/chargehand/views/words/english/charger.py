"""English: a charger, its page, a start and the list of chargers."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "charger.free": "Free",
    "charger.my_session": "My session",
    "charger.in_use": "In use",
    "charger.in_use.text": "Another car is charging here.",
    "charger.in_use.text.reported": "The charger reports that a car is charging. You may still try to start.",
    "charger.offline": "Offline",
    "charger.offline.text": "The charger has not been reachable since {time}. It cannot be started from here now.",
    "charger.offline.text.never": "The charger has never been connected. It cannot be started from here now.",
    "charger.offline.text.mine": (
        "The charger has not been reachable since {time}. Your session may still be running. "
        "To stop it, tap your card on the reader or use the charger's own stop button."
    ),
    "charger.out_of_service": "Out of service",
    "charger.out_of_service.text": "The charger reports that it cannot charge. Please choose another one.",
    "charger.out_of_service.text.mine": (
        "The charger reports that it cannot charge. Your session stays here until its end is known."
    ),
    "charger.plugged_in": "Cable plugged in",
    "charger.reserved": "Reserved",
    "charger.unknown": "State not known yet",
    "charger.state_at": "as of {time}",
    "charger.refresh": "Refresh",
    "charger.directions": "Directions",
    "charger.share": "Share link",
    "charger.connectors": "Connectors",
    "charger.picture": "Drawing of a charging station",
    "connector.label": "Connector {number}",
    # start
    "start.button": "Start charging",
    "start.tap": "Tap your card",
    "start.tap.text": "on the reader, or start here.",
    "start.connector": "Connector",
    "start.card": "Card",
    "start.failed": "Charger could not start the session. Please try again.",
    "start.reason.refused": "The charger refused.",
    "start.reason.offline": "The charger is offline.",
    "start.reason.no_answer": "The charger did not answer within {seconds} seconds.",
    "start.reason.not_done": "The charger accepted, but nothing has started.",
    "start.reason.not_plugged_in": "The charger was ready, but charging did not begin. Was the car plugged in?",
    "start.reason.unsupported": "The charger does not support being started from here. Tap your card on the reader.",
    "start.reason.other": "Nothing has started and nothing will be charged for.",
    "step.start.asked.done": "Asked",
    "step.start.asked.now": "Asking",
    "step.start.asked.todo": "Asked",
    "step.start.accepted.done": "Charger accepted",
    "step.start.accepted.now": "Waiting for the charger to accept",
    "step.start.accepted.todo": "Charger accepted",
    "step.start.plugged.done": "Car plugged in",
    "step.start.plugged.now": "Plug in your car",
    "step.start.plugged.todo": "Plug in your car",
    "step.start.charging.done": "Charging",
    "step.start.charging.now": "Waiting for charging to begin",
    "step.start.charging.todo": "Charging begins",
    # refresh
    "refresh.asking": "Asking the charger…",
    "refresh.answered": "The charger answered at {time}",
    "refresh.refused": "The charger answered at {time}, but would not tell its state",
    "refresh.silent": "The charger has not answered",
    "refresh.pull": "Pull to refresh",
    "refresh.release": "Release to refresh",
    # help
    "help.cable": "Cable does not release?",
    "help.cable.text": (
        "It is usually the vehicle's lock that holds the cable. Unlock the car, wait a moment, and pull straight. "
        "Some cars release it only while unlocked, or by a button next to the socket."
    ),
    "share.copied": "Link copied",
    "chargers.title": "Chargers",
    "chargers.none": "No chargers yet",
    "chargers.no_match": "No matching chargers.",
    "chargers.search": "Search chargers",
    "chargers.all": "All",
    "chargers.available": "Available",
}
