"""German: considered noes, and what to do about them."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "refusal.not_found": "Ladevorgang nicht gefunden",
    "refusal.not_found.help": "Es gibt ihn nicht, oder er gehört jemand anderem.",
    "refusal.already_ended": "Dieser Ladevorgang ist bereits beendet.",
    "refusal.already_ended.help": "Es gibt nichts mehr zu stoppen.",
    "refusal.charger_offline": "Die Ladestation ist offline.",
    "refusal.charger_offline.help": (
        "Halten Sie Ihre Karte an das Lesegerät oder drücken Sie die Stopptaste der Ladestation."
    ),
    "refusal.account_inactive": "Konto nicht aktiv",
    "refusal.account_inactive.help": "Bitte wenden Sie sich an den Betreiber.",
    "refusal.no_card": "Keine aktive Karte hinterlegt",
    "refusal.no_card.help": "Bitten Sie den Betreiber um eine Karte.",
    "refusal.card_blocked": "Diese Karte ist gesperrt.",
    "refusal.card_blocked.help": "Wählen Sie eine andere Karte oder wenden Sie sich an den Betreiber.",
    "refusal.card_expired": "Diese Karte ist abgelaufen.",
    "refusal.card_expired.help": "Wählen Sie eine andere Karte oder bitten Sie den Betreiber um eine neue.",
    "refusal.card_busy": "Mit dieser Karte läuft schon anderswo ein Ladevorgang.",
    "refusal.card_busy.help": (
        "Stoppen Sie zuerst jenen Ladevorgang, oder sagen Sie dort, dass Sie nicht laden."
    ),
    "refusal.connector_busy": "Hier wird schon geladen.",
    "refusal.connector_busy.help": (
        "Wählen Sie einen anderen Anschluss, oder warten Sie, bis dieser frei ist."
    ),
    "refusal.not_started": "Die Ladestation hat diesen Ladevorgang noch nicht gestartet.",
    "refusal.not_started.help": "Es gibt nichts zu stoppen. Ohne eingestecktes Auto endet er von selbst.",
    "refusal.not_accepted": "Die Ladestation ist außer Betrieb.",
    "refusal.not_accepted.help": "Bitte wählen Sie eine andere Ladestation.",
    "refusal.no_tariff": "Hier gibt es keinen Preis, mit dem sich eine Kostengrenze berechnen ließe.",
    "refusal.no_tariff.help": "Setzen Sie stattdessen eine Grenze für Energie oder Zeit.",
    "refusal.zero_stops": "Diese Ladestation versteht eine Grenze von 0 W als Ende.",
    "refusal.zero_stops.help": "Setzen Sie eine Grenze über 0 W, oder stoppen Sie den Ladevorgang.",
    "notice.see_session": "Diesen Ladevorgang ansehen",
    "notice.fault": "Das hat nicht geklappt.",
    "notice.fault.help": (
        "Bei uns ist etwas kaputtgegangen, und nichts wurde getan. Bitte versuchen Sie es gleich noch einmal."
    ),
    "notice.room": "Im Moment kann nichts geändert werden.",
    "notice.room.help": "Bei uns ist zu wenig Platz: Sie können alles lesen, und nichts wurde getan. Bitte nutzen Sie die Ladestation selbst oder versuchen Sie es später noch einmal.",
    "notice.claimed": "Danke. Wir fragen jetzt die Ladestation.",
    "notice.claimed.offline": "Danke. Die Ladestation ist offline; wir fragen sie, sobald sie zurück ist.",
    "notice.claimed.help": (
        "Ihre Karte ist wieder frei. Die Rechnung für diesen Ladevorgang ist spätestens am {day} fertig."
    ),
    "notice.suspended": "Konto nicht aktiv",
    "notice.suspended.help": (
        "Sie können Ihre Ladevorgänge lesen. Starten und Stoppen sind abgeschaltet. Bitte wenden Sie sich "
        "an den Betreiber."
    ),
    "notice.not_charging": "Ich lade dort nicht",
}
