"""What the README promises is there: every command, option, file and package."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from reviewdesk import resources
from reviewdesk.cli import main

ROOT = resources.root().parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMISED = [
    words.replace("[", "").replace("]", "").split()
    for words in re.findall(r"^\| `reviewdesk ?([^`]*)`", README, re.MULTILINE)
    if words
]


def help_of(*words, capsys):
    with pytest.raises(SystemExit) as ended:
        main.run([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_every_command_is_in_the_readme_and_no_other():
    assert {words[0] for words in PROMISED} == set(main.commands())


def test_every_command_is_in_the_help(capsys):
    told = help_of(capsys=capsys)

    assert all(re.search(rf"^ +{name}( |$)", told, re.MULTILINE) for name in main.commands())


@pytest.mark.parametrize("words", PROMISED, ids=lambda words: words[0])
def test_every_promised_option_is_in_the_help_of_its_command(words, capsys):
    command = [word for word in words[:2] if word.isalpha() and word.islower()]
    told = help_of(*command, capsys=capsys)

    missing = [word for word in words if word.startswith("--") and word not in told]
    assert not missing
    assert len(told.splitlines()) > 3


def test_every_word_for_the_bootstrap_is_known():
    asked = set(re.findall(r"bootstrap\.py (\w+)", README))
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "bootstrap.py"), "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert {"demo", "test"} <= asked <= set(re.findall(r"\w+", done.stdout))


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=;\s]", line)[0] for line in project["dependencies"]}

    assert {name for name in names if name not in README} == set()


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    lines = [line for group in groups for line in group]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    def plain(line):
        return re.sub(r"[-_.]+", "-", re.split(r"[<>=;\s]", line)[0]).lower()

    assert {plain(line) for line in lines} <= {plain(line) for line in pins}


def test_every_link_leads_somewhere():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
