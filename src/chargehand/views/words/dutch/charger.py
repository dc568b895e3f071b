"""Dutch: a charger, its page, a start and the list of chargers."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "charger.free": "Vrij",
    "charger.my_session": "Mijn sessie",
    "charger.in_use": "In gebruik",
    "charger.in_use.text": "Hier laadt een andere auto.",
    "charger.in_use.text.reported": (
        "De laadpaal meldt dat er een auto laadt. Je mag toch proberen te starten."
    ),
    "charger.offline": "Offline",
    "charger.offline.text": "De laadpaal is sinds {time} niet bereikbaar. Van hieruit starten kan nu niet.",
    "charger.offline.text.never": (
        "De laadpaal is nog nooit verbonden geweest. Van hieruit starten kan nu niet."
    ),
    "charger.offline.text.mine": (
        "De laadpaal is sinds {time} niet bereikbaar. Je sessie loopt misschien nog. Stoppen kan met je "
        "pas voor de lezer of met de stopknop van de laadpaal."
    ),
    "charger.out_of_service": "Buiten gebruik",
    "charger.out_of_service.text": "De laadpaal meldt dat hij niet kan laden. Kies een andere.",
    "charger.out_of_service.text.mine": (
        "De laadpaal meldt dat hij niet kan laden. Je sessie blijft hier staan tot het einde bekend is."
    ),
    "charger.plugged_in": "Stekker zit erin",
    "charger.reserved": "Gereserveerd",
    "charger.unknown": "Toestand nog niet bekend",
    "charger.state_at": "om {time}",
    "charger.refresh": "Vernieuwen",
    "charger.directions": "Route",
    "charger.share": "Link delen",
    "charger.connectors": "Aansluitingen",
    "charger.picture": "Tekening van een laadpaal",
    "connector.label": "Aansluiting {number}",
    "start.button": "Start met laden",
    "start.tap": "Houd je pas voor de lezer",
    "start.tap.text": "of start hier.",
    "start.connector": "Aansluiting",
    "start.card": "Laadpas",
    "start.failed": "De laadpaal kon de sessie niet starten. Probeer het nog eens.",
    "start.reason.refused": "De laadpaal weigerde.",
    "start.reason.offline": "De laadpaal is offline.",
    "start.reason.no_answer": "De laadpaal antwoordde niet binnen {seconds} seconden.",
    "start.reason.not_done": "De laadpaal accepteerde, maar er is niets gestart.",
    "start.reason.not_plugged_in": (
        "De laadpaal was klaar, maar het laden begon niet. Zat de stekker in de auto?"
    ),
    "start.reason.unsupported": (
        "Deze laadpaal laat zich niet van hieruit starten. Houd je pas voor de lezer."
    ),
    "start.reason.other": "Er is niets gestart en er wordt niets in rekening gebracht.",
    "step.start.asked.done": "Gevraagd",
    "step.start.asked.now": "Vragen",
    "step.start.asked.todo": "Gevraagd",
    "step.start.accepted.done": "Laadpaal accepteerde",
    "step.start.accepted.now": "Wacht tot de laadpaal accepteert",
    "step.start.accepted.todo": "Laadpaal accepteert",
    "step.start.plugged.done": "Stekker zit erin",
    "step.start.plugged.now": "Steek de stekker in je auto",
    "step.start.plugged.todo": "Steek de stekker in je auto",
    "step.start.charging.done": "Laadt",
    "step.start.charging.now": "Wacht tot het laden begint",
    "step.start.charging.todo": "Laden begint",
    "refresh.asking": "We vragen het de laadpaal…",
    "refresh.answered": "De laadpaal antwoordde om {time}",
    "refresh.refused": "De laadpaal antwoordde om {time}, maar wilde zijn toestand niet melden",
    "refresh.silent": "De laadpaal heeft niet geantwoord",
    "refresh.pull": "Trek om te vernieuwen",
    "refresh.release": "Laat los om te vernieuwen",
    "help.cable": "Komt de kabel niet los?",
    "help.cable.text": (
        "Meestal houdt het slot van de auto de kabel vast. Ontgrendel de auto, wacht even en trek recht. "
        "Sommige auto's laten alleen los als ze ontgrendeld zijn, of met een knop naast de aansluiting."
    ),
    "share.copied": "Link gekopieerd",
    "chargers.title": "Laadpalen",
    "chargers.none": "Nog geen laadpalen",
    "chargers.no_match": "Geen laadpalen gevonden.",
    "chargers.search": "Laadpalen zoeken",
    "chargers.all": "Alle",
    "chargers.available": "Beschikbaar",
}
