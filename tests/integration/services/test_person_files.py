"""A person's whole file: all that is about them and theirs to see, and nothing of others."""

from __future__ import annotations

import io
import json
import subprocess

import pikepdf
import pytest

from builders import a_desk, a_person, a_review, as_person
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import UserError
from reviewdesk.services import checkins, person_files, rating, reviews


@pytest.fixture
def office(tmp_path):
    ctx = a_desk(tmp_path)
    top = a_person(ctx, "Top")
    boss = a_person(ctx, "Boss", top)
    ada = a_person(ctx, "Ada", boss)
    yield ctx, ada, boss
    ctx.desk.close()


def words_of(pdf, tmp_path):
    place = tmp_path / "file.pdf"
    place.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(place), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def test_the_file_holds_the_whole_review_on_paper_and_as_data(office, tmp_path):
    ctx, ada, _boss = office
    review = a_review(ctx, ada, state=State.CLOSED)
    file = person_files.whole_file(ctx, ada)
    data = json.loads(file.data)
    assert data["name"] == "Ada Mensah"
    (one,) = data["reviews"]
    number = reviews.open_review(ctx, review).number
    assert one["number"] == number
    assert len(one["documents"][0]["signatures"]) == 3
    assert one["content"]["result_level"]
    assert [line["name"] for line in data["supervisors"]] == ["Boss Mensah"]
    text = words_of(file.pdf, tmp_path)
    for words in ("File of Ada Mensah", number, one["documents"][0]["digest"][:20],
                  one["content"]["entries"][0]["name"], "Boss Mensah"):  # fmt: skip
        assert words in text
    with pikepdf.open(io.BytesIO(file.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_what_is_not_disclosed_yet_is_in_nobodys_copy(office):
    ctx, ada, boss = office
    review = a_review(ctx, ada, state=State.RATING)
    seat = as_person(ctx, boss)
    entry = reviews.open_review(seat, review).sections[0].entries[0]
    rating.rate(seat, review, entry.id, "5")
    rating.write_narrative(seat, review, entry.id, "Beyond all words")
    for who in (ctx, as_person(ctx, ada)):
        assert "Beyond all words" not in person_files.whole_file(who, ada).data


def test_private_notes_are_counted_and_not_told(office, tmp_path):
    ctx, ada, boss = office
    review = a_review(ctx, ada, state=State.IN_PROGRESS)
    checkins.add_note(as_person(ctx, boss), review, "Between me and me")
    file = person_files.whole_file(as_person(ctx, ada), ada)
    assert "Between me and me" not in file.data
    assert json.loads(file.data)["reviews"][0]["private_notes"] == 1
    assert "private note" in words_of(file.pdf, tmp_path)


def test_nobody_but_the_person_and_the_officer_may_take_it(office):
    ctx, ada, boss = office
    with pytest.raises(UserError, match="may not"):
        person_files.whole_file(as_person(ctx, boss), ada)
    assert person_files.whole_file(as_person(ctx, boss), boss).pdf.startswith(b"%PDF")


def test_both_files_are_saved_beside_each_other(office, tmp_path):
    ctx, ada, _boss = office
    place = tmp_path / "Ada.pdf"
    data = person_files.save(ctx, ada, place)
    assert data == tmp_path / "Ada.json"
    assert json.loads(data.read_text("utf-8"))["number"]
    assert place.read_bytes().startswith(b"%PDF")
    assert sorted(one.name for one in tmp_path.glob("Ada*")) == ["Ada.json", "Ada.pdf"]
