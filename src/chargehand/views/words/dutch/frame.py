"""Dutch: what stands around every page, and what is said when something is not there."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "error.session_not_found": "Sessie niet gevonden",
    "error.session_not_found.text": "De link klopt misschien niet, of de sessie hoort bij een ander account.",
    "error.session_not_found.link": "Laadsessies",
    "error.charger_not_found": "Laadpaal niet gevonden",
    "error.charger_not_found.text": (
        "De link klopt misschien niet, of de laadpaal is niet open voor jouw account."
    ),
    "error.charger_not_found.link": "Laadpalen",
    "error.not_found": "Pagina niet gevonden",
    "error.not_found.text": "Op dit adres is niets.",
    "error.not_found.link": "Start",
    "error.forbidden": "Dat formulier is te oud",
    "error.forbidden.text": "Er is niets gedaan. Ga terug, laad de pagina opnieuw en probeer het nog eens.",
    "error.forbidden.link": "Start",
    "error.link_spent": "Deze link werkt niet meer",
    "error.link_spent.text": "Een inloglink werkt één keer, 15 minuten lang. Vraag een nieuwe aan.",
    "error.link_spent.link": "Inloggen",
    "error.too_many": "Te veel pogingen",
    "error.too_many.text": "Wacht een paar minuten en probeer het nog eens.",
    "error.too_many.link": "Inloggen",
    "error.broken": "Er ging aan onze kant iets stuk",
    "error.broken.text": "Er is niets gedaan. Probeer het zo nog eens.",
    "error.broken.link": "Start",
    "offline.title": "Geen verbinding",
    "offline.text": "Deze pagina is nu niet te bereiken. Je sessie gaat gewoon door.",
    "offline.last": "Laatst bekende sessie",
    "offline.last.text": "{energy} kWh bij {charger}, {age} geleden",
    "offline.retry": "Opnieuw proberen",
    "app.name": "Chargehand",
    "app.skip": "Naar de inhoud",
    "app.tabs": "Hoofdmenu",
    "tab.home": "Start",
    "tab.chargers": "Laadpalen",
    "tab.sessions": "Sessies",
    "tab.account": "Account",
    "live.cut": "Live bijwerken is onderbroken. Deze pagina vraagt elke 10 seconden opnieuw.",
    "live.failed": "Je verzoek kwam niet aan. Controleer je verbinding en probeer het nog eens.",
}
