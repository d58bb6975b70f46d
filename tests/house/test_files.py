"""What no file of the project may hold: addresses of registries, switched-off guards, leaks into logs."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "yarnpkg" + ".com", "--index" + "-url ")
GUARDS_OFF = ("CSRF" + "_ENABLED", "csrf" + ".exempt", "LIMIT" + "_ENABLED")
FORBIDDEN_NAMES = ("uv.lock", "pylock.toml", "package-lock.json", "yarn.lock", "poetry.lock")
NOT_OURS = {".git", ".venv", "node_modules", "instance", "dist", "build", "__pycache__"}


def files() -> list[Path]:
    """What is tracked, or will be: everything git does not ignore; in an unpacked archive, everything."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        found = (path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts))
        listed = [str(path.relative_to(ROOT)) for path in found]
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_package_registry() -> None:
    found = [(path.name, name) for path in files() for name in REGISTRIES if name in text_of(path)]
    assert found == []


def test_no_lock_file_that_holds_addresses() -> None:
    assert [path for path in files() if path.name in FORBIDDEN_NAMES] == []


def test_no_guard_is_switched_off_anywhere() -> None:
    found = [
        (path.name, word) for path in files() if path.suffix == ".py" for word in GUARDS_OFF if word in text_of(path)
    ]
    assert found == []


def test_every_locked_package_has_its_hash() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = [block for block in text_of(lock).replace("\\\n", " ").splitlines() if "==" in block]
        assert blocks, lock
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_templates_escape_everything() -> None:
    for path in files():
        if path.suffix == ".html":
            page = text_of(path)
            assert "|safe" not in page.replace(" ", ""), path
            assert "autoescape false" not in page, path


def test_styles_follow_the_direction_of_the_text() -> None:
    """A side by name turns nothing round for languages that run from right to left, unless the other is set alike."""
    one_side = re.compile(r"(?:margin|padding|border)-(?:left|right)|text-align: *(?:left|right)")
    for name in ("sharp.css", "staff.css"):
        style = text_of(ROOT / "static" / name)
        assert one_side.findall(style) == [], name
        for before in (r"\b{}: 0", r"float: {}\b"):
            found = [len(re.findall(before.format(side), style)) for side in ("left", "right")]
            assert found[0] == found[1], (name, before)
        assert re.findall(r"[{; ](?:left|right): (?!0)", style) == [], name
