"""For all tests: whatever our side says over OCPP is valid by the official schemas, or the test fails (F56)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.strictness import Strictness, watching

MARK = "says_anything"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{MARK}(why): our side may say here what no schema of OCPP has, for this reason"
    )


@pytest.fixture(scope="session", autouse=True)
def _strictness() -> Iterator[Strictness]:
    """Watches from the first to the last test, so that what lives longer than one test is seen too."""
    strictness = Strictness()
    with watching(strictness):
        yield strictness
    assert strictness.take() == []


@pytest.fixture(autouse=True)
def _what_we_say(request: pytest.FixtureRequest, _strictness: Strictness) -> Iterator[None]:
    yield
    found = _strictness.take()
    if found and request.node.get_closest_marker(MARK) is None:
        pytest.fail("we said what OCPP's schemas do not allow:\n" + "\n".join(found), pytrace=False)
