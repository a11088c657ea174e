from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

import pytest

from reviewdesk.cli import score
from reviewdesk.errors import UserError
from reviewdesk.services import schemes

CASES = Path(__file__).parents[2] / "data" / "cases.json"


def call(path):
    parser = argparse.ArgumentParser()
    score.configure(parser)
    return score.run(parser.parse_args([str(path)]))


def test_results_are_printed_in_order(capsys):
    assert call(CASES) == 0
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    results = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in results] == [each["id"] for each in cases]
    for case, result in zip(cases, results, strict=True):
        expected = case["expected"]
        if expected.get("error"):
            assert set(result) == {"id", "error"}
        else:
            assert result == {"id": case["id"], **expected}


def test_cases_may_come_from_another_program(monkeypatch, capsys):
    raw = io.BytesIO(b"\xef\xbb\xbf[]")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
    assert call("-") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"{}"])
def test_a_wrong_file_is_told_in_a_sentence(tmp_path, raw):
    path = tmp_path / "cases.json"
    path.write_bytes(raw)
    with pytest.raises(UserError):
        call(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UserError, match="cannot be opened"):
        call(tmp_path / "none.json")


def test_the_shipped_schemes_are_listed_by_name():
    cards = schemes.list_schemes()
    assert len(cards) == 12
    assert [card.name for card in cards] == sorted((card.name for card in cards), key=str.casefold)
    assert all(card.source and card.version for card in cards)
    for card in cards:
        assert schemes.load_scheme(card.id).id == card.id
