"""German: the account."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Konto",
    "account.name": "Name",
    "account.email": "E-Mail",
    "account.status": "Status",
    "account.cards": "Ladekarten",
    "account.cards.none": "Noch keine Ladekarten.",
    "account.invited": "Eingeladen",
    "account.active": "Aktiv",
    "account.suspended": "Gesperrt",
    "account.closed": "Geschlossen",
}
