"""An example of each problem that the API answers with, made as the real ones are."""

from __future__ import annotations

from typing import Final

from chargehand.edge.driver.problems import (
    Problem,
    defect,
    forbidden,
    invalid,
    not_found,
    signed_out,
    too_large,
    too_many,
    unavailable,
)
from chargehand.model.refusals import Refusal
from chargehand.views.api import ProblemObject, problem_object
from chargehand.views.words.language import Language

_PROBLEMS: Final[dict[int, Problem]] = {
    400: Problem(400, "invalid", "The request is not understood."),
    401: signed_out(),
    403: forbidden(),
    404: not_found(),
    410: Problem(410, "link_spent", "This link does not work any more"),
    413: too_large(),
    422: invalid("body.email: Field required"),
    429: too_many(30),
    500: defect("8f3c2a"),
    503: unavailable(),
}
_CONFLICTS: Final[dict[str, Problem]] = {
    "/deletion": Problem(409, "session_live", "A charging session is live."),
    "/card-requests": Problem(
        409, "request_waiting", "You asked for a card already; the operator has not answered yet."
    ),
}


def problem_of(status: int, path: str) -> ProblemObject:
    """One that this call may answer with."""
    if status == 409:
        conflict = next((each for end, each in _CONFLICTS.items() if path.endswith(end)), None)
        if conflict is None:
            return problem_object(Refusal.ALREADY_ENDED, 409, Language.EN, None)
        return conflict.told
    return _PROBLEMS.get(status, _PROBLEMS[400]).told
