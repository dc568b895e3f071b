"""German: the account, and the letters about it."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Konto",
    "account.name": "Name",
    "account.email": "E-Mail",
    "account.status": "Status",
    "account.cards": "Ladekarten",
    "account.cards.none": "Noch keine Ladekarten.",
    "account.cards.link": "Ladekarten verwalten",
    "account.invited": "Eingeladen",
    "account.active": "Aktiv",
    "account.suspended": "Gesperrt",
    "account.closed": "Geschlossen",
    "account.suspended.may_stop": "Sie können Ihre Ladevorgänge ansehen und das Laden stoppen. Starten ist nicht möglich. Bitte wenden Sie sich an den Betreiber.",
    "account.since": "Bei uns seit",
    "account.save": "Speichern",
    "account.profile": "Profil",
    "account.name.bad": "Bitte höchstens 100 Zeichen.",
    "account.saved": "Gespeichert",
    # the address
    "account.email.new": "Neue E-Mail-Adresse",
    "account.email.change": "E-Mail-Adresse ändern",
    "account.email.lead": "Wir schicken einen Link an die neue Adresse. Bis Sie ihn öffnen, gilt die bisherige.",
    "account.email.waiting": "Wartet auf Bestätigung: {email}",
    "account.email.waiting.text": "Öffnen Sie den Link in der E-Mail an diese Adresse vor {time}.",
    "account.email.drop": "Doch nicht ändern",
    "account.email.asked": "Sehen Sie in Ihr neues Postfach",
    "account.email.asked.text": "Wenn {email} verwendet werden kann, ist ein Link dorthin unterwegs. Bis Sie ihn öffnen, ändert sich nichts.",
    "account.email.bad": "Bitte geben Sie eine E-Mail-Adresse ein.",
    "account.email.confirm.title": "Neue Adresse bestätigen",
    "account.email.confirm.text": "Ab jetzt melden Sie sich mit {email} an.",
    "account.email.confirm.button": "Bestätigen",
    "account.email.done": "Ihre neue Adresse ist bestätigt",
    "account.email.done.text": "E-Mails gehen ab jetzt an {email}.",
    "account.email.spent": "Dieser Link funktioniert nicht mehr",
    "account.email.spent.text": "Er war einmal gültig, eine Stunde lang. Bitte ändern Sie die Adresse in Ihrem Konto noch einmal.",
    # how pages look
    "account.look": "Darstellung und Sprache",
    "account.theme": "Farbschema",
    "account.theme.system": "System",
    "account.theme.light": "Hell",
    "account.theme.dark": "Dunkel",
    "account.language": "Sprache",
    "account.language.browser": "Wie im Browser",
    "account.notifications": "Mitteilungen",
    "account.notifications.text": "Welche Nachrichten Sie bekommen, und wie.",
    "account.notifications.link": "Mitteilungen einstellen",
    # devices
    "account.devices": "Angemeldete Geräte",
    "account.device.both": "{browser} auf {system}",
    "account.device.unknown": "Unbekanntes Gerät",
    "account.device.program": "App",
    "account.device.named": "App „{name}“",
    "account.device.current": "Dieses Gerät",
    "account.device.since": "seit {time}",
    "account.device.seen": "zuletzt gesehen {time}",
    "account.device.out": "Abmelden",
    "account.device.out.of": "Abmelden: {device}",
    "account.device.gone": "Dort abgemeldet",
    "account.everywhere": "Überall abmelden",
    "account.everywhere.text": "Auch auf diesem Gerät.",
    # what is kept, and the end
    "account.prove.email": "Um Ihre E-Mail-Adresse zu ändern, melden Sie sich bitte noch einmal an.",
    "account.prove.data": "Um Ihre Daten herunterzuladen, melden Sie sich bitte per E-Mail oder Passkey an.",
    "account.prove.delete": "Um Ihr Konto zu löschen, melden Sie sich bitte noch einmal an.",
    "account.prove.link": "Noch einmal anmelden",
    "account.data": "Ihre Daten",
    "account.data.text": "Alles, was wir über Sie speichern, in einer Datei: Profil, Ladekarten, Ladevorgänge mit allen Zählerständen, E-Mails, Geräte.",
    "account.data.link": "Meine Daten herunterladen",
    "account.delete": "Konto löschen",
    "account.delete.text": "Sie haben 30 Tage Zeit, es sich anders zu überlegen.",
    "account.delete.title": "Konto löschen?",
    "account.delete.what": "Was geschieht",
    "account.delete.now": "Sie werden sofort überall abgemeldet, und Ihre Ladekarten starten keinen Ladevorgang mehr.",
    "account.delete.undo": "Bis {day} können Sie das Konto behalten: Melden Sie sich einfach wieder an.",
    "account.delete.then": "Danach werden Ihr Name, Ihre Adresse und Ihre Ladekarten gelöscht. Ladevorgänge behalten ihre Energie, ohne Sie.",
    "account.delete.sure": "Ja, mein Konto löschen",
    "account.delete.unsure": "Bitte setzen Sie zuerst das Häkchen.",
    "account.delete.button": "Konto löschen",
    "account.delete.keep": "Konto behalten",
    "account.delete.live": "Sie laden gerade",
    "account.delete.live.text": "Bitte stoppen Sie zuerst den Ladevorgang. Danach können Sie Ihr Konto löschen.",
    "account.delete.live.link": "Ladevorgang ansehen",
    "account.deleted.title": "Ihr Konto ist geschlossen",
    "account.deleted.text": "Es wird am {day} gelöscht. Melden Sie sich vorher an, und alles ist wie zuvor.",
    "account.kept": "Willkommen zurück",
    "account.kept.text": "Ihr Konto bleibt bestehen.",
    "account.keeping": "Dieses Konto soll am {day} gelöscht werden. Wenn Sie sich anmelden, bleibt es bestehen.",
    # operators
    "account.live": "Diese Person lädt gerade. Geben Sie mit stop_live an, ob das jetzt gestoppt werden soll.",
    # letters
    "account.letter.sign_in.subject": "Anmelden bei {name}",
    "account.letter.sign_in": (
        "Guten Tag,\n\n"
        "öffnen Sie diesen Link, um sich bei {name} anzumelden:\n\n"
        "  {link}\n\n"
        "Oder geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:\n\n"
        "  {code}\n\n"
        "Beide gelten einmal, {minutes} Minuten lang. Wenn Sie nichts angefordert haben, brauchen Sie nichts zu tun:\n"
        "Ohne diese E-Mail wird niemand angemeldet.\n"
    ),
    "account.letter.invite.subject": "Ihre Einladung zu {name}",
    "account.letter.invite": (
        "Guten Tag,\n\n"
        "Sie können jetzt mit {name} laden. Öffnen Sie diesen Link, um zu beginnen:\n\n"
        "  {link}\n\n"
        "Er gilt einmal, 24 Stunden lang. Später können Sie mit Ihrer Adresse einen neuen anfordern:\n\n"
        "  {door}\n"
    ),
    "account.letter.email.subject": "Bestätigen Sie Ihre neue Adresse",
    "account.letter.email": (
        "Guten Tag,\n\n"
        "dies soll die neue Adresse eines Kontos bei {name} werden. Öffnen Sie diesen Link, um sie zu bestätigen:\n\n"
        "  {link}\n\n"
        "Er gilt einmal, eine Stunde lang. Wenn Sie das nicht wollten, brauchen Sie nichts zu tun:\n"
        "Ohne diese E-Mail ändert sich nichts.\n"
    ),
    "account.letter.note.subject": "Ihre Adresse soll geändert werden",
    "account.letter.note": (
        "Guten Tag,\n\n"
        "jemand, der in Ihrem Konto bei {name} angemeldet ist, möchte dafür eine andere E-Mail-Adresse. Bis die neue\n"
        "bestätigt ist, gilt diese.\n\n"
        "Wenn Sie das nicht waren, melden Sie sich überall ab und sagen Sie dem Betreiber Bescheid:\n\n"
        "  {link}\n"
    ),
    "account.letter.closed.subject": "Ihr Konto ist geschlossen",
    "account.letter.closed": (
        "Guten Tag,\n\n"
        "Ihr Konto bei {name} ist geschlossen und wird am {day} gelöscht. Wenn Sie sich vorher anmelden,\n"
        "ist alles wie zuvor:\n\n"
        "  {link}\n"
    ),
}
