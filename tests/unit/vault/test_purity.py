"""The vault knows bytes and keys: no web, no database, no settings, no log."""

import ast
from pathlib import Path

import pytest

import sharp.vault.errors

FOLDER = Path(sharp.vault.errors.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
MAY_IMPORT = {
    "base64",
    "binascii",
    "collections",
    "cryptography",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "hmac",
    "importlib",
    "json",
    "os",
    "re",
    "secrets",
    "shamir_mnemonic",
    "time",
    "types",
    "typing",
    "unicodedata",
}


def imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
    return names


def names_used(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_imports_only_what_it_may(module: Path) -> None:
    outside = {name for name in imported(module) if not name.startswith("sharp.vault.")}
    assert {name.split(".")[0] for name in outside} <= MAY_IMPORT


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_prints_and_opens_nothing(module: Path) -> None:
    assert not names_used(module) & {"print", "open", "warnings", "logging", "input"}


def test_there_is_a_vault_to_look_at() -> None:
    assert len(MODULES) > 20
