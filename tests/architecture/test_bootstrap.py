"""The set-up on a fresh machine: what it decides, without installing anything."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from reviewdesk import resources

SCRIPT = resources.root().parent / "packaging" / "bootstrap.py"


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_it_needs_nothing_but_the_standard_library():
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "--help"], capture_output=True, check=False
    )

    assert done.returncode == 0
    assert b"demo" in done.stdout


def test_a_machine_without_display_gets_no_window(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "LINUX", True)

    assert bootstrap.with_window_or_not([]) == ["--no-window"]
    assert bootstrap.with_window_or_not(["--no-window"]) == ["--no-window"]
    assert capsys.readouterr().out == ""


def test_a_display_gets_a_window(bootstrap, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")

    assert bootstrap.with_window_or_not(["--desk", "a"]) == ["--desk", "a"]


def test_an_old_python_is_told_kindly(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "LEAST", (99, 0))
    monkeypatch.setattr(bootstrap, "NEWER", ())

    assert bootstrap.main(["test"]) == 1
    told = capsys.readouterr()
    assert "3.11 or newer" in told.err
    assert told.out == ""


def test_what_is_installed_is_not_installed_again(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path)
    bootstrap.STAMP.write_text("digest\ntest\ncheck", encoding="ascii")

    assert bootstrap.installed("digest") == {"test", "check"}
    assert bootstrap.installed("another") is None


def test_an_environment_without_pip_is_not_sound(bootstrap, tmp_path):
    assert bootstrap.is_sound(bootstrap.Path(sys.executable))
    assert not bootstrap.is_sound(tmp_path / "python")


def test_anybody_but_root_is_told_one_line(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)

    with pytest.raises(bootstrap.RefusedError) as refused:
        bootstrap.need(["libegl1", "qpdf"], "Some are missing.")
    assert "sudo apt-get install -y libegl1 qpdf" in str(refused.value)
