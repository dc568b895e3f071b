"""Where a charger stands, as links and words."""

from __future__ import annotations

from chargehand.model.station import Station


def charger_title(station: Station) -> str:
    return station.name or station.public_id


def directions(station: Station) -> str:
    """A link that phones hand to their maps app; empty without coordinates."""
    if station.latitude is None or station.longitude is None:
        return ""
    return (
        f"https://www.google.com/maps/dir/?api=1&destination={station.latitude:.6f},{station.longitude:.6f}"
    )


def picture_href(station: Station) -> str:
    """The address of the charger's picture; another one for another picture. Empty: there is none."""
    return f"/chargers/{station.public_id}/picture?v={station.picture}" if station.picture else ""


def sticker_href(station: Station) -> str:
    """What the QR code on the charger leads to, below our own address."""
    return f"/c/{station.public_id}"
