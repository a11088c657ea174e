"""The house rules hold in every module; the message of a failure says why."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from architecture.house_rules import LONGER, LONGEST, RULES, module
from reviewdesk import resources
from reviewdesk.domain.permissions import TABLE, Right

ROOT = resources.root().parent
CODE = ROOT / "src" / "reviewdesk"
TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def modules():
    return [
        module(path.relative_to(CODE).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(CODE.rglob("*.py"))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_house_keeps_the_rule(modules, rule):
    faults = [
        f"src/reviewdesk/{one.path}:{line}: {found}"
        for one in modules
        for line, found in rule.find(one)
    ]

    assert not faults, "\n".join([rule.why, *faults])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_finds_its_example(rule):
    assert list(rule.find(module(*rule.broken)))


def test_no_shipped_scheme_is_known_to_the_program(modules):
    shipped = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in resources.folder("schemes").glob("*.toml")
    ]
    names = {scheme[key] for scheme in shipped for key in ("id", "name", "form_title")}
    names -= {"Performance Review"}  # words that any page may use
    assert [
        (one.path, name) for one in modules for name in sorted(names) if name in one.text
    ] == [], "what a scheme asks stands in its file, and nowhere else"


def test_longer_modules_are_still_longer(modules):
    lengths = {one.path: one.text.count("\n") for one in modules}

    assert all(lengths.get(path, 0) > LONGEST for path in LONGER), "take it off the list"


def test_every_right_is_asked_for_and_given(modules):
    named = {
        node.attr
        for one in modules
        if one.room in ("services", "ui")
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Right"
    }

    assert {right for right in Right if right.name not in named} == set(), "no use case asks for it"
    assert {right for right in Right if not TABLE.get(right)} == set(), "nobody is given it"


def test_actions_have_one_name_each_and_share_no_key(modules):
    ids: list[str] = []
    for one in modules:
        keys: list[str] = []
        actions = [node for name, node in one.calls() if name == "Action" and one.room == "ui"]
        for node in actions:
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            for position, name in enumerate(("id", "title", "call", "key")):
                if len(node.args) > position:
                    given[name] = node.args[position]
            ids += _text(given.get("id"))
            keys += _text(given.get("key"))
        assert len(keys) == len(set(keys)), f"{one.path}: two actions on one key: {sorted(keys)}"
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", name) for name in ids), ids
    assert len(ids) == len(set(ids)), f"two actions of one name: {sorted(ids)}"


def _text(node):
    return [node.value] if isinstance(node, ast.Constant) and node.value else []


AVOIDED = {
    "time.sleep": r"\btime\.sleep\(",
    "skip": r"\b(pytest\.skip|mark\.skip|mark\.skipif|importorskip)\b",
    "xfail": r"\bxfail\(|mark\.xfail\b",
    "mock": r"\bunittest\.mock\b|\bMagicMock\b|\bmocker\b",
    "a path of one computer": r"[\"']/(work|home|opt|root)/",
}


@pytest.mark.parametrize("name", AVOIDED)
def test_tests_wait_for_facts_and_use_real_things(name):
    faults = [
        f"tests/{path.relative_to(TESTS).as_posix()}:{number}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(AVOIDED[name], line)
    ]

    assert not faults, "\n".join([f"{name} has no place in tests", *faults])
