"""Firmware, diagnostics, logs and certificates (1.6 §5.10, 5.19 and the security extension): then told step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.certificates import Vault, judged
from chargehand.simulator.keeping.progress import LOG, Progress, firmware_steps
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import choice, instant, part, text, whole
from chargehand.simulator.v16.body import Body

_LOGS = ("DiagnosticsLog", "SecurityLog")


@dataclass(slots=True, eq=False)
class Upkeep:
    body: Body
    vault: Vault = field(default_factory=Vault)
    _firmware: Progress = field(init=False)
    _signed: Progress = field(init=False)
    _diagnostics: Progress = field(init=False)
    _log: Progress = field(init=False)

    def __post_init__(self) -> None:
        timers = self.body.timers
        self._firmware = Progress(timers, "firmware")
        self._signed = Progress(timers, "signed-firmware")
        self._diagnostics = Progress(timers, "diagnostics")
        self._log = Progress(timers, "log")

    def handlers(self) -> dict[str, Handler]:
        return {
            "CertificateSigned": lambda payload: status(judged(text(payload, "certificateChain"))),
            "DeleteCertificate": lambda payload: status(
                self.vault.delete(part(payload, "certificateHashData"))
            ),
            "GetDiagnostics": self._get_diagnostics,
            "GetInstalledCertificateIds": self._get_certificates,
            "GetLog": self._get_log,
            "InstallCertificate": lambda payload: status(
                self.vault.install(text(payload, "certificateType"), text(payload, "certificate"))
            ),
            "SignedUpdateFirmware": self._signed_update,
            "UpdateFirmware": self._update,
        }

    def send_triggered(self, wanted: str, *, extended: bool) -> None:
        """What stands now, Idle when nothing is under way; extended triggers are answered in the extension's words."""
        match wanted:
            case "FirmwareStatusNotification" if extended:
                self._tell("SignedFirmwareStatusNotification", self._signed, urgent=True)
            case "FirmwareStatusNotification":
                self._tell(wanted, self._firmware, urgent=True)
            case "DiagnosticsStatusNotification":
                self._tell(wanted, self._diagnostics, urgent=True)
            case "LogStatusNotification":
                self._tell(wanted, self._log, urgent=True)
            case _:
                csr = "-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n"
                self.body.mouth.notify("SignCertificate", {"csr": csr}, urgent=True)

    def _tell(self, action: str, progress: Progress, *, urgent: bool = False) -> None:
        told: JsonObject = {"status": progress.step}
        if progress.number is not None and progress.step != "Idle":
            told["requestId"] = progress.number
        self.body.mouth.notify(action, told, urgent=urgent)

    def _wait_s(self, payload: JsonObject, key: str) -> float:
        return (instant(text(payload, key)) - self.body.now).total_seconds()

    def _update(self, payload: JsonObject) -> Reply:
        """§5.19: the answer is empty, everything else is told later."""
        text(payload, "location")
        wait_s = max(0.0, self._wait_s(payload, "retrieveDate"))
        steps = firmware_steps(self.body.character.firmware, signed=False, scheduled=False)
        tell = partial(self._tell, "FirmwareStatusNotification", self._firmware)
        begin = partial(self._firmware.begin, steps, None, tell)
        return Reply({}, partial(self.body.timers.set, ("firmware", 1), wait_s, begin))

    def _signed_update(self, payload: JsonObject) -> Reply:
        number, firmware = whole(payload, "requestId"), part(payload, "firmware")
        if judged(text(firmware, "signingCertificate")) != "Accepted":
            return status("InvalidCertificate")
        text(firmware, "location")
        wait_s = self._wait_s(firmware, "retrieveDateTime")
        steps = firmware_steps(self.body.character.firmware, signed=True, scheduled=wait_s > 0)
        tell = partial(self._tell, "SignedFirmwareStatusNotification", self._signed)
        answer = "AcceptedCanceled" if self._signed.busy else "Accepted"
        return status(answer, partial(self._signed.begin, steps, number, tell, wait_s))

    def _get_diagnostics(self, payload: JsonObject) -> Reply:
        text(payload, "location")
        tell = partial(self._tell, "DiagnosticsStatusNotification", self._diagnostics)
        answer: JsonObject = {"fileName": f"{self.body.identity}.log"[:255]}
        return Reply(answer, partial(self._diagnostics.begin, LOG, None, tell))

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
        held = [hash_data for _, hash_data in self.vault.held({text(payload, "certificateType")})]
        if not held:
            return status("NotFound")
        return Reply({"status": "Accepted", "certificateHashData": held})
