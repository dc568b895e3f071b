"""Firmware, logs and certificates (2.0.1 L, N01, A, M03 to M06): accepted, then told step by step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import choice, instant, part, text, whole
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.registration import Registration

_STEP_S: Final = 2.0
_PEM: Final = "-----BEGIN CERTIFICATE"
_FIRMWARE: Final = {
    "installs": ("Downloading", "Downloaded", "Installing", "Installed"),
    "download-fails": ("Downloading", "DownloadFailed"),
    "install-fails": ("Downloading", "Downloaded", "Installing", "InstallationFailed"),
}
_SIGNED: Final = {"installs": "SignatureVerified", "install-fails": "SignatureVerified"}


@dataclass(slots=True, eq=False)
class Upkeep:
    body: Body
    registration: Registration
    _firmware: JsonObject = field(default_factory=lambda: {"status": "Idle"})
    _log: JsonObject = field(default_factory=lambda: {"status": "Idle"})
    _certificates: list[JsonObject] = field(default_factory=list[JsonObject])

    def handlers(self) -> dict[str, Handler]:
        return {
            "CertificateSigned": lambda payload: status(_judged(text(payload, "certificateChain"))),
            "DeleteCertificate": self._delete_certificate,
            "GetInstalledCertificateIds": self._get_certificates,
            "GetLog": self._get_log,
            "InstallCertificate": self._install_certificate,
            "UpdateFirmware": self._update_firmware,
        }

    def send_triggered(self, wanted: str) -> None:
        """What stands now, Idle when nothing is under way (F06, L01.FR.25)."""
        mouth = self.body.mouth
        match wanted:
            case "FirmwareStatusNotification":
                mouth.notify(wanted, self._firmware, urgent=True)
            case "LogStatusNotification":
                mouth.notify(wanted, self._log, urgent=True)
            case _:
                csr = "-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n"
                told: JsonObject = {"csr": csr, "certificateType": "ChargingStationCertificate"}
                mouth.notify("SignCertificate", told)

    # ----------------------------------------------------------------------------------------- firmware, logs

    def _update_firmware(self, payload: JsonObject) -> Reply:
        number, firmware = whole(payload, "requestId"), part(payload, "firmware")
        text(firmware, "location")
        wait_s = (instant(text(firmware, "retrieveDateTime")) - self.body.now).total_seconds()
        steps = list(_FIRMWARE[self.body.character.firmware])
        verified = _SIGNED.get(self.body.character.firmware)
        if "signature" in firmware and verified is not None:
            steps.insert(2, verified)
        if wait_s > 0:
            steps.insert(0, "DownloadScheduled")
        busy = self._firmware["status"] not in {"Idle", "Installed", "DownloadFailed", "InstallationFailed"}
        then = partial(self._go_on, "firmware", "FirmwareStatusNotification", number, steps, wait_s)
        return status("AcceptedCanceled" if busy else "Accepted", then)

    def _get_log(self, payload: JsonObject) -> Reply:
        number, kind = (
            whole(payload, "requestId"),
            choice(payload, "logType", ("DiagnosticsLog", "SecurityLog", "DataCollectorLog")),
        )
        text(part(payload, "log"), "remoteLocation")
        busy = self._log["status"] == "Uploading"
        steps = ["Uploading", "Uploaded"]
        answer: JsonObject = {
            "status": "AcceptedCanceled" if busy else "Accepted",
            "filename": f"{self.body.identity}-{kind}.log"[:255],
        }
        return Reply(answer, partial(self._go_on, "log", "LogStatusNotification", number, steps, 0.0))

    def _go_on(self, chore: str, action: str, number: int, steps: list[str], wait_s: float) -> None:
        """The next step is reached and told; a later chore of the same kind takes this one's place."""
        told: JsonObject = {"status": steps[0], "requestId": number}
        if chore == "firmware":
            self._firmware = told
        else:
            self._log = told
        self.body.mouth.notify(action, told)
        if len(steps) > 1:
            pause_s = wait_s if steps[0] == "DownloadScheduled" else _STEP_S
            then = partial(self._go_on, chore, action, number, steps[1:], 0.0)
            self.body.timers.set((chore, 0), max(_STEP_S, pause_s), then)

    # -------------------------------------------------------------------------------------------- certificates

    def _install_certificate(self, payload: JsonObject) -> Reply:
        kind, pem = text(payload, "certificateType"), text(payload, "certificate")
        judged = _judged(pem)
        if judged == "Accepted":
            self._certificates.append({"certificateType": kind, "certificateHashData": _hashed(pem)})
        return status(judged)

    def _get_certificates(self, payload: JsonObject) -> Reply:
        wanted = payload.get("certificateType")
        chains = [
            each
            for each in self._certificates
            if not isinstance(wanted, list) or each["certificateType"] in wanted
        ]
        if not chains:
            return status("NotFound")
        return Reply({"status": "Accepted", "certificateHashDataChain": chains})

    def _delete_certificate(self, payload: JsonObject) -> Reply:
        wanted = part(payload, "certificateHashData")
        kept = [each for each in self._certificates if each["certificateHashData"] != wanted]
        found = len(kept) < len(self._certificates)
        self._certificates = kept
        return status("Accepted" if found else "NotFound")


def _judged(pem: str) -> str:
    return "Accepted" if pem.startswith(_PEM) else "Rejected"


def _hashed(pem: str) -> JsonObject:
    """CertificateHashDataType of a certificate that is not opened: its text stands for its parts."""
    digest = hashlib.sha256(pem.encode()).hexdigest()
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": digest,
        "issuerKeyHash": digest,
        "serialNumber": digest[:16],
    }
