"""Errors as problem+json (RFC 9457): a stable code for programs, a sentence for people, nothing of our insides (S27)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.views.api import ProblemObject, problem_object
from chargehand.views.words.language import Language

CONTENT_TYPE = "application/problem+json"
PROOF_NEEDED = "proof_needed"


class Problem(Exception):
    """Why a request is not served. `code` is what programs branch on."""

    def __init__(
        self, status: int, code: str, title: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})

    @property
    def told(self) -> ProblemObject:
        return ProblemObject(
            type=f"urn:chargehand:problem:{self.code}",
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.detail,
        )


def refused(refused: Refused, lang: Language) -> ProblemObject:
    return problem_object(refused.refusal, HTTP_STATUS[refused.refusal], lang, refused.session)


def problem_response(told: ProblemObject, headers: Mapping[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(told), told.status, headers, CONTENT_TYPE)


def signed_out() -> Problem:
    return Problem(
        401, "signed_out", "Please sign in.", headers={"WWW-Authenticate": 'Bearer realm="chargehand"'}
    )


def not_found() -> Problem:
    return Problem(404, "not_found", "Not found", "It does not exist, or it belongs to somebody else.")


def foreign_origin() -> Problem:
    return Problem(403, "foreign_origin", "This request did not come from this site.")


def form_token_wrong() -> Problem:
    return Problem(403, "form_token", "This page is out of date. Please load it again.")


def forbidden() -> Problem:
    return Problem(403, "forbidden", "This token may not do that.")


def proof_needed() -> Problem:
    return Problem(
        403,
        PROOF_NEEDED,
        "Please sign in once more.",
        "This needs a sign-in by letter or passkey of the last 15 minutes.",
    )


def too_many(wait_s: float) -> Problem:
    seconds = max(1, int(wait_s + 0.999))
    return Problem(
        429,
        "too_many_requests",
        "Too many requests. Please wait a little.",
        f"Try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )


def too_large() -> Problem:
    return Problem(413, "too_large", "The request is too large.")


def unavailable(retry_after_s: int = 2) -> Problem:
    return Problem(
        503,
        "unavailable",
        "Something broke on our side; nothing was done. Please try again.",
        headers={"Retry-After": str(retry_after_s)},
    )


def read_only(retry_after_s: int = 60) -> Problem:
    return Problem(
        503,
        "read_only",
        "We are short of room: everything can be read, and nothing can be changed. Nothing was done.",
        headers={"Retry-After": str(retry_after_s)},
    )


def charger_halted() -> Problem:
    return Problem(
        503,
        "charger_halted",
        "This charger is being looked at by the operator; nothing was done.",
        headers={"Retry-After": "60"},
    )


def defect(number: str) -> Problem:
    return Problem(
        500, "defect", "Something broke on our side.", f"Please tell the operator this number: {number}"
    )


def invalid(detail: str) -> Problem:
    return Problem(422, "invalid", "The request is not understood.", detail)
