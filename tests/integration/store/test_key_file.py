"""The key file: read back as written, refused in a sentence when it is anything else."""

from __future__ import annotations

import json
import random
from uuid import UUID, uuid4

import pytest

from nightly import rounds
from reviewdesk.errors import UserError
from reviewdesk.store import key_file, keys
from reviewdesk.store.key_file import Cost, KeyFile

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS = "words of the officer"
DESK, ACCOUNT = UUID(int=7), UUID(int=8)


@pytest.fixture(scope="module")
def secret():
    return keys.new_secret(DESK)


@pytest.fixture(scope="module")
def locked(secret):
    return KeyFile(
        DESK,
        None,
        (
            keys.make_slot(secret, "account", ACCOUNT, "Ámá Mensah", WORDS, CHEAP),
            keys.make_slot(secret, "recovery", uuid4(), "", "the code", CHEAP),
        ),
    )


def as_json(file):
    return json.loads(key_file.as_bytes(file))


def parsed(top):
    return key_file.parse(json.dumps(top).encode())


def test_it_is_read_back_as_it_was_written(tmp_path, locked):
    assert key_file.read(tmp_path) is None
    for file in (locked, keys.new_open(DESK)[1]):
        key_file.write(tmp_path, file)
        assert key_file.read(tmp_path) == file
        assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_each_slot_opens_by_its_own_words_and_no_others(locked, secret):
    account, recovery = locked.slots
    assert keys.unlock(locked, account, WORDS).key == secret.key
    assert keys.unlock(locked, recovery, "the code").key == secret.key
    for words in ("", WORDS.upper(), WORDS + " ", "the code"):
        with pytest.raises(UserError, match="not right"):
            keys.unlock(locked, account, words)
    with pytest.raises(UserError, match="recovery code is not the one"):
        keys.unlock(locked, recovery, WORDS)


def test_the_same_words_open_from_another_keyboard(secret):
    slot = keys.make_slot(secret, "account", ACCOUNT, "A", "caf\u00e9 Stra\u00dfe", CHEAP)
    file = KeyFile(DESK, None, (slot,))
    assert keys.unlock(file, slot, "cafe\u0301 Stra\u00dfe").key == secret.key


def test_a_new_key_reaches_a_slot_without_its_words(locked, secret):
    fresh = keys.new_secret(DESK)
    slots = tuple(keys.seal(one, fresh) for one in locked.slots)
    moved = locked._replace(slots=slots)
    assert keys.unlock(moved, slots[0], WORDS).key == fresh.key != secret.key
    assert [one.private for one in slots] == [one.private for one in locked.slots]


@pytest.mark.parametrize(
    "change",
    [
        {"id": UUID(int=9)},
        {"cost": Cost(32, 1, 1)},
        {"cost": Cost(64, 2, 1)},
        {"salt": bytes(16)},
        {"public": bytes(31) + b"\1"},
        {"kind": "recovery"},
    ],
    ids=str,
)
def test_a_slot_that_was_changed_does_not_open(locked, change):
    slot = locked.slots[0]._replace(**change)
    with pytest.raises(UserError):
        keys.unlock(locked, slot, WORDS)


def test_a_key_sealed_for_another_slot_does_not_open(locked, secret):
    first, second = locked.slots
    for sealed in (second.sealed, first.sealed[:44] + bytes(48), bytes(92)):
        with pytest.raises(UserError, match="damaged"):
            keys.unlock(locked, first._replace(sealed=sealed), WORDS)


def test_a_slot_of_another_desk_is_refused_in_words(locked):
    top = as_json(locked)
    top["slots"][0]["desk"] = UUID(int=1).hex
    with pytest.raises(UserError, match="a key of another desk"):
        parsed(top)
    with pytest.raises(UserError, match="not right"):  # nor when its desk's id is put over it
        other = locked._replace(desk=UUID(int=1))
        keys.unlock(other, other.slots[0], WORDS)


def test_what_asks_for_too_much_is_refused_before_it_is_done(locked):
    for name, value in (
        ("memory", 1 << 40), ("memory", 7), ("memory", 0), ("memory", -1), ("memory", 1.5),
        ("memory", True), ("memory", "64"), ("passes", 1 << 20), ("passes", 0), ("lanes", 65),
        ("lanes", 9), ("salt", "00" * 15), ("salt", "zz" * 16), ("public", ""), ("private", "00"),
        ("sealed", "00" * 93), ("name", "x" * 201), ("name", None), ("id", "x"), ("kind", "open"),
    ):  # fmt: skip
        top = as_json(locked)
        top["slots"][0][name] = value
        with pytest.raises(UserError, match="damaged"):
            parsed(top)


def test_other_files_are_refused_in_a_sentence(locked):
    top = as_json(locked)
    both = {**top, "open": "00" * 32}
    without = {**top, "slots": []}
    twice = {**top, "slots": top["slots"] * 2}
    many = {**top, "slots": top["slots"] * 600}
    for content in (
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "other"}',
        b" " * (key_file.LARGEST + 1),
        *(json.dumps(one).encode() for one in (both, without, twice, many)),
    ):  # fmt: skip
        with pytest.raises(UserError, match="damaged"):
            key_file.parse(content)
    with pytest.raises(UserError, match="newer version"):
        parsed({**top, "version": 2})


def test_a_key_file_that_cannot_be_read_or_written_is_told(tmp_path, locked):
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        key_file.read(tmp_path)
    with pytest.raises(UserError, match="cannot be written"):
        key_file.write(tmp_path, locked)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_the_key_is_not_in_the_file_of_a_locked_desk_nor_in_what_python_shows(locked, secret):
    content = key_file.as_bytes(locked)
    assert secret.key not in content
    assert secret.key.hex().encode() not in content
    shown = f"{secret!r} {locked!r} {locked.slots!r} {keys.new_open(DESK)[1]!r}"
    assert "bytes" not in shown
    assert "\\x" not in shown


def test_the_cost_is_never_below_the_floor_and_a_file_may_hold_it():
    cost = keys.calibrated()
    assert cost.memory >= keys.FLOOR.memory >= 64 * 1024
    assert cost.passes >= keys.FLOOR.passes >= 3
    assert cost.memory <= key_file.MOST_MEMORY
    assert cost.memory * cost.passes <= key_file.MOST_WORK


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_thousands_of_changed_key_files_are_read_or_refused(locked):
    """Bytes flipped, cut and doubled: a sentence or a key file, and nothing else is raised."""
    chance = random.Random(2026)
    whole = key_file.as_bytes(locked)
    sentences = []
    for _turn in range(rounds(1500, 10_000)):
        content = bytearray(whole)
        for _change in range(chance.randrange(1, 4)):
            place = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[place] = chance.randrange(256)
                case 1:
                    content[place] ^= 1 << chance.randrange(8)
                case 2:
                    del content[place : place + chance.randrange(1, 60)]
                case _:
                    content[place:place] = content[place : place + chance.randrange(1, 60)]
            content = content or bytearray(b"{")
        try:
            file = key_file.parse(bytes(content))
            for slot in file.slots:
                if slot.cost == CHEAP:
                    keys.unlock(file, slot, WORDS)
        except UserError as told:
            sentences.append(told.happened)
    assert all(one.endswith(".") for one in sentences)
    assert len(sentences) > 1000
