"""Dutch: considered noes, and what to do about them."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "refusal.not_found": "Sessie niet gevonden",
    "refusal.not_found.help": "Die bestaat niet, of is van iemand anders.",
    "refusal.already_ended": "Deze sessie is al beëindigd.",
    "refusal.already_ended.help": "Er valt niets meer te stoppen.",
    "refusal.charger_offline": "De laadpaal is offline.",
    "refusal.charger_offline.help": "Houd je pas voor de lezer of gebruik de stopknop van de laadpaal.",
    "refusal.account_inactive": "Account niet actief",
    "refusal.account_inactive.help": "Neem contact op met de beheerder.",
    "refusal.no_card": "Geen actieve laadpas bekend",
    "refusal.no_card.help": "Vraag de beheerder om een laadpas.",
    "refusal.card_blocked": "Deze laadpas is geblokkeerd.",
    "refusal.card_blocked.help": "Kies een andere laadpas, of neem contact op met de beheerder.",
    "refusal.card_expired": "Deze laadpas is verlopen.",
    "refusal.card_expired.help": "Kies een andere laadpas, of vraag de beheerder om een nieuwe.",
    "refusal.card_busy": "Met deze laadpas loopt elders al een sessie.",
    "refusal.card_busy.help": "Stop eerst die sessie, of zeg daar dat je niet laadt.",
    "refusal.connector_busy": "Hier wordt al geladen.",
    "refusal.connector_busy.help": "Kies een andere aansluiting, of wacht tot deze vrij is.",
    "refusal.not_started": "De laadpaal heeft deze sessie nog niet gestart.",
    "refusal.not_started.help": "Er valt niets te stoppen. Zonder auto aan de kabel eindigt hij vanzelf.",
    "refusal.not_accepted": "De laadpaal is buiten gebruik.",
    "refusal.not_accepted.help": "Kies een andere laadpaal.",
    "refusal.no_tariff": "Er is hier geen prijs waarmee een kostenlimiet berekend kan worden.",
    "refusal.no_tariff.help": "Stel in plaats daarvan een limiet voor energie of tijd in.",
    "refusal.zero_stops": "Deze laadpaal vat een limiet van 0 W op als een einde.",
    "refusal.zero_stops.help": "Stel een limiet boven 0 W in, of stop de sessie.",
    "notice.see_session": "Bekijk die sessie",
    "notice.fault": "Dat is niet gelukt.",
    "notice.fault.help": "Er ging aan onze kant iets stuk en er is niets gedaan. Probeer het zo nog eens.",
    "notice.claimed": "Dank je. We vragen het nu aan de laadpaal.",
    "notice.claimed.offline": "Dank je. De laadpaal is offline; we vragen het zodra hij terug is.",
    "notice.claimed.help": "Je pas is weer vrij. De rekening voor deze sessie is uiterlijk {day} klaar.",
    "notice.suspended": "Account niet actief",
    "notice.suspended.help": (
        "Je kunt je sessies lezen. Starten en stoppen zijn uitgeschakeld. Neem contact op met de beheerder."
    ),
    "notice.not_charging": "Ik ben daar niet aan het laden",
}
