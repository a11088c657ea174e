"""How commands end: their exit codes and what is said on standard error."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reviewdesk.cli import main, score
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services.places import data_folder


def test_a_refusal_is_its_sentences_and_nothing_else(tmp_path, capsys):
    assert main.run(["score", str(tmp_path / "missing.json")]) == main.REFUSED

    told = capsys.readouterr()
    assert told.out == ""
    assert "missing.json" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (UserError("It is full.", safe="All is safe.", remedy="Make room."), main.REFUSED),
        (KeyboardInterrupt(), main.STOPPED),
        (CancelledError(), main.STOPPED),
        (ValueError("Wanjiku Mwangi"), main.BROKEN),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_end_has_its_code(monkeypatch, capsys, fault, code):
    def run(arguments):
        raise fault

    monkeypatch.setattr(score, "run", run)

    assert main.run(["score", "cases.json"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip()
    assert "Traceback" not in told.err


def test_a_bug_leaves_a_file_that_quotes_nobody(monkeypatch, capsys):
    def run(arguments):
        raise ValueError("Wanjiku Mwangi")

    monkeypatch.setattr(score, "run", run)
    main.run(["score", "cases.json"])

    written = max(data_folder().glob("crash-*.txt"))
    assert str(written) in capsys.readouterr().err
    text = written.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "Wanjiku" not in text


def test_an_unknown_command_is_explained(capsys):
    with pytest.raises(SystemExit) as ended:
        main.run(["fly"])

    assert ended.value.code == main.REFUSED
    assert "score" in capsys.readouterr().err


def program(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "reviewdesk", *words],
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


def test_no_scores_are_an_empty_list(tmp_path):
    cases = tmp_path / "cases ünï.json"
    cases.write_text("[]", encoding="utf-8")

    done = program("score", str(cases))

    assert (done.returncode, done.stdout.split()) == (0, [b"[]"])


def test_names_outside_the_console_encoding_are_printed(tmp_path):
    done = program("score", str(tmp_path / "ܡܫܝܚܐ.json"), env=_with(PYTHONIOENCODING="ascii"))

    assert done.returncode == main.REFUSED
    assert "ܡܫܝܚܐ.json" in done.stderr.decode("utf-8")


def test_wrong_words_for_the_window_open_none():
    done = program("--desk", "one", "two")

    assert done.returncode == main.REFUSED
    assert b"usage" in done.stderr


def test_a_reader_that_has_gone_is_no_fault(tmp_path):
    cases = tmp_path / "cases.json"
    cases.write_text("[" + ",".join(["{}"] * 20_000) + "]", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "reviewdesk", "score", str(cases)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        started.stdout.close()
        said = started.stderr.read()

        assert started.wait(60) == 0
    assert said == b""


def _with(**variables):
    import os

    return {**os.environ, **variables}
