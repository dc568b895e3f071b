"""German: a session, its card, its stop and its page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "cost.how": "Wie die Kosten zustande kommen",
    "cost.part": "Posten",
    "cost.quantity": "Menge",
    "cost.unit_price": "Einzelpreis",
    "cost.amount": "Betrag",
    "cost.sum": "Summe, einmal gerundet",
    "cost.energy": "Energie",
    "cost.time": "Zeit",
    "cost.session": "Ladevorgang",
    "cost.idle": "Am Kabel nach dem Laden",
    "cost.unit.energy": "kWh",
    "cost.unit.time": "Min.",
    "cost.unit.session": "×",
    "cost.unit.idle": "Min.",
    "cost.tariff.house": "Nach dem Tarif, der seit {time} gilt.",
    "cost.tariff.own": "Nach dem eigenen Tarif dieser Ladestation, gültig seit {time}.",
    "cost.tariff.unknown": "Nach dem Tarif, der beim Beginn des Ladevorgangs galt.",
    "cost.frozen": "Neue Preise ändern nichts an einem Ladevorgang, der schon begonnen hat.",
    "cost.idle.open": "Die Zeit nach dem Laden zählt bis {time}, als die Ladestation zuletzt etwas über das Kabel gemeldet hat.",
    "cost.corrections": "Korrekturen",
    "cost.corrected": "{time}: {words}",
}
