"""Dutch: signing in and out."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "sign_in.title": "Inloggen",
    "sign_in.lead": "We sturen je een link. Geen wachtwoord nodig.",
    "sign_in.email": "E-mailadres",
    "sign_in.send": "Link sturen",
    "sign_in.keep": "Houd me ingelogd op deze telefoon",
    "sign_in.button": "Inloggen",
    "sign_in.confirm": "Nog één tik en je bent binnen.",
    "sign_in.sent.title": "Kijk in je mail",
    "sign_in.sent.text": (
        "Als {email} hier bekend is, is er een inloglink onderweg. Hij werkt één keer, 15 minuten lang."
    ),
    "sign_in.code": "Code van zes cijfers",
    "sign_in.code.lead": "Of typ de code uit de mail:",
    "sign_in.again": "Ander adres gebruiken",
    "sign_in.bad_email": "Vul een e-mailadres in.",
    "sign_in.bad_code": "Die code klopt niet of is te oud.",
    "sign_out": "Uitloggen",
}
