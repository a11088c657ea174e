"""Every text a person may read: findable by translators, whole, plain and kind."""

from __future__ import annotations

import ast
import re
import string

import pytest

from reviewdesk import resources

CODE = resources.root().parent / "src" / "reviewdesk"

UNKIND = re.compile(
    r"\b(invalid|illegal|fatal|abort(ed)?|bad|forbidden|oops|whoops|failed to|an error occurred|"
    r"unknown error|null|exception|traceback|boolean|string|session|database|sqlite|UUID|kill)\b",
    re.IGNORECASE,
)
"""Words of machines, or words that scold."""


def _calls(*names):
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in names:
                    yield f"{path.relative_to(CODE).as_posix()}:{node.lineno}", name, node


def _literals(node, count):
    found = [argument for argument in node.args[:count] if isinstance(argument, ast.Constant)]
    return [argument.value for argument in found if isinstance(argument.value, str)]


@pytest.fixture(scope="module")
def texts():
    return [
        (place, text)
        for place, name, node in _calls("tr", "tr_n")
        for text in _literals(node, 1 if name == "tr" else 2)
    ]


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_texts(texts):
    assert len(texts) > 100


def test_placeholders_have_names(texts):
    faults = [f"{place}: {text}" for place, text in texts for name in fields(text) if not name]

    assert not faults, "{n}, not {}: translators move them about\n" + "\n".join(faults)


def test_placeholders_and_values_agree():
    faults = []
    for place, _, node in _calls("format"):
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "tr" and inner.args:
            text = _literals(inner, 1)
            given = {keyword.arg for keyword in node.keywords}
            if text and None not in given and fields(text[0]) != given:
                faults.append(f"{place}: {text[0]!r} is given {sorted(given)}")

    assert not faults, "\n".join(faults)


def test_both_numbers_are_sentences_of_the_same_things():
    faults = []
    for place, _, node in _calls("tr_n"):
        both = _literals(node, 2)
        if len(both) == 2:
            one, many = map(fields, both)
            if "n" not in many or not one <= many:
                faults.append(f"{place}: {both}")

    assert not faults, "the plural holds {n}, the singular nothing else\n" + "\n".join(faults)


def test_texts_are_tidy(texts):
    untidy = re.compile(r"^\s|(?<!:)\s$|  |\.\.\.|!!|<[a-z/]+>|\t| [.,;:!?](\s|$)")
    faults = [f"{place}: {text!r}" for place, text in texts if untidy.search(text)]

    assert not faults, "spaces, dots or markup that a translator would have to copy\n" + "\n".join(
        faults
    )


def test_texts_use_no_machine_words_and_do_not_scold(texts):
    faults = [f"{place}: {text!r}" for place, text in texts if UNKIND.search(text)]

    assert not faults, "say what happened in the reader's words\n" + "\n".join(faults)


def test_refusals_are_whole_sentences():
    faults = [
        f"{place}: {text!r}"
        for place, _, node in _calls("UserError")
        for argument in (*node.args, *(keyword.value for keyword in node.keywords))
        for inner in ast.walk(argument)
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "tr"
        for text in _literals(inner, 1)
        if inner is argument or _formatted(argument, inner)
        if not re.search(r"[.?…:]\W?$|\}$", text)
    ]

    assert not faults, "a refusal is read as a sentence: end it with a full stop\n" + "\n".join(
        faults
    )


def _formatted(argument, inner):
    return isinstance(argument, ast.Call) and getattr(argument.func, "value", None) is inner
