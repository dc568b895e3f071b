"""Dutch: the account, and the letters about it."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Account",
    "account.name": "Naam",
    "account.email": "E-mail",
    "account.status": "Status",
    "account.cards": "Laadpassen",
    "account.cards.none": "Nog geen laadpassen.",
    "account.cards.link": "Laadpassen beheren",
    "account.invited": "Uitgenodigd",
    "account.active": "Actief",
    "account.suspended": "Geblokkeerd",
    "account.closed": "Gesloten",
    "account.suspended.may_stop": "Je kunt je sessies bekijken en het laden stoppen. Starten kan niet. Neem contact op met de beheerder.",
    "account.since": "Bij ons sinds",
    "account.save": "Opslaan",
    "account.profile": "Profiel",
    "account.name.bad": "Gebruik hooguit 100 tekens.",
    "account.saved": "Opgeslagen",
    # the address
    "account.email.new": "Nieuw e-mailadres",
    "account.email.change": "E-mailadres wijzigen",
    "account.email.lead": "We sturen een link naar het nieuwe adres. Tot je die opent, blijft je huidige adres gelden.",
    "account.email.waiting": "Wacht op bevestiging: {email}",
    "account.email.waiting.text": "Open de link in de mail aan dat adres vóór {time}.",
    "account.email.drop": "Toch niet wijzigen",
    "account.email.asked": "Kijk in je nieuwe mailbox",
    "account.email.asked.text": "Als {email} gebruikt kan worden, is er een link naar onderweg. Tot je die opent, verandert er niets.",
    "account.email.bad": "Vul een e-mailadres in.",
    "account.email.confirm.title": "Bevestig je nieuwe adres",
    "account.email.confirm.text": "Vanaf nu log je in met {email}.",
    "account.email.confirm.button": "Bevestigen",
    "account.email.done": "Je nieuwe adres is bevestigd",
    "account.email.done.text": "Vanaf nu gaan mails naar {email}.",
    "account.email.spent": "Deze link werkt niet meer",
    "account.email.spent.text": "Hij was één uur geldig en werkte één keer. Wijzig het adres opnieuw in je account.",
    # how pages look
    "account.look": "Weergave en taal",
    "account.theme": "Thema",
    "account.theme.system": "Systeem",
    "account.theme.light": "Licht",
    "account.theme.dark": "Donker",
    "account.language": "Taal",
    "account.language.browser": "Zoals in de browser",
    "account.notifications": "Meldingen",
    "account.notifications.text": "Welke berichten je krijgt, en hoe.",
    "account.notifications.link": "Meldingen instellen",
    # devices
    "account.devices": "Ingelogde apparaten",
    "account.device.both": "{browser} op {system}",
    "account.device.unknown": "Onbekend apparaat",
    "account.device.program": "App",
    "account.device.named": "App “{name}”",
    "account.device.current": "Dit apparaat",
    "account.device.since": "sinds {time}",
    "account.device.seen": "laatst gezien {time}",
    "account.device.out": "Uitloggen",
    "account.device.out.of": "Uitloggen: {device}",
    "account.device.gone": "Daar uitgelogd",
    "account.everywhere": "Overal uitloggen",
    "account.everywhere.text": "Ook op dit apparaat.",
    # what is kept, and the end
    "account.prove.email": "Log nog een keer in om je e-mailadres te wijzigen.",
    "account.prove.data": "Log in met een mail of een passkey om je gegevens te downloaden.",
    "account.prove.delete": "Log nog een keer in om je account te verwijderen.",
    "account.prove.link": "Opnieuw inloggen",
    "account.data": "Je gegevens",
    "account.data.text": "Alles wat we over je bewaren in één bestand: profiel, laadpassen, sessies met alle meterstanden, mails, apparaten.",
    "account.data.link": "Mijn gegevens downloaden",
    "account.delete": "Account verwijderen",
    "account.delete.text": "Je hebt 30 dagen om je te bedenken.",
    "account.delete.title": "Je account verwijderen?",
    "account.delete.what": "Wat er gebeurt",
    "account.delete.now": "Je bent meteen overal uitgelogd en je laadpassen starten geen laadsessie meer.",
    "account.delete.undo": "Tot {day} kun je het account behouden: log gewoon weer in.",
    "account.delete.then": "Daarna worden je naam, je adres en je laadpassen gewist. Sessies houden hun energie, zonder jou.",
    "account.delete.sure": "Ja, verwijder mijn account",
    "account.delete.unsure": "Zet eerst het vinkje.",
    "account.delete.button": "Account verwijderen",
    "account.delete.keep": "Account behouden",
    "account.delete.live": "Je bent aan het laden",
    "account.delete.live.text": "Stop eerst de sessie. Daarna kun je je account verwijderen.",
    "account.delete.live.link": "Bekijk sessie",
    "account.deleted.title": "Je account is gesloten",
    "account.deleted.text": "Het wordt op {day} gewist. Log vóór die dag in en alles is weer zoals het was.",
    "account.kept": "Welkom terug",
    "account.kept.text": "Je account blijft bestaan.",
    "account.keeping": "Dit account wordt op {day} gewist. Als je inlogt, blijft het bestaan.",
    # operators
    "account.live": "Deze bestuurder is aan het laden. Geef met stop_live aan of dat nu moet stoppen.",
    # letters
    "account.letter.sign_in.subject": "Inloggen bij {name}",
    "account.letter.sign_in": (
        "Hallo,\n\n"
        "open deze link om in te loggen bij {name}:\n\n"
        "  {link}\n\n"
        "Of typ deze code op de pagina waar je erom vroeg:\n\n"
        "  {code}\n\n"
        "Beide werken één keer, {minutes} minuten lang. Heb je hier niet om gevraagd, dan hoef je niets te doen:\n"
        "zonder deze mail logt niemand in.\n"
    ),
    "account.letter.invite.subject": "Je uitnodiging voor {name}",
    "account.letter.invite": (
        "Hallo,\n\n"
        "je kunt nu laden met {name}. Open deze link om te beginnen:\n\n"
        "  {link}\n\n"
        "Hij werkt één keer, 24 uur lang. Later kun je met je adres een nieuwe aanvragen:\n\n"
        "  {door}\n"
    ),
    "account.letter.email.subject": "Bevestig je nieuwe adres",
    "account.letter.email": (
        "Hallo,\n\n"
        "dit moet het nieuwe adres worden van een account bij {name}. Open deze link om het te bevestigen:\n\n"
        "  {link}\n\n"
        "Hij werkt één keer, een uur lang. Heb je hier niet om gevraagd, dan hoef je niets te doen:\n"
        "zonder deze mail verandert er niets.\n"
    ),
    "account.letter.note.subject": "Je adres wordt gewijzigd",
    "account.letter.note": (
        "Hallo,\n\n"
        "iemand die is ingelogd op je account bij {name} wil er een ander e-mailadres voor. Totdat het nieuwe\n"
        "is bevestigd, blijft dit adres gelden.\n\n"
        "Was jij dat niet? Log dan overal uit en meld het aan de beheerder:\n\n"
        "  {link}\n"
    ),
    "account.letter.closed.subject": "Je account is gesloten",
    "account.letter.closed": (
        "Hallo,\n\n"
        "je account bij {name} is gesloten en wordt op {day} gewist. Als je vóór die dag inlogt,\n"
        "is alles weer zoals het was:\n\n"
        "  {link}\n"
    ),
}
