"""The house rules as functions: a module in, the faults with their reason out.

Each rule has an example that breaks it; the test shows that the rule would bark.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 350
LONGEST_OF = {"ui/main_window.py": 250}
LONGER: dict[str, str] = {
    "services/glance.py": "Home before SQLAlchemy, in one file by decision",
}
"""Modules that may be longer, each with its reason."""

ROOMS = {
    "PySide6": ("ui/",),
    "shiboken6": ("ui/",),
    "sqlalchemy": ("store/", "services/"),
    "sqlite3": (),
    "sqlcipher3": ("store/cipher.py", "store/engine.py"),
    "alembic": ("store/migrations/",),
    "reportlab": ("documents/",),
    "pyhanko": ("documents/",),
    "pikepdf": ("documents/",),
    "uharfbuzz": ("documents/",),
    "bidi": ("documents/",),
    "pkcs11": ("documents/",),
    "PIL": ("documents/", "analytics/"),
    "multiprocessing": (
        "documents/apart.py",
        "documents/workers.py",
        "services/paper_batch.py",
        "__main__.py",
    ),
    "budoux": ("documents/",),
    "cryptography": ("documents/", "store/keys.py"),
    "pypdfium2": ("ui/widgets/pdf_pages.py", "documents/code_picture.py"),
    "zxingcpp": ("documents/code_picture.py",),
    "openpyxl": ("exchange/",),
    "msoffcrypto": ("exchange/",),
    "charset_normalizer": ("exchange/",),
    "matplotlib": ("analytics/",),
    "numpy": ("analytics/",),
    "argparse": ("cli/", "__main__.py"),
}
"""Library -> where it may be imported at run time."""

EMPTY_WORDS = {"utils", "util", "helpers", "manager", "common", "misc", "data", "info", "base"}
SHOWN_BY = {
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
    "setText",
    "setTitle",
    "setWindowTitle",
    "addAction",
    "setToolTip",
    "setStatusTip",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
}


@dataclass(frozen=True)
class Module:
    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.path.partition("/")[0]

    def calls(self) -> Iterable[tuple[str, ast.Call]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield called(node), node

    def run_time_imports(self) -> Iterable[tuple[str, int]]:
        typing_only = {
            id(inner)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(self.tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or "", node.lineno


@dataclass(frozen=True)
class Rule:
    name: str
    why: str
    find: Callable[[Module], Iterable[tuple[int, str]]]
    broken: tuple[str, str]
    """Path and text of a module that breaks the rule."""


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def module(path: str, text: str) -> Module:
    return Module(path, text, ast.parse(text))


def length(one):
    allowed = LONGEST_OF.get(one.path, LONGEST)
    lines = one.text.count("\n")
    if lines > allowed and one.path not in LONGER and "/migrations/versions/" not in one.path:
        yield lines, f"{lines} lines, allowed are {allowed}"


def names(one):
    for part in one.path.removesuffix(".py").split("/"):
        if part in EMPTY_WORDS and one.path != "store/base.py":
            yield 1, f"the name {part} says nothing"


def packages(one):
    if one.path.endswith("__init__.py"):
        extra = [
            node
            for node in one.tree.body
            if not (isinstance(node, ast.Expr) and literal(node.value))
            and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
            and not (one.path == "__init__.py" and isinstance(node, ast.Assign))
        ]
        yield from ((node.lineno, "more than a docstring") for node in extra)


def own_loops(one):
    if one.room == "ui":
        for name, node in one.calls():
            own = isinstance(node.func, ast.Attribute) and name in ("exec", "exec_")
            if (own and one.path != "ui/application.py") or name == "processEvents":
                yield node.lineno, f"{name}()"


def translated_literals(one):
    for name, node in one.calls():
        texts = {"tr": node.args[:1], "tr_n": node.args[:2]}.get(name, ())
        if one.path != "i18n.py" and any(literal(text) is None for text in texts):
            yield node.lineno, ast.unparse(node)[:60]


def shown_text(one):
    if one.room == "ui":
        for name, node in one.calls():
            text = node.args and node.args[0]
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            words = "".join(literal(part) or "" for part in parts if isinstance(part, ast.expr))
            if name in SHOWN_BY and re.search(r"[A-Za-z]{2}", words.replace("ReviewDesk", "")):
                yield node.lineno, f'{name}("{words}")'


def broad_catches(one):
    for node in ast.walk(one.tree):
        if isinstance(node, ast.ExceptHandler) and one.path not in ("cli/main.py", "ui/crash.py"):
            kinds = ast.unparse(node.type) if node.type else "everything"
            swallows = not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            if kinds in ("everything", "Exception", "BaseException") and swallows:
                yield node.lineno, f"catches {kinds}"


def context_first(one):
    if one.room != "services":
        return
    for node in one.tree.body:
        if isinstance(node, ast.FunctionDef):
            arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            every = [*arguments, *(argument.arg for argument in node.args.kwonlyargs)]
            if "ctx" in every and arguments[:1] not in (["ctx"], ["session"]):
                yield node.lineno, f"{node.name} takes ctx, but not first"


SESSION_DOORS = ("services/context.py", "services/desks.py", "store/")


def doors(one):
    if one.room in ("services", "ui", "cli") and not one.path.startswith(SESSION_DOORS):
        for name, node in one.calls():
            if name in ("transaction", "reading") and isinstance(node.func, ast.Attribute):
                yield node.lineno, f"{ast.unparse(node.func)}() opens a session without a right"


SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\b", re.DOTALL
)


def sql_outside(one):
    if one.room in ("ui", "cli", "domain"):
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Constant) and SQL.search(literal(node) or ""):
                yield node.lineno, node.value[:40]


def floats(one):
    if one.room == "domain":
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield node.lineno, f"{node.value}"
            elif isinstance(node, ast.Call) and called(node) == "float":
                yield node.lineno, "float()"


def libraries(one):
    for name, line in one.run_time_imports():
        top = name.partition(".")[0]
        rooms = ROOMS.get(top)
        if rooms and not one.path.startswith(rooms):
            yield line, f"{top} is imported; its place is {', '.join(rooms)}"


def own_place(one):
    if one.path not in ("resources.py", "store/migrations/upgrade.py"):  # Alembic reads a folder
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Name) and node.id == "__file__":
                yield node.lineno, "__file__"


def encodings(one):
    for name, node in one.calls():
        given = {keyword.arg for keyword in node.keywords}
        attribute = isinstance(node.func, ast.Attribute)
        if name in ("read_text", "write_text") and attribute and "encoding" not in given:
            yield node.lineno, f"{name} without an encoding"


def open_points(one):
    for number, line in enumerate(one.text.splitlines(), 1):
        if re.search(r"#.*\b(TODO|FIXME|XXX)\b", line) or "NotImplementedError" in line:
            yield number, line.strip()


RULES = (
    Rule(
        "length",
        "A long module holds two subjects: split it by subject, or give a reason in LONGER.",
        length,
        ("domain/goal.py", "x = 1\n" * 351),
    ),
    Rule(
        "names",
        "A module is named by its subject, so that it is found and does not gather strays.",
        names,
        ("services/utils.py", ""),
    ),
    Rule(
        "packages",
        "Importing a room must cost nothing: an __init__.py is a docstring.",
        packages,
        ("domain/__init__.py", '"""A."""\nfrom reviewdesk.domain import goal\n'),
    ),
    Rule(
        "own loops",
        "A nested event loop runs code in the middle of other code: open() and signals instead.",
        own_loops,
        ("ui/pages/home.py", "def f(dialog):\n    dialog.exec()\n"),
    ),
    Rule(
        "translated literals",
        "The catalogue finds literals only: tr('{n} left').format(n=n), no f-string, no sum.",
        translated_literals,
        ("ui/pages/home.py", "tr(f'{n} left')\n"),
    ),
    Rule(
        "shown text",
        "Text that is shown goes through tr(), or it stays English for everybody.",
        shown_text,
        ("ui/pages/home.py", "label.setText('Save')\n"),
    ),
    Rule(
        "broad catches",
        "Catch what the world does; a bug must reach the crash file (cli/main.py, ui/crash.py).",
        broad_catches,
        ("services/people.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
    ),
    Rule(
        "context first",
        "A use case reads: who acts on which desk (ctx), then what.",
        context_first,
        ("services/people.py", "def rename(name, ctx): ...\n"),
    ),
    Rule(
        "doors",
        "The right is named at the door: ctx.begin(Right.X, about) or ctx.read(Right.X, about).",
        doors,
        ("services/people.py", "def f(ctx):\n    with ctx.desk.transaction('a', 1): ...\n"),
    ),
    Rule(
        "sql outside",
        "Queries live in services/ and store/: windows get values.",
        sql_outside,
        ("ui/pages/home.py", "q = 'SELECT a FROM b'\n"),
    ),
    Rule(
        "floats",
        "A score must be exact on paper: Decimal, never float.",
        floats,
        ("domain/scoring.py", "HALF = 0.5\n"),
    ),
    Rule(
        "libraries",
        "Each library has one room, so that it can be changed there and loads only when needed.",
        libraries,
        ("ui/pages/home.py", "def f():\n    import pypdfium2\n"),
    ),
    Rule(
        "own place",
        "Shipped files are found by resources.file(): in a checkout, a wheel and a frozen program.",
        own_place,
        ("ui/theme.py", "here = __file__\n"),
    ),
    Rule(
        "encodings",
        "Without an encoding Windows reads and writes its own code page: encoding='utf-8'.",
        encodings,
        ("services/people.py", "path.read_text()\n"),
    ),
    Rule(
        "open points",
        "Open points live in issues; code that is not there yet is left out.",
        open_points,
        ("domain/goal.py", "x = 1  # TODO: think\n"),
    ),
)
