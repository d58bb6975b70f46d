"""Imports point down one list of packages, and every import of ours stands at the top of its module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STACK = (
    "app", "upkeep", "insight", "triage", "reports", "advice", "schools", "accounts", "notices", "web", "files",
    "model", "vault", "settings", "clock",
)  # fmt: skip
"""Each may import those after it. The factory alone knows everybody."""
PURE = ("vault", "clock", "settings")
FRAMEWORKS = ("flask", "sqlalchemy", "werkzeug", "wtforms", "click", "gunicorn")
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "manager", "misc", "util", "base_utils"}

MODULES = sorted((ROOT / "sharp").rglob("*.py"))


def package_of(path: Path) -> str:
    return path.relative_to(ROOT / "sharp").parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_package_has_its_place_in_the_stack() -> None:
    assert {package_of(path) for path in MODULES} - {"__init__"} <= set(STACK)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downward(path: Path) -> None:
    own = package_of(path)
    if own == "__init__":
        assert path.read_text() == ""
        return
    ours = {name.split(".")[1] for name in imported(parse(path)) if name.startswith("sharp.")}
    upward = {name for name in ours - {own} if STACK.index(name) <= STACK.index(own)}
    assert upward == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_ours_is_imported_inside_a_function(path: Path) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    inside = [
        name
        for function in ast.walk(parse(path))
        if isinstance(function, functions)
        for name in imported(function)
        if name.startswith("sharp")
    ]
    assert inside == []


def test_the_vault_knows_no_framework() -> None:
    for path in MODULES:
        if package_of(path) in PURE:
            foreign = {name.split(".")[0] for name in imported(parse(path))}
            assert foreign.isdisjoint(FRAMEWORKS), path


def test_packages_are_empty_at_the_top_and_modules_have_names() -> None:
    for path in MODULES:
        assert path.name != "__init__.py" or path.read_text() == "", path
        assert path.stem not in NAMES_THAT_SAY_NOTHING, path


def test_every_module_opens_with_a_sentence() -> None:
    for path in MODULES:
        if path.name != "__init__.py":
            sentence = ast.get_docstring(parse(path))
            assert sentence, path
            assert sentence.splitlines()[0].rstrip().endswith((".", "?", "!", ":")), path
