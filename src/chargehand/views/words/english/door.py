"""English: signing in and out."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "sign_in.title": "Sign in",
    "sign_in.lead": "We send you a link. No password needed.",
    "sign_in.email": "E-mail address",
    "sign_in.send": "Send link",
    "sign_in.keep": "Keep me signed in on this phone",
    "sign_in.button": "Sign in",
    "sign_in.confirm": "One tap and you are in.",
    "sign_in.sent.title": "Check your mail",
    "sign_in.sent.text": "If {email} is known here, a sign-in link is on its way. It works once, for 15 minutes.",
    "sign_in.code": "Six-digit code",
    "sign_in.code.lead": "Or type the code from the mail:",
    "sign_in.again": "Use another address",
    "sign_in.bad_email": "Please enter an e-mail address.",
    "sign_in.bad_code": "That code is wrong or too old.",
    "sign_out": "Sign out",
}
