"""Dutch: the account."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Account",
    "account.name": "Naam",
    "account.email": "E-mail",
    "account.status": "Status",
    "account.cards": "Laadpassen",
    "account.cards.none": "Nog geen laadpassen.",
    "account.invited": "Uitgenodigd",
    "account.active": "Actief",
    "account.suspended": "Opgeschort",
    "account.closed": "Gesloten",
}
