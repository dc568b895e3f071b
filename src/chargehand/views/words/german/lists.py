"""German: home, the list of sessions, and what stands on top of every page."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "sessions.count.one": "{count} Ladevorgang",
    "sessions.count.other": "{count} Ladevorgänge",
    "usage.month": "Dieser Monat",
    "usage.last": "Letzter Monat",
    "usage.year": "12 Monate",
    "usage.period": "Zeitraum",
    "usage.none": "In diesem Zeitraum wurde nichts verbraucht.",
    "usage.kwh": "kWh verbraucht",
    "usage.sessions": "Ladevorgänge",
    "usage.cost": "Kosten",
    "usage.chart": "Energie je Tag oder Monat; die Tabelle darunter sagt dasselbe.",
    "usage.table": "Als Tabelle",
    "usage.day": "Tag",
    "usage.month_column": "Monat",
    "usage.began": "Ein Ladevorgang zählt zu dem Tag, an dem er begann, in Ihrer Zeit.",
    "usage.unpriced.one": "{count} Ladevorgang hat keinen Preis",
    "usage.unpriced.other": "{count} Ladevorgänge haben keinen Preis",
    "home.tariff.all": "Alle Ladestationen",
    "home.tariff.none": "Kein Tarif",
    "home.tariff.none.text": "Der Betreiber hat keine Preise festgelegt, deshalb werden keine Kosten angezeigt.",
    "price.kwh": "{price} je kWh",
    "price.minute": "{price} je Minute",
    "price.session": "{price} je Ladevorgang",
    "price.idle": "{price} je Minute am Kabel nach dem Laden",
    "price.idle.free.one": "Die erste Minute nach dem Laden ist kostenlos.",
    "price.idle.free.other": "Die ersten {count} Minuten nach dem Laden sind kostenlos.",
    "price.free": "Kostenlos",
}
