"""What operators are told of the certificates that a station holds (2.x M03 to M05)."""

from __future__ import annotations

from chargehand.model.calls import CallOutcome
from chargehand.model.certificates import CertificatesTold, InstalledCertificate
from chargehand.model.contracts import CertificateName
from chargehand.model.events import CallAnswered
from chargehand.model.identity import CommandId, StationId
from tests.integration.web.site import Site
from tests.integration.web.test_operator import operator

PATH = "/api/v1/operator/stations/CP1/certificates"


async def test_what_a_station_holds_is_told(site: Site) -> None:
    await site.world.station("CP1")
    api = await operator(site)
    assert (await api.get(PATH)).json() == {"requests": [], "certificates": [], "installed": []}
    name = CertificateName("SHA256", "ab", "cd", "1a")
    held = (
        InstalledCertificate(kind="V2GRootCertificate", name=name, pem="PEM"),
        InstalledCertificate(kind="V2GCertificateChain", name=name, under="2b"),
    )
    at = site.world.clock()
    await site.submit.submit(
        CallAnswered(
            station=StationId("CP1"),
            at=at,
            command=CommandId("c1"),
            call_id="c1",
            outcome=CallOutcome.ACCEPTED,
            certificates=CertificatesTold(held, all=True),
        )
    )
    chain, root = (await api.get(PATH)).json()["installed"]
    assert (chain["kind"], chain["under"], chain["certificate"]) == ("V2GCertificateChain", "2b", None)
    digests = {"hash_algorithm": "SHA256", "issuer_name_hash": "ab", "issuer_key_hash": "cd", "serial": "1a"}
    assert root | digests == root
    assert (root["kind"], root["under"], root["certificate"]) == ("V2GRootCertificate", "", "PEM")
