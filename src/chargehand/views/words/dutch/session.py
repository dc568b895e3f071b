"""Dutch: a session, its card, its stop and its page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "cost.how": "Hoe de kosten tot stand komen",
    "cost.part": "Onderdeel",
    "cost.quantity": "Hoeveelheid",
    "cost.unit_price": "Prijs per stuk",
    "cost.amount": "Bedrag",
    "cost.sum": "Totaal, één keer afgerond",
    "cost.energy": "Energie",
    "cost.time": "Tijd",
    "cost.session": "Sessie",
    "cost.idle": "Aangesloten na het laden",
    "cost.unit.energy": "kWh",
    "cost.unit.time": "min",
    "cost.unit.session": "×",
    "cost.unit.idle": "min",
    "cost.tariff.house": "Volgens het tarief dat geldt sinds {time}.",
    "cost.tariff.own": "Volgens het eigen tarief van deze laadpaal, geldig sinds {time}.",
    "cost.tariff.unknown": "Volgens het tarief dat gold toen de sessie begon.",
    "cost.frozen": "Nieuwe prijzen veranderen nooit iets aan een sessie die al begonnen is.",
    "cost.idle.open": "De tijd na het laden telt tot {time}, toen de laadpaal voor het laatst iets over de kabel meldde.",
    "cost.corrections": "Correcties",
    "cost.corrected": "{time}: {words}",
}
