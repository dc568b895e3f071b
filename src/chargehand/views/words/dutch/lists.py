"""Dutch: home, the list of sessions, and what stands on top of every page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "sessions.count.one": "{count} sessie",
    "sessions.count.other": "{count} sessies",
    "usage.month": "Deze maand",
    "usage.last": "Vorige maand",
    "usage.year": "12 maanden",
    "usage.period": "Periode",
    "usage.none": "Niets verbruikt in deze periode.",
    "usage.kwh": "kWh verbruikt",
    "usage.sessions": "Sessies",
    "usage.cost": "Kosten",
    "usage.chart": "Energie per dag of maand; in de tabel eronder staat hetzelfde.",
    "usage.table": "Als tabel",
    "usage.day": "Dag",
    "usage.month_column": "Maand",
    "usage.began": "Een sessie telt op de dag waarop ze begon, in jouw tijd.",
    "usage.unpriced.one": "{count} sessie heeft geen prijs",
    "usage.unpriced.other": "{count} sessies hebben geen prijs",
    "home.tariff.all": "Alle laadpalen",
    "home.tariff.none": "Geen tarief",
    "home.tariff.none.text": "De beheerder heeft geen prijzen ingesteld, dus er worden geen kosten getoond.",
    "price.kwh": "{price} per kWh",
    "price.minute": "{price} per minuut",
    "price.session": "{price} per sessie",
    "price.idle": "{price} per minuut aangesloten na het laden",
    "price.idle.free.one": "De eerste minuut na het laden is gratis.",
    "price.idle.free.other": "De eerste {count} minuten na het laden zijn gratis.",
    "price.free": "Gratis",
}
