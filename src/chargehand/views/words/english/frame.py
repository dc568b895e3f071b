"""English: what stands around every page, and what is said when something is not there."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "error.session_not_found": "Session not found",
    "error.session_not_found.text": "The link may be wrong, or the session belongs to another account.",
    "error.session_not_found.link": "Charging sessions",
    "error.charger_not_found": "Charger not found",
    "error.charger_not_found.text": "The link may be wrong, or the charger is not open to your account.",
    "error.charger_not_found.link": "Chargers",
    "error.not_found": "Page not found",
    "error.not_found.text": "There is nothing at this address.",
    "error.not_found.link": "Home",
    "error.forbidden": "That form is too old",
    "error.forbidden.text": "Nothing was done. Please go back, reload the page and try again.",
    "error.forbidden.link": "Home",
    "error.link_spent": "This link does not work any more",
    "error.link_spent.text": "A sign-in link works once, for 15 minutes. Please ask for a new one.",
    "error.link_spent.link": "Sign in",
    "error.too_many": "Too many tries",
    "error.too_many.text": "Please wait a few minutes and try again.",
    "error.too_many.link": "Sign in",
    "error.broken": "Something broke on our side",
    "error.broken.text": "Nothing was done. Please try again in a moment.",
    "error.broken.link": "Home",
    "offline.title": "No connection",
    "offline.text": "This page cannot be reached from here right now. Your session goes on without it.",
    "offline.last": "Last known session",
    "offline.last.text": "{energy} kWh at {charger}, as of {age} ago",
    "offline.retry": "Try again",
    # around every page
    "app.name": "Chargehand",
    "app.skip": "Skip to content",
    "app.tabs": "Main",
    "tab.home": "Home",
    "tab.chargers": "Chargers",
    "tab.sessions": "Sessions",
    "tab.account": "Account",
    # the live channel
    "live.cut": "Live updates are interrupted. This page asks again every 10 seconds.",
    "live.failed": "Your request did not get through. Please check your connection and try again.",
}
