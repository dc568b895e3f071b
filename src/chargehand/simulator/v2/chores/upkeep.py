"""Firmware, logs and certificates (2.0.1 L, N01, A, M03 to M06): accepted, then told step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.certificates import Vault, judged
from chargehand.simulator.keeping.progress import LOG, Progress, firmware_steps
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import choice, instant, part, text, whole
from chargehand.simulator.v2.body import Body

_LOGS = ("DiagnosticsLog", "SecurityLog", "DataCollectorLog")


@dataclass(slots=True, eq=False)
class Upkeep:
    body: Body
    vault: Vault = field(default_factory=Vault)
    _firmware: Progress = field(init=False)
    _log: Progress = field(init=False)

    def __post_init__(self) -> None:
        self._firmware = Progress(self.body.timers, "firmware")
        self._log = Progress(self.body.timers, "log")

    def handlers(self) -> dict[str, Handler]:
        return {
            "CertificateSigned": lambda payload: status(judged(text(payload, "certificateChain"))),
            "DeleteCertificate": lambda payload: status(
                self.vault.delete(part(payload, "certificateHashData"))
            ),
            "GetInstalledCertificateIds": self._get_certificates,
            "GetLog": self._get_log,
            "InstallCertificate": lambda payload: status(
                self.vault.install(text(payload, "certificateType"), text(payload, "certificate"))
            ),
            "UpdateFirmware": self._update_firmware,
        }

    def send_triggered(self, wanted: str) -> None:
        """What stands now, Idle when nothing is under way (F06, L01.FR.25)."""
        match wanted:
            case "FirmwareStatusNotification":
                self._tell(wanted, self._firmware, urgent=True)
            case "LogStatusNotification":
                self._tell(wanted, self._log, urgent=True)
            case _:
                csr = "-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n"
                told: JsonObject = {"csr": csr, "certificateType": "ChargingStationCertificate"}
                self.body.mouth.notify("SignCertificate", told, urgent=True)

    def _tell(self, action: str, progress: Progress, *, urgent: bool = False) -> None:
        told: JsonObject = {"status": progress.step}
        if progress.number is not None and progress.step != "Idle":
            told["requestId"] = progress.number
        self.body.mouth.notify(action, told, urgent=urgent)

    def _update_firmware(self, payload: JsonObject) -> Reply:
        number, firmware = whole(payload, "requestId"), part(payload, "firmware")
        text(firmware, "location")
        wait_s = (instant(text(firmware, "retrieveDateTime")) - self.body.now).total_seconds()
        steps = firmware_steps(
            self.body.character.firmware, signed="signature" in firmware, scheduled=wait_s > 0
        )
        tell = partial(self._tell, "FirmwareStatusNotification", self._firmware)
        answer = "AcceptedCanceled" if self._firmware.busy else "Accepted"
        return status(answer, partial(self._firmware.begin, steps, number, tell, wait_s))

    def _get_log(self, payload: JsonObject) -> Reply:
        number, kind = whole(payload, "requestId"), choice(payload, "logType", _LOGS)
        text(part(payload, "log"), "remoteLocation")
        answer: JsonObject = {
            "status": "AcceptedCanceled" if self._log.busy else "Accepted",
            "filename": f"{self.body.identity}-{kind}.log"[:255],
        }
        tell = partial(self._tell, "LogStatusNotification", self._log)
        return Reply(answer, partial(self._log.begin, LOG, number, tell))

    def _get_certificates(self, payload: JsonObject) -> Reply:
        kinds = payload.get("certificateType")
        held = self.vault.held(cast("list[object]", kinds) if isinstance(kinds, list) else None)
        chains: list[JsonObject] = [
            {"certificateType": kind, "certificateHashData": hash_data} for kind, hash_data in held
        ]
        if not chains:
            return status("NotFound")
        return Reply({"status": "Accepted", "certificateHashDataChain": chains})
