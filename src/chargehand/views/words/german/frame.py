"""German: what stands around every page, and what is said when something is not there."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "error.session_not_found": "Ladevorgang nicht gefunden",
    "error.session_not_found.text": (
        "Der Link ist vielleicht falsch, oder der Ladevorgang gehört zu einem anderen Konto."
    ),
    "error.session_not_found.link": "Ladevorgänge",
    "error.charger_not_found": "Ladestation nicht gefunden",
    "error.charger_not_found.text": (
        "Der Link ist vielleicht falsch, oder die Ladestation steht Ihrem Konto nicht offen."
    ),
    "error.charger_not_found.link": "Ladestationen",
    "error.not_found": "Seite nicht gefunden",
    "error.not_found.text": "Unter dieser Adresse ist nichts.",
    "error.not_found.link": "Start",
    "error.forbidden": "Dieses Formular ist zu alt",
    "error.forbidden.text": (
        "Nichts wurde getan. Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch "
        "einmal."
    ),
    "error.forbidden.link": "Start",
    "error.link_spent": "Dieser Link funktioniert nicht mehr",
    "error.link_spent.text": (
        "Ein Anmeldelink funktioniert einmal, 15 Minuten lang. Bitte fordern Sie einen neuen an."
    ),
    "error.link_spent.link": "Anmelden",
    "error.too_many": "Zu viele Versuche",
    "error.too_many.text": "Bitte warten Sie ein paar Minuten und versuchen Sie es noch einmal.",
    "error.too_many.link": "Anmelden",
    "error.broken": "Bei uns ist etwas kaputtgegangen",
    "error.broken.text": "Nichts wurde getan. Bitte versuchen Sie es gleich noch einmal.",
    "error.broken.link": "Start",
    "offline.title": "Keine Verbindung",
    "offline.text": "Diese Seite ist gerade nicht erreichbar. Ihr Ladevorgang läuft ohne sie weiter.",
    "offline.last": "Zuletzt bekannter Ladevorgang",
    "offline.last.text": "{energy} kWh an {charger}, vor {age}",
    "offline.retry": "Noch einmal versuchen",
    "app.name": "Chargehand",
    "app.skip": "Zum Inhalt springen",
    "app.tabs": "Hauptmenü",
    "tab.home": "Start",
    "tab.chargers": "Stationen",
    "tab.sessions": "Vorgänge",
    "tab.account": "Konto",
    "live.cut": "Die Live-Aktualisierung ist unterbrochen. Diese Seite fragt alle 10 Sekunden nach.",
    "live.failed": (
        "Ihre Anfrage kam nicht durch. Bitte prüfen Sie die Verbindung und versuchen Sie es noch einmal."
    ),
}
