"""English: the account."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Account",
    "account.name": "Name",
    "account.email": "E-mail",
    "account.status": "Status",
    "account.cards": "Cards",
    "account.cards.none": "No cards yet.",
    "account.invited": "Invited",
    "account.active": "Active",
    "account.suspended": "Suspended",
    "account.closed": "Closed",
}
