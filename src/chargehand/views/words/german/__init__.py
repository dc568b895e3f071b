"""German: every word and sentence, keyed by an id; a file for each part of the product."""

from __future__ import annotations

from chargehand.views.words.german import (
    account,
    cards,
    charger,
    door,
    frame,
    inbox,
    known,
    lists,
    refusals,
    session,
    support,
)

SENTENCES: dict[str, str] = {
    **account.SENTENCES,
    **cards.SENTENCES,
    **charger.SENTENCES,
    **door.SENTENCES,
    **frame.SENTENCES,
    **inbox.SENTENCES,
    **known.SENTENCES,
    **lists.SENTENCES,
    **refusals.SENTENCES,
    **session.SENTENCES,
    **support.SENTENCES,
}
