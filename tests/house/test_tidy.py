"""The house's own rules: each fires where it should, and stays silent next door."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import pytest

from tools.tidy import conduct, naming, shape, texts
from tools.tidy.__main__ import findings, sources
from tools.tidy.source import Finding, Source, words

Rule = Callable[[Source], Iterable[Finding]]


def source(path: str, text: str | bytes = "") -> Source:
    return Source(PurePosixPath(path), text if isinstance(text, bytes) else text.encode())


def told(rule: Rule, path: str, text: str | bytes) -> list[str]:
    """The findings of one rule for one file, as `line rule`."""
    return [f"{finding.line} {finding.rule}" for finding in rule(source(path, text))]


def function(lines: int, parameters: str = "") -> str:
    return f"def decide({parameters}):\n" + "    pass\n" * (lines - 1)


def test_a_finding_reads_as_path_line_rule_what() -> None:
    assert (
        str(Finding("src/a.py", 3, "tab", "tab: indent with spaces"))
        == "src/a.py:3: tab: tab: indent with spaces"
    )


# Sizes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "expected"), [(500, []), (501, ["501 file-size"])])
def test_a_file_has_at_most_500_lines(lines: int, expected: list[str]) -> None:
    assert told(shape.file_size, "src/chargehand/engine/unit.py", "pass\n" * lines) == expected


def test_recorded_data_may_be_long() -> None:
    assert told(shape.file_size, "tests/frames/v16/day.jsonl", "{}\n" * 900) == []


@pytest.mark.parametrize(
    ("path", "lines", "expected"),
    [
        ("src/chargehand/engine/unit.py", 50, []),
        ("src/chargehand/engine/unit.py", 51, ["1 function-size"]),
        ("src/chargehand/core/session.py", 30, []),
        ("src/chargehand/core/session.py", 31, ["1 function-size"]),
        ("tests/unit/core/test_session.py", 31, []),
    ],
)
def test_a_function_has_at_most_50_lines_in_the_core_30(path: str, lines: int, expected: list[str]) -> None:
    assert told(shape.function_size, path, function(lines)) == expected


def test_a_docstring_does_not_make_a_function_long() -> None:
    text = 'async def decide():\n    """One.\n' + "\n    more\n" * 30 + '    """\n    return 1\n'
    assert told(shape.function_size, "src/chargehand/core/session.py", text) == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("a, b, c, d, e, f", []),
        ("self, a, b, c, d, e, f", []),
        ("a, b, c, /, d, e, *, f, g", ["1 parameters"]),
    ],
)
def test_a_function_takes_at_most_6_parameters(parameters: str, expected: list[str]) -> None:
    assert told(shape.parameter_count, "src/chargehand/edge/door.py", function(2, parameters)) == expected


def test_options_of_a_command_are_not_counted() -> None:
    text = "@app.command()\n" + function(2, "a, b, c, d, e, f, g")
    assert told(shape.parameter_count, "src/chargehand/main/commands.py", text) == []


@pytest.mark.parametrize(
    ("folder", "files", "expected"),
    [
        ("src/chargehand/engine", 12, []),
        (
            "src/chargehand/engine",
            13,
            ["src/chargehand/engine:0: folder-width: 13 files, at most 12: make rooms"],
        ),
        ("src/chargehand/model", 13, []),
        ("tests/unit", 13, []),
    ],
)
def test_a_folder_of_the_package_holds_at_most_12_files(folder: str, files: int, expected: list[str]) -> None:
    everything = [source(f"{folder}/noun{number}.py") for number in range(files)]
    everything.append(source(f"{folder}/__init__.py"))
    assert [str(finding) for finding in shape.folder_width(everything)] == expected


# Names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "src/chargehand/core/utils.py",
        "src/chargehand/edge/session_manager.py",
        "src/chargehand/edge/driver/templates/base.html",
        "src/chargehand/helpers/energy.py",
        "tests/unit/common.py",
    ],
)
def test_a_file_is_not_named_after_nothing(path: str) -> None:
    assert told(naming.file_name, path, "") == ["0 file-name"]


@pytest.mark.parametrize(
    "path",
    [
        "src/chargehand/edge/driver/static/service_worker.js",
        "src/chargehand/model/database.py",
        "docs/base.md",
    ],
)
def test_an_honest_name_passes(path: str) -> None:
    assert told(naming.file_name, path, "") == []


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("parentIdTag", ["parent", "id", "tag"]),
        ("IDTag", ["id", "tag"]),
        ("charge_point_id", ["charge", "point", "id"]),
        ("energy_wh2", ["energy", "wh", "2"]),
    ],
)
def test_words_of_an_identifier(identifier: str, expected: list[str]) -> None:
    assert words(identifier) == expected


@pytest.mark.parametrize(
    "line",
    [
        "charge_point = 1",
        "class ChargeBoxFound: ...",
        "def find(id_tag): ...",
        "station.idTag",
        "find(customer=1)",
        "from field import ChargePoint",
        "async def user_id(): ...",
        "customers: int",
    ],
)
def test_words_that_mean_something_else_are_refused(line: str) -> None:
    assert told(naming.word_choice, "src/chargehand/core/session.py", line + "\n") == ["1 word"]


@pytest.mark.parametrize("line", ["outlet = 1", "username = 1", "http_client = 1", "checkpoint_charge = 1"])
def test_other_words_pass(line: str) -> None:
    assert told(naming.word_choice, "src/chargehand/edge/gateway/door.py", line + "\n") == []


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("src/chargehand/wire/ocpp/v16/authorization.py", "id_tag = 1", []),
        ("src/chargehand/wire/ocpp/v2/authorization.py", "id_tag = 1", ["1 word"]),
        ("src/chargehand/wire/ocpp/v2/privacy.py", "class CustomerInformation: ...", []),
        ("src/chargehand/simulator/v16/driver.py", "id_tag = 1", []),
        ("tests/frames/test_v16.py", "id_tag = 1", []),
    ],
)
def test_the_words_of_1_6_live_in_its_codec_and_the_simulator(
    path: str, line: str, expected: list[str]
) -> None:
    assert told(naming.word_choice, path, line + "\n") == expected


# Texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fine — ok\n", []),
        ("", []),
        ("blank \n", ["1 trailing-blank"]),
        ("one\r\ntwo\n", ["1 line-end"]),
        ("a\tb\n", ["1 tab"]),
        ("a\x07b\n", ["1 hidden-character"]),
        ("a\x0cb\nc \n", ["1 hidden-character", "2 trailing-blank"]),
        ("a\u202eb\n", ["1 hidden-character"]),
        ("a\u200bb\n", ["1 hidden-character"]),
        ("\ufeffa\n", ["1 hidden-character"]),
        ("open", ["1 last-line"]),
        (b"\x89PNG\0 \t\r\n", []),
        (b"\xff\xfe \t", []),
    ],
)
def test_characters_without_a_place_in_text(text: str | bytes, expected: list[str]) -> None:
    assert told(texts.characters, "docs/page.md", text) == expected


def test_a_makefile_needs_its_tabs() -> None:
    assert told(texts.characters, "Makefile", "demo:\n\techo\n") == []


@pytest.mark.parametrize("pieces", texts.REGISTRIES)
def test_no_registry_is_named(pieces: tuple[str, str]) -> None:
    text = f"see https://files.{'.'.join(pieces)}/simple\n"
    assert told(texts.addresses, "README.md", text) == ["1 registry"]


@pytest.mark.parametrize("home", texts.HOMES)
def test_no_directory_of_one_machine_is_named(home: str) -> None:
    assert told(texts.addresses, "docs/page.md", "fine\nsee '/" + home + "/ada/notes'\n") == ["2 home-path"]


@pytest.mark.parametrize(
    "text", ["https://example.org/home/page", "docs/home/page.md", "/var/lib/chargehand", "~/home/x"]
)
def test_other_paths_pass(text: str) -> None:
    assert told(texts.addresses, "docs/page.md", text + "\n") == []


def test_links_lead_somewhere() -> None:
    everything = [
        source("README.md", "[a](docs/house.md#top) [b](docs/) [c](https://example.org/x)\n"),
        source("docs/house.md", "fine\n[d](../README.md), [e](README.md)\n"),
        source("docs/house.py", "[f](nowhere)\n"),
    ]
    assert [str(finding) for finding in texts.dead_links(everything)] == [
        "docs/house.md:2: dead-link: README.md is not there"
    ]


# Conduct -----------------------------------------------------------------------------------------------------------

CATCH = "try:\n    work()\nexcept {caught}:{comment}\n    raise Fault\n"


@pytest.mark.parametrize(
    ("path", "caught", "comment", "expected"),
    [
        ("src/chargehand/core/session.py", "ValueError", "", []),
        ("src/chargehand/core/session.py", "Exception", "  # why", ["3 broad-except"]),
        ("src/chargehand/core/session.py", "(OSError, BaseException)", "  # why", ["3 broad-except"]),
        ("src/chargehand/engine/lanes.py", "Exception", "", ["3 broad-except"]),
        ("src/chargehand/engine/lanes.py", "Exception as fault", "  # one lane must not end the others", []),
        ("src/chargehand/main.py", "Exception", "  # the last word of the program", []),
        ("tests/unit/engine/test_lanes.py", "Exception", "", []),
    ],
)
def test_only_a_boundary_catches_everything_and_says_why(
    path: str, caught: str, comment: str, expected: list[str]
) -> None:
    assert told(conduct.broad_except, path, CATCH.format(caught=caught, comment=comment)) == expected


@pytest.mark.parametrize(
    "left_out", ["mark.skip", "skip('no')", "mark.xfail(strict=True)", "importorskip('x')"]
)
def test_no_test_is_left_out(left_out: str) -> None:
    assert told(conduct.left_out_tests, "tests/unit/test_x.py", f"pytest.{left_out}\n") == ["1 left-out-test"]
    assert told(conduct.left_out_tests, "tests/unit/test_x.py", f"reader.{left_out}\n") == []


@pytest.mark.parametrize("raised", ["NotImplementedError", "NotImplementedError('later')"])
def test_what_others_must_write_is_abstract(raised: str) -> None:
    text = f"def hear(self):\n    raise {raised}\n"
    assert told(conduct.unwritten, "src/chargehand/simulator/parts/ways.py", text) == ["2 unwritten"]
    assert told(conduct.unwritten, "tests/unit/engine/test_unit.py", text) == []


def test_each_room_of_the_package_has_a_door_that_says_what_it_is_for() -> None:
    everything = [
        source("src/chargehand/model/__init__.py", '"""Nouns."""\n'),
        source("src/chargehand/core/__init__.py", "x = 1\n"),
        source("src/chargehand/store/pool.py", "x = 1\n"),
        source("tests/unit/test_x.py", "x = 1\n"),
    ]
    assert [(finding.path, finding.rule) for finding in conduct.package_door(everything)] == [
        ("src/chargehand/core/__init__.py", "package-door"),
        ("src/chargehand/store", "package-door"),
    ]


# The whole -----------------------------------------------------------------------------------------------------------


def test_a_file_that_does_not_parse_is_left_to_ruff() -> None:
    assert findings([source("tools/broken.py", "def (:\n")]) == []


def test_the_command_prints_findings_and_ends_with_1(tmp_path: Path) -> None:
    planted = tmp_path / "src" / "chargehand" / "core"
    planted.mkdir(parents=True)
    (planted / "__init__.py").write_text('"""Decisions."""\n', encoding="utf-8")
    (planted / "session.py").write_text(function(31), encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "notes.md").write_text("left \n", encoding="utf-8")

    outcome = subprocess.run(
        [sys.executable, "-m", "tools.tidy", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert outcome.stdout.splitlines() == [
        "src/chargehand/core/session.py:1: function-size: decide has 31 lines, at most 30",
        "tidy: 2 files, 1 findings",
    ]
    assert outcome.returncode == 1


def test_only_what_git_would_keep_is_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name, text in {".gitignore": "out/\n", "kept.md": "a\n", "out/left.md": "b \n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert sorted(str(found.path) for found in sources(tmp_path)) == [".gitignore", "kept.md"]
