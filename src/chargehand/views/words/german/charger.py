"""German: a charger, its page, a start and the list of chargers."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "charger.free": "Frei",
    "charger.my_session": "Mein Ladevorgang",
    "charger.in_use": "Belegt",
    "charger.in_use.text": "Hier lädt ein anderes Auto.",
    "charger.in_use.text.reported": (
        "Die Ladestation meldet, dass ein Auto lädt. Sie können trotzdem versuchen zu starten."
    ),
    "charger.offline": "Offline",
    "charger.offline.text": (
        "Die Ladestation ist seit {time} nicht erreichbar. Von hier aus lässt sie sich jetzt nicht starten."
    ),
    "charger.offline.text.never": (
        "Die Ladestation war noch nie verbunden. Von hier aus lässt sie sich jetzt nicht starten."
    ),
    "charger.offline.text.mine": (
        "Die Ladestation ist seit {time} nicht erreichbar. Ihr Ladevorgang läuft vielleicht noch. Zum "
        "Stoppen halten Sie Ihre Karte an das Lesegerät oder drücken Sie die Stopptaste der Ladestation."
    ),
    "charger.out_of_service": "Außer Betrieb",
    "charger.out_of_service.text": (
        "Die Ladestation meldet, dass sie nicht laden kann. Bitte wählen Sie eine andere."
    ),
    "charger.out_of_service.text.mine": (
        "Die Ladestation meldet, dass sie nicht laden kann. Ihr Ladevorgang bleibt hier, bis sein Ende "
        "bekannt ist."
    ),
    "charger.plugged_in": "Kabel eingesteckt",
    "charger.reserved": "Reserviert",
    "charger.unknown": "Zustand noch nicht bekannt",
    "charger.state_at": "Stand {time}",
    "charger.refresh": "Aktualisieren",
    "charger.directions": "Route",
    "charger.share": "Link teilen",
    "charger.connectors": "Anschlüsse",
    "charger.picture": "Zeichnung einer Ladestation",
    "connector.label": "Anschluss {number}",
    "start.button": "Laden starten",
    "start.tap": "Karte vorhalten",
    "start.tap.text": "am Lesegerät oder hier starten.",
    "start.connector": "Anschluss",
    "start.card": "Ladekarte",
    "start.failed": (
        "Die Ladestation konnte den Ladevorgang nicht starten. Bitte versuchen Sie es noch einmal."
    ),
    "start.reason.refused": "Die Ladestation hat abgelehnt.",
    "start.reason.offline": "Die Ladestation ist offline.",
    "start.reason.no_answer": "Die Ladestation hat nicht innerhalb von {seconds} Sekunden geantwortet.",
    "start.reason.not_done": "Die Ladestation hat angenommen, aber nichts hat begonnen.",
    "start.reason.not_plugged_in": (
        "Die Ladestation war bereit, aber das Laden begann nicht. War das Auto eingesteckt?"
    ),
    "start.reason.unsupported": (
        "Diese Ladestation lässt sich nicht von hier aus starten. Halten Sie Ihre Karte an das Lesegerät."
    ),
    "start.reason.other": "Nichts hat begonnen, und nichts wird berechnet.",
    "step.start.asked.done": "Angefragt",
    "step.start.asked.now": "Wird angefragt",
    "step.start.asked.todo": "Angefragt",
    "step.start.accepted.done": "Ladestation hat angenommen",
    "step.start.accepted.now": "Warten, bis die Ladestation annimmt",
    "step.start.accepted.todo": "Ladestation nimmt an",
    "step.start.plugged.done": "Auto eingesteckt",
    "step.start.plugged.now": "Stecken Sie Ihr Auto ein",
    "step.start.plugged.todo": "Stecken Sie Ihr Auto ein",
    "step.start.charging.done": "Lädt",
    "step.start.charging.now": "Warten, bis das Laden beginnt",
    "step.start.charging.todo": "Laden beginnt",
    "refresh.asking": "Die Ladestation wird gefragt…",
    "refresh.answered": "Die Ladestation hat um {time} geantwortet",
    "refresh.refused": "Die Ladestation hat um {time} geantwortet, aber ihren Zustand nicht gemeldet",
    "refresh.silent": "Die Ladestation hat nicht geantwortet",
    "refresh.pull": "Zum Aktualisieren ziehen",
    "refresh.release": "Zum Aktualisieren loslassen",
    "help.cable": "Das Kabel löst sich nicht?",
    "help.cable.text": (
        "Meist hält die Verriegelung des Autos das Kabel fest. Entriegeln Sie das Auto, warten Sie kurz "
        "und ziehen Sie gerade. Manche Autos geben es nur entriegelt frei oder mit einer Taste neben der "
        "Buchse."
    ),
    "share.copied": "Link kopiert",
    "chargers.title": "Ladestationen",
    "chargers.none": "Noch keine Ladestationen",
    "chargers.no_match": "Keine passenden Ladestationen.",
    "chargers.search": "Ladestationen suchen",
    "chargers.all": "Alle",
    "chargers.available": "Verfügbar",
    "charger.photo": "Bild dieser Ladestation",
    "chargers.map": "Karte",
    "chargers.map.hide": "Karte schließen",
    "chargers.scan": "Code scannen",
    "near.ask": "In der Nähe",
    "near.help": "Ihr Standort bleibt auf diesem Gerät.",
    "near.asking": "Ihr Standort wird gesucht…",
    "near.told": "Die nächste zuerst.",
    "near.closest": "Am nächsten bei Ihnen",
    "near.refused": "Ihr Browser gibt den Standort nicht weiter. Sie können das in den Einstellungen dieser Seite erlauben.",
    "near.unknown": "Ihr Standort ist gerade nicht bekannt. Bitte versuchen Sie es noch einmal.",
    "near.placeless": "Noch ist hier keine Ladestation auf der Karte eingetragen.",
    "map.label": "Karte der Ladestationen",
    "map.loading": "Die Karte wird gezeichnet…",
    "map.broken": "Die Karte lässt sich auf diesem Gerät nicht zeichnen. Die Liste darunter enthält alle Ladestationen.",
    "map.zoom_in": "Vergrößern",
    "map.zoom_out": "Verkleinern",
    "map.legend.free": "Frei",
    "map.legend.mine": "Mein Ladevorgang",
    "map.legend.used": "Belegt",
    "map.legend.away": "Offline oder außer Betrieb",
    "map.background": (
        "Straßen und Orte kommen von {host}. Dort sieht man dann Ihre Netzwerkadresse und den Ausschnitt, den Sie betrachten."
    ),
    "map.background.show": "Straßen zeigen",
    "map.background.hide": "Ohne Straßen",
    "scan.title": "Code scannen",
    "scan.lead": "Richten Sie die Kamera auf den QR-Code an der Ladestation. Das Bild bleibt auf diesem Gerät.",
    "scan.start": "Kamera verwenden",
    "scan.asking": "Bitte erlauben Sie die Kamera.",
    "scan.looking": "Es wird ein Code gesucht…",
    "scan.found": "Gefunden. Die Ladestation wird geöffnet…",
    "scan.foreign": "Dieser Code gehört zu keiner Ladestation hier. Es wurde nichts geöffnet.",
    "scan.refused": "Die Kamera ist hier nicht erlaubt. Erlauben Sie sie in den Einstellungen dieser Seite oder geben Sie unten die Nummer ein.",
    "scan.absent": "Es wurde keine Kamera gefunden. Geben Sie unten die Nummer ein.",
    "scan.broken": "Die Kamera funktioniert gerade nicht. Geben Sie unten die Nummer ein.",
    "scan.again": "Noch einmal versuchen",
    "scan.video": "Was die Kamera sieht",
    "scan.typed": "Nummer auf dem Aufkleber",
    "scan.typed.help": "Sie steht unter dem Code.",
    "scan.open": "Ladestation öffnen",
    "scan.unknown": "Es gibt keine Ladestation mit dieser Nummer. Bitte prüfen Sie Ihre Eingabe.",
    "stickers.title": "Aufkleber",
    "stickers.lead": "Scannen und laden",
    "stickers.number": "Keine Kamera? Nummer {number}",
    "stickers.print": "Drucken",
}
