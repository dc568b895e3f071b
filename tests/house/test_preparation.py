"""The tools that prepare a machine: what they do where something is missing."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tools import assets, bootstrap, browser

ROOT = Path(__file__).resolve().parents[2]


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_a_browser_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(tmp_path, "chromium-browser")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "find_webkit", lambda: found)

    assert browser.ensure() == []
    assert browser.find() == found


def test_root_on_a_debian_gets_a_browser_with_a_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    names = " ".join(f"{tmp_path}/{name}" for name in ("chromium", "Xvfb", "WebKitWebDriver"))
    install = (
        f'echo "$@" >>{said}; case "$*" in *install*) for each in {names}; do /bin/cp "$0" $each; done;; esac'
    )
    program(tmp_path, "apt-get", install)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)

    browser.ensure()
    assert browser.find() == tmp_path / "chromium"
    update, install = said.read_text(encoding="utf-8").splitlines()[:2]
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends " + " ".join(browser.PACKAGES))


def test_webkit_is_installed_with_a_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    program(tmp_path, "chromium")
    program(tmp_path, "apt-get", f'echo "$@" >>{said}')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("sys.platform", "linux")

    assert browser.ensure() == [browser.WEBKIT_ADVICE]
    assert said.read_text(encoding="utf-8").splitlines()[1].endswith(" ".join(browser.WEBKIT_PACKAGES))


def test_where_there_is_no_webkit_of_linux_none_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.platform", "darwin")

    assert browser.ensure() == []


def test_who_is_not_root_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, "apt-get", f"touch {tmp_path}/chromium; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "ELSEWHERE", ())

    monkeypatch.setattr("sys.platform", "linux")

    assert browser.main(["ensure"]) == 2
    assert capsys.readouterr().err.splitlines() == [browser.ADVICE, browser.WEBKIT_ADVICE]
    assert not (tmp_path / "chromium").exists()


def test_a_failing_apt_is_reported_not_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, "apt-get", "exit 100")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(browser, "ELSEWHERE", ())

    assert browser.main(["ensure"]) == 2
    assert "100" in capsys.readouterr().err


def test_only_the_listed_front_end_files_are_placed(tmp_path: Path) -> None:
    packages, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    for source in [*assets.FILES, "htmx.org/dist/surplus.js"]:
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text(source, encoding="utf-8")
    vendor.mkdir()
    (vendor / "htmx-of-last-year.js").touch()

    sums = assets.place(packages, vendor)

    placed = {file.relative_to(vendor).as_posix() for file in vendor.rglob("*") if file.is_file()}
    assert placed == set(assets.FILES.values()) == set(sums)
    source = "htmx.org/dist/htmx.min.js"
    assert sums[assets.FILES[source]] == hashlib.sha256(source.encode()).hexdigest()


def test_an_unusable_environment_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    old = program(tmp_path / "bin", "python", "exit 1")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", old)

    with pytest.raises(SystemExit, match=r"please remove \.venv"):
        bootstrap.ensure_venv()
    assert old.exists()


def test_an_environment_needs_no_ensurepip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "VENV", made)
    monkeypatch.setattr(bootstrap, "PYTHON", made / "bin" / "python")
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    bootstrap.ensure_venv()

    said = subprocess.run(
        [made / "bin" / "python", "-c", "print('well')"], capture_output=True, check=True
    ).stdout
    assert said == b"well\n"


def test_without_any_installer_the_advice_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "UV", tmp_path / "uv")
    monkeypatch.setattr(bootstrap, "installers", lambda: iter([[tmp_path / "no-pip"]]))

    with pytest.raises(SystemExit) as ended:
        bootstrap.ensure_uv()
    assert ended.value.code == bootstrap.PIP_ADVICE


def test_make_tells_what_it_can_do() -> None:
    told = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "check", "bench", "rehearse", "sabotage"):
        assert f"make {target} " in told
