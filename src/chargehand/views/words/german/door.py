"""German: signing in and out."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "sign_in.title": "Anmelden",
    "sign_in.lead": "Wir senden Ihnen einen Link. Ein Passwort ist nicht nötig.",
    "sign_in.email": "E-Mail-Adresse",
    "sign_in.send": "Link senden",
    "sign_in.keep": "Auf diesem Telefon angemeldet bleiben",
    "sign_in.button": "Anmelden",
    "sign_in.confirm": "Noch ein Tipp, und Sie sind angemeldet.",
    "sign_in.sent.title": "Sehen Sie in Ihre E-Mails",
    "sign_in.sent.text": (
        "Wenn {email} hier bekannt ist, ist ein Anmeldelink unterwegs. Er funktioniert einmal, 15 Minuten "
        "lang."
    ),
    "sign_in.code": "Sechsstelliger Code",
    "sign_in.code.lead": "Oder geben Sie den Code aus der E-Mail ein:",
    "sign_in.again": "Andere Adresse verwenden",
    "sign_in.bad_email": "Bitte geben Sie eine E-Mail-Adresse ein.",
    "sign_in.bad_code": "Dieser Code ist falsch oder zu alt.",
    "sign_out": "Abmelden",
}
