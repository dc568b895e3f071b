"""The cast: characters made of the switches, each by its name."""

from __future__ import annotations

from typing import Final

from chargehand.simulator.character import PLAIN, Character

_ALL: Final = (
    PLAIN,
    Character(
        name="eager",
        about="sends boot, statuses and readings back to back without waiting for answers",
        pipelines=True,
        reads_at_begin=True,
        boots_on_reconnect=True,
        settings=(
            ("MeterValueSampleInterval", "10"),
            (
                "MeterValuesSampledData",
                "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC",
            ),
        ),
    ),
    Character(name="stubborn", about="refuses every remote stop", remote_stop="refuse"),
    Character(name="sleepy", about="accepts every remote stop and does nothing", remote_stop="ignore"),
    Character(name="deaf", about="sends its messages and never answers a command", deaf=True),
    Character(
        name="kilowatt", about="readings in kWh, meterStart and meterStop in Wh", energy_unit="kWh", soc=False
    ),
    Character(
        name="three-phase", about="one register per phase and no total", register_phases="phases", soc=False
    ),
    Character(
        name="flaky",
        about="drops its socket every few minutes; statuses overtake what it has queued",
        disconnects_every_s=180.0,
        status_overtakes_queue=True,
    ),
    Character(
        name="forgetful",
        about="loses its queue and its transactions with the power and tells no status on reconnect",
        volatile_queue=True,
        after_power_loss="forget",
        status_on_reconnect="none",
    ),
    Character(
        name="echo",
        about="loses answers, retries under new message ids, says calls and stops twice",
        new_id_on_retry=True,
        loses_answers=0.3,
        repeats_every=4,
        stops_twice=True,
        # Patient enough that losing answers does not become losing messages.
        settings=(("TransactionMessageAttempts", "12"), ("TransactionMessageRetryInterval", "5")),
    ),
    Character(name="nameless", about="never learns a transaction's id and says -1", id_form="minus-one"),
    Character(
        name="mistaken", about="speaks of the transaction before, so it refuses our id", id_form="previous"
    ),
    Character(name="zero-id", about="believes that every transaction is number 0", id_form="zero"),
    Character(name="stringy", about="shows transaction ids as strings", id_form="string"),
    Character(
        name="ghost", about="ends without StopTransaction; only the connector becomes free", skips_stop=True
    ),
    Character(
        name="hasty",
        about="says Available with the cable in, before StopTransaction; a reading follows the stop",
        stop_order="available-first",
        late_closing_reading=True,
    ),
    Character(name="orphan", about="never sends StartTransaction", skips_start=True),
    Character(
        name="leaper",
        about="its shown register falls to zero now and then and loses 65 536 Wh for good",
        zero_every=4,
        carry_lost_after=6,
    ),
    Character(
        name="reborn",
        about="a register per transaction, no plausible meterStop",
        register_scope="transaction",
        meter_stop="minus-one",
    ),
    Character(
        name="sparse",
        about="no power, no state of charge, blank and bare values",
        power=False,
        soc=False,
        blank_every=3,
        bare_values=True,
        settings=(("MeterValuesSampledData", "Energy.Active.Import.Register"),),
    ),
    Character(
        name="comma",
        about="decimal commas, kWh without a unit",
        energy_unit="kWh-unnamed",
        value_text="comma",
    ),
    Character(
        name="mute",
        about="accepts triggers and sends nothing, refuses every configuration",
        trigger="ignore",
        configuration="refuse",
    ),
    Character(
        name="vendor",
        about="error codes and answers of its own making",
        error_code="Error",
        vendor_error_code="E-0042",
        lowercase_answers=True,
    ),
    Character(name="early", about="its clock is two hours ahead", clock_offset_s=7200.0, time_text="seconds"),
    Character(name="unwound", about="lives in 1970 until told the time", clock_starts_1970=True),
    Character(name="slow", about="answers commands after 45 seconds", answer_delay_s=45.0),
    Character(
        name="leaky",
        about="delivers on after the stop until it is stopped again or the cable is out, and reads its meter each minute",
        keeps_delivering=True,
        settings=(("ClockAlignedDataInterval", "60"),),
    ),
    Character(name="restless", about="tells a boot every ten seconds", boots_every_s=10.0),
    Character(
        name="flapping",
        about="loses its line every few seconds and walks away from the old socket",
        disconnects_every_s=15.0,
        offline_for_s=5.0,
        abandons_sockets=True,
    ),
    Character(
        name="hermit", about="finds a line after two days, with all that happened", begins_offline_s=172_800.0
    ),
    Character(
        name="leaking-line",
        about="one call in seven never reaches the wire",
        loses_calls=0.15,
        call_timeout_s=10.0,
        settings=(("TransactionMessageAttempts", "12"), ("TransactionMessageRetryInterval", "5")),
    ),
    Character(name="binary", about="some of its calls are binary frames", binary_every=9),
    Character(name="wordy", about="adds a field of its own to every call", extra_fields=True),
    Character(name="null", about="says null where it knows nothing", null_fields=True),
    Character(name="texty", about="writes numbers as text", numbers_as_text=True),
    Character(
        name="anonymous",
        about="has an empty vendor and names keys in lower case",
        empty_vendor=True,
        lowercase_keys=True,
    ),
    Character(name="bootless", about="speaks without BootNotification", boots=False),
    Character(
        name="bureaucrat",
        about="schedules what it could do at once, gives no reasons",
        answers_scheduled=True,
        omits_reason=True,
    ),
    Character(
        name="rebooter",
        about="every setting needs a reboot, which takes long",
        configuration="reboot",
        boot_takes_s=90.0,
    ),
    Character(name="unyielding", about="refuses every remote start", remote_start="refuse"),
    Character(name="dreamer", about="accepts every remote start and does nothing", remote_start="ignore"),
    Character(name="hesitant", about="acts seconds after it accepted", reaction_s=8.0),
    Character(
        name="incapable",
        about="supports neither triggers nor resets nor status queries",
        unsupported=("TriggerMessage", "Reset", "GetTransactionStatus", "UnlockConnector"),
    ),
    Character(
        name="clumsy",
        about="downloads no firmware, sends no status news on reconnect",
        firmware="download-fails",
        status_on_reconnect="changed",
    ),
    Character(name="mislabelled", about="says kWh and calls them Wh", energy_unit="kWh-named-Wh"),
    Character(name="exaggerating", about="says Wh and calls them kWh", energy_unit="Wh-named-kWh"),
    Character(name="multiplied", about="says Wh times a thousand", energy_unit="multiplied"),
    Character(
        name="everywhere", about="reads inlet and body too, and intervals", other_places=True, intervals=True
    ),
    Character(name="both-ways", about="one register per phase and a total", register_phases="both"),
    Character(name="wrapping", about="its shown register wraps at 65 536 Wh", register_modulus_wh=65_536),
    Character(name="per-boot", about="its register begins anew with each boot", register_scope="boot"),
    Character(name="frozen", about="its register stands still while power flows", register_frozen=True),
    Character(name="coarse", about="its meter counts in steps of 100 Wh", meter_resolution_wh=100),
    Character(name="from-zero", about="says 0 where its start register should be", meter_start_zero=True),
    Character(name="to-zero", about="says 0 where its stop register should be", meter_stop="zero"),
    Character(name="padded", about="spaces around its numbers", value_text="padded"),
    Character(name="dribbling", about="a little energy flows after the stop", after_run_wh=4.5),
    Character(
        name="resumer", about="goes on with its transaction after a power loss", after_power_loss="resume"
    ),
    Character(
        name="backward",
        about="its clock is an hour late, told with an offset",
        clock_offset_s=-3600.0,
        time_text="offset",
    ),
    Character(name="timeless", about="lives in the year 9999", time_text="impossible"),
    Character(
        name="talkative", about="tells what nobody asked: vendor's data, security events", chatters=True
    ),
    Character(name="sealed", about="signs its register, and knows one for export", signed=True, exports=True),
    Character(
        name="corrected",
        about="its clock is two hours ahead for ten minutes, then right",
        clock_offset_s=7200.0,
        clock_corrects_after_s=600.0,
    ),
    Character(
        name="punctual",
        about="reads its meter on the quarter hour too, session or not",
        settings=(("ClockAlignedDataInterval", "900"),),
    ),
    # 1.6
    Character(
        name="huge-id", about="believes that every transaction has the greatest number", id_form="huge"
    ),
    Character(name="idless", about="its readings name no transaction", readings_without_id=True),
    # 2.x
    Character(name="zero-sequence", about="numbers every message 0", sequence="zero"),
    Character(name="gappy", about="loses every third message for good", sequence="gaps"),
    Character(name="endless", about="numbers its messages through all transactions", sequence="never-resets"),
    Character(
        name="repeating", about="two updates with one number and different content", repeats_sequence=True
    ),
    Character(name="ends-first", about="tells the end before the last updates", ends_first=3),
    Character(name="startless", about="never tells that a transaction began", skips_started=True),
    Character(name="late-card", about="names the card long after the start", token_told="late"),
    Character(name="cardless", about="never names the card", token_told="never"),
    Character(name="insistent", about="names the card in every message", token_told="always"),
    Character(
        name="terse",
        about="names the EVSE once and no charging state",
        names_evse="once",
        tells_charging_state=False,
    ),
    Character(
        name="unflagged",
        about="does not say what it tells late",
        flags_offline=False,
        disconnects_every_s=120.0,
    ),
    Character(name="counting", about="names its transactions 1, 2, 3", transaction_names="counted"),
    Character(name="recycling", about="gives every transaction the same name", transaction_names="reused"),
    Character(
        name="apart", about="sends readings as MeterValues beside the transaction", readings_apart=True
    ),
    Character(
        name="silent-resumer",
        about="goes on after a power loss without a word",
        after_power_loss="resume",
        after_resume="silent",
    ),
    Character(
        name="bay",
        about="its transactions last while a car stands there",
        start_points=("ParkingBayOccupancy",),
        stop_points=("ParkingBayOccupancy",),
    ),
    Character(
        name="cable",
        about="its transactions last while the cable is in",
        start_points=("EVConnected",),
        stop_points=("EVConnected",),
    ),
    Character(
        name="card",
        about="its transactions last while somebody may charge",
        start_points=("Authorized",),
        stop_points=("Authorized",),
    ),
    Character(
        name="energy",
        about="its transactions last while energy flows",
        start_points=("EnergyTransfer",),
        stop_points=("EnergyTransfer",),
    ),
    Character(
        name="first-to-last",
        about="from the cable or the card to the cable",
        start_points=("EVConnected", "Authorized"),
        stop_points=("EVConnected",),
    ),
)

CHARACTERS: Final[dict[str, Character]] = {character.name: character for character in _ALL}
