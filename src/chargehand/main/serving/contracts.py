"""What stations ask for cars is handed on to the services that are set."""

from __future__ import annotations

from chargehand.edge.contracts import responders, shop
from chargehand.edge.contracts.inlet import ContractInlet
from chargehand.edge.contracts.outgoing import OpenNetwork, Outgoing
from chargehand.edge.contracts.responders import OcspResponders
from chargehand.edge.contracts.shop import ContractShop
from chargehand.edge.contracts.targets import Hosts, private
from chargehand.engine.ports import Submit
from chargehand.main.chance import clock
from chargehand.main.settings import Settings


def with_contracts(settings: Settings, engine: Submit) -> Submit:
    """`engine`, and before it whatever is set; without any such setting `engine` itself."""
    hosts = Hosts(settings.ocsp_hosts.split(","))
    if not (settings.iso15118_url or hosts):
        return engine
    network, contracts, asked = OpenNetwork(), None, None
    if settings.iso15118_url:
        outgoing = Outgoing(private(settings.iso15118_url), network, shop.ANSWER_BYTES_MAX)
        contracts = ContractShop(outgoing, settings.iso15118_url, settings.iso15118_secret)
    if hosts:
        asked = OcspResponders(Outgoing(hosts, network, responders.ANSWER_BYTES_MAX), clock)
    return ContractInlet(engine, contracts, asked, settings.iso15118_deadline_s)
