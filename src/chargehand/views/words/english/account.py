"""English: the account, and the letters about it."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "account.title": "Account",
    "account.name": "Name",
    "account.email": "E-mail",
    "account.status": "Status",
    "account.cards": "Cards",
    "account.cards.none": "No cards yet.",
    "account.cards.link": "Manage cards",
    "account.invited": "Invited",
    "account.active": "Active",
    "account.suspended": "Suspended",
    "account.closed": "Closed",
    "account.suspended.may_stop": "You can read your sessions and stop charging. Start is switched off. Please contact the operator.",
    "account.since": "With us since",
    "account.save": "Save",
    "account.profile": "Profile",
    "account.name.bad": "Please use at most 100 characters.",
    "account.saved": "Saved",
    # the address
    "account.email.new": "New e-mail address",
    "account.email.change": "Change e-mail",
    "account.email.lead": "We send a link to the new address. Until you open it, the present one stays.",
    "account.email.waiting": "Waiting for confirmation: {email}",
    "account.email.waiting.text": "Open the link in the e-mail to that address before {time}.",
    "account.email.drop": "Do not change it",
    "account.email.asked": "Check your new mailbox",
    "account.email.asked.text": "If {email} can be used, a link is on its way there. Until you open it, nothing changes.",
    "account.email.bad": "Please enter an e-mail address.",
    "account.email.confirm.title": "Confirm your new address",
    "account.email.confirm.text": "From now on you sign in with {email}.",
    "account.email.confirm.button": "Confirm",
    "account.email.done": "Your new address is confirmed",
    "account.email.done.text": "E-mails go to {email} from now on.",
    "account.email.spent": "This link does not work any more",
    "account.email.spent.text": "It worked once, for an hour. Please change the address in your account again.",
    # how pages look
    "account.look": "Appearance and language",
    "account.theme": "Theme",
    "account.theme.system": "System",
    "account.theme.light": "Light",
    "account.theme.dark": "Dark",
    "account.language": "Language",
    "account.language.browser": "As in the browser",
    "account.notifications": "Notifications",
    "account.notifications.text": "Which messages you get, and how.",
    "account.notifications.link": "Set notifications",
    # devices
    "account.devices": "Signed-in devices",
    "account.device.both": "{browser} on {system}",
    "account.device.unknown": "Unknown device",
    "account.device.program": "App",
    "account.device.named": "App “{name}”",
    "account.device.current": "This device",
    "account.device.since": "since {time}",
    "account.device.seen": "last seen {time}",
    "account.device.out": "Sign out",
    "account.device.out.of": "Sign out: {device}",
    "account.device.gone": "Signed out there",
    "account.everywhere": "Sign out everywhere",
    "account.everywhere.text": "This device too.",
    # what is kept, and the end
    "account.prove.email": "To change your e-mail address, please sign in once more.",
    "account.prove.data": "To download your data, please sign in by e-mail or passkey.",
    "account.prove.delete": "To delete your account, please sign in once more.",
    "account.prove.link": "Sign in again",
    "account.data": "Your data",
    "account.data.text": "Everything we keep about you, in one file: profile, cards, sessions with all readings, e-mails, devices.",
    "account.data.link": "Download my data",
    "account.delete": "Delete account",
    "account.delete.text": "You have 30 days to change your mind.",
    "account.delete.title": "Delete your account?",
    "account.delete.what": "What happens",
    "account.delete.now": "You are signed out everywhere at once, and your cards no longer start a charge.",
    "account.delete.undo": "Until {day} you can keep the account: just sign in again.",
    "account.delete.then": "After that your name, your address and your cards are erased. Sessions keep their energy, without you.",
    "account.delete.sure": "Yes, delete my account",
    "account.delete.unsure": "Please tick the box first.",
    "account.delete.button": "Delete account",
    "account.delete.keep": "Keep my account",
    "account.delete.live": "You are charging",
    "account.delete.live.text": "Please stop the session first. Then you can delete your account.",
    "account.delete.live.link": "See session",
    "account.deleted.title": "Your account is closed",
    "account.deleted.text": "It will be erased on {day}. Sign in before that day and everything is as it was.",
    "account.kept": "Welcome back",
    "account.kept.text": "Your account stays.",
    "account.keeping": "This account is to be erased on {day}. If you sign in, it stays.",
    # operators
    "account.live": "This driver is charging. Say with stop_live whether to stop that now.",
    # letters
    "account.letter.sign_in.subject": "Sign in to {name}",
    "account.letter.sign_in": (
        "Hello,\n\n"
        "open this link to sign in to {name}:\n\n"
        "  {link}\n\n"
        "Or type this code on the page where you asked for it:\n\n"
        "  {code}\n\n"
        "Both work once, for {minutes} minutes. If you did not ask for this, you need not do anything:\n"
        "nobody is signed in without this e-mail.\n"
    ),
    "account.letter.invite.subject": "Your invitation to {name}",
    "account.letter.invite": (
        "Hello,\n\n"
        "you can charge with {name} now. Open this link to begin:\n\n"
        "  {link}\n\n"
        "It works once, for 24 hours. Later you can ask for a new one with your address:\n\n"
        "  {door}\n"
    ),
    "account.letter.email.subject": "Confirm your new address",
    "account.letter.email": (
        "Hello,\n\n"
        "this is to be the new address of an account with {name}. Open this link to confirm it:\n\n"
        "  {link}\n\n"
        "It works once, for one hour. If you did not ask for this, you need not do anything:\n"
        "nothing changes without this e-mail.\n"
    ),
    "account.letter.note.subject": "Your address is to be changed",
    "account.letter.note": (
        "Hello,\n\n"
        "somebody who is signed in to your account with {name} wants another e-mail address for it. Until the new\n"
        "one is confirmed, this one stays.\n\n"
        "If that was not you, sign out everywhere and tell the operator:\n\n"
        "  {link}\n"
    ),
    "account.letter.closed.subject": "Your account is closed",
    "account.letter.closed": (
        "Hello,\n\n"
        "your account with {name} is closed and will be erased on {day}. If you sign in before that day,\n"
        "everything is as it was:\n\n"
        "  {link}\n"
    ),
}
