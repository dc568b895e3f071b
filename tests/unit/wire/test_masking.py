"""Nothing personal and nothing secret is left in a frame that people look at (S15)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chargehand.wire.ocpp.masking import CUT_AT, CUT_MARK, masked

HARMLESS = [
    '[2,"1","Heartbeat",{}]',
    '[3,"1",{"currentTime":"2026-11-20T10:00:00.000Z"}]',
    '[2,"1","MeterValues",{"connectorId":1,"transactionId":7,"meterValue":[{"sampledValue":[{"value":"1234"}]}]}]',
    '[2,"1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"60"}]',
    '[2,"1","DataTransfer",{"vendorId":"V","data":"free words"}]',
    "not even JSON",
    "",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_frame_with_nothing_to_hide_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("04A1B2C3D4E5F6", "*E5F6"),
        ("ABCDEFGH", "*EFGH"),
        ("ABCD", "*CD"),
        ("ABC", "*C"),
        ("A", "*"),
        ("", "*"),
    ],
)
def test_of_a_token_its_last_characters_are_left_never_more_than_half(token: str, shown: str) -> None:
    text = json.dumps([2, "1", "Authorize", {"idTag": token}])
    assert json.loads(masked(text)) == [2, "1", "Authorize", {"idTag": shown}]


TOKEN = "04A1B2C3D4E5F6"
PERSONAL: list[Any] = [
    [2, "1", "StartTransaction", {"connectorId": 1, "idTag": TOKEN, "meterStart": 0}],
    [3, "1", {"transactionId": 7, "idTagInfo": {"status": "Accepted", "parentIdTag": TOKEN}}],
    [2, "1", "Authorize", {"idToken": {"idToken": TOKEN, "type": "ISO14443"}}],
    [3, "1", {"idTokenInfo": {"status": "Accepted", "groupIdToken": {"idToken": TOKEN, "type": "Central"}}}],
    [2, "1", "Authorize", {"idToken": {"additionalInfo": [{"additionalIdToken": TOKEN, "type": "x"}]}}],
    [2, "1", "SendLocalList", {"localAuthorizationList": [{"idTag": TOKEN}, {"idTag": TOKEN + "7"}]}],
    [2, "1", "Authorize", {"IDTAG": TOKEN}],
    [2, "1", "StartTransaction", {"idTag": 40123456789}],
    [2, "1", "CustomerInformation", {"customerIdentifier": TOKEN, "requestId": 1}],
    [2, "1", "NotifyCustomerInformation", {"data": f"card {TOKEN}", "requestId": 1}],
    [2, "1", "Authorize", {"idToken": {"idToken": "x", "type": "eMAID"}, "certificate": TOKEN}],
    [2, "1", "Get15118EVCertificate", {"exiRequest": TOKEN, "action": "Install"}],
]


@pytest.mark.parametrize("frame", PERSONAL, ids=lambda frame: str(frame)[:60])
@pytest.mark.parametrize("indent", [None, 2])
def test_no_whole_token_is_left(frame: list[Any], indent: int | None) -> None:
    shown = masked(json.dumps(frame, indent=indent))
    assert TOKEN not in shown
    assert "40123456789" not in shown
    assert json.loads(shown)[:2] == frame[:2]


SECRET = "opensesame-opensesame"
SECRETS: list[Any] = [
    [2, "1", "ChangeConfiguration", {"key": "AuthorizationKey", "value": SECRET}],
    [2, "1", "ChangeConfiguration", {"value": SECRET, "key": "authorizationkey"}],
    [3, "1", {"configurationKey": [{"key": "A", "value": "1"}, {"key": "AuthorizationKey", "readonly": False, "value": SECRET}]}],
    [2, "1", "SetVariables", {"setVariableData": [{"attributeValue": SECRET, "component": {"name": "SecurityCtrlr"},
                                                   "variable": {"name": "BasicAuthPassword"}}]}],
    [3, "1", {"getVariableResult": [{"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"},
                                     "attributeValue": SECRET, "attributeStatus": "Accepted"}]}],
    [2, "1", "NotifyReport", {"requestId": 1, "reportData": [
        {"component": {"name": "X"}, "variable": {"name": "Y"}, "variableAttribute": [{"value": "shown"}]},
        {"variableAttribute": [{"type": "Actual", "value": SECRET}], "variable": {"NAME": "BasicAuthPassword"}}]}],
    [2, "1", "NotifyEvent", {"eventData": [{"actualValue": SECRET, "variable": {"name": "basicauthpassword"}}]}],
    [2, "1", "SetNetworkProfile", {"connectionData": {"basicAuthPassword": SECRET, "vpn": {"password": SECRET, "key": SECRET},
                                                      "apn": {"apnPassword": SECRET}}}],
    [2, "1", "DataTransfer", {"data": {"password": SECRET}}],
    [2, "1", "GetDiagnostics", {"location": f"ftp://ada:{SECRET}@files.example.org/up"}],
    [2, "1", "UpdateFirmware", {"location": f"https://ada:{SECRET}@files.example.org/fw.bin"}],
]  # fmt: skip


@pytest.mark.parametrize("frame", SECRETS, ids=lambda frame: str(frame)[:60])
def test_no_secret_is_left_not_even_its_end(frame: list[Any]) -> None:
    shown = masked(json.dumps(frame))
    assert SECRET not in shown
    assert SECRET[-4:] not in shown
    assert json.loads(shown)[:2] == frame[:2]


def test_what_stands_beside_a_secret_is_shown() -> None:
    told = json.loads(masked(json.dumps(SECRETS[2])))[2]["configurationKey"]
    assert told == [
        {"key": "A", "value": "1"},
        {"key": "AuthorizationKey", "readonly": False, "value": "***"},
    ]
    assert "ftp://***@files.example.org/up" in masked(json.dumps(SECRETS[-2]))
    first, second = json.loads(masked(json.dumps(SECRETS[5])))[3]["reportData"]
    assert first["variableAttribute"] == [{"value": "shown"}]
    assert second["variableAttribute"] == [{"type": "Actual", "value": "***"}]


def test_a_report_that_is_cut_in_the_middle_shows_no_values() -> None:
    text = json.dumps(SECRETS[5])[:-4]
    assert SECRET in text
    assert SECRET not in masked(text)


def test_a_report_whose_secret_has_no_value_stays_as_it_is() -> None:
    text = '[2,"1","NotifyReport",{"reportData":[{"variable":{"name":"BasicAuthPassword"},"variableAttribute":[{"mutability":"WriteOnly"}]},{"variable":{"name":"A"},"variableAttribute":[{"value": "7"}]}]}]'
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f'[2,"1","Authorize",{{"idTag":"{TOKEN}"',
        f'[2,"1","Authorize",{{"idTag":"{TOKEN}',
        f'[2,"1","Authorize",{{"\\u0069dTag":"{TOKEN}"}}]',
        f'[2,"1","Authorize",{{"idTag" :\n\t"{TOKEN}"}}]',
        f'[2,"1","Authorize",{{"idTag":"{TOKEN}\\',
        f'{{"idTag":"a\\"b{TOKEN}"}}',
    ],
)
def test_broken_frames_and_odd_spellings_are_masked_too(text: str) -> None:
    assert TOKEN not in masked(text)


def test_a_long_frame_is_cut_with_a_mark_and_a_token_at_the_cut_is_masked() -> None:
    text = '{"pad":"' + "x" * (CUT_AT - 40) + f'","idTag":"{TOKEN}{TOKEN}{TOKEN}"}}'
    shown = masked(text)
    assert shown.endswith(CUT_MARK)
    assert len(shown) <= CUT_AT + len(CUT_MARK)
    assert TOKEN[:8] not in shown


def test_a_hostile_text_does_not_take_long() -> None:
    """With a pattern that looks at a text more than once, this would take minutes."""
    for evil in (
        "a",
        "@",
        "a://b",
        '"password',
        '"a',
        '"idTag":"',
        '{"key"',
        '"\\',
        "a://",
        '{"key":"' * 3 + "{",
        "\\u0061",
        '"password":"\\',
    ):
        for end in ("", "@", '"key'):
            assert masked((evil * CUT_AT)[: CUT_AT - len(end)] + end)
