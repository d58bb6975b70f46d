"""The wheel is whole: from any folder, away from the checkout, it founds, demonstrates and serves."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.integration.upkeep.test_serving import Running

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What installing it would put in place; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "installed")
    return folder / "installed"


@pytest.fixture(autouse=True)
def elsewhere(unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(unpacked))
    monkeypatch.setenv("SHARP_INSTANCE", str(tmp_path / "instance"))


def sharp(*arguments: str) -> str:
    command = [sys.executable, "-m", "sharp.upkeep", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_it_holds_its_templates_styles_migrations_and_translations(unpacked: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from sharp.web.assets import asset_folder; print(asset_folder('static'))"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert said.strip() == str(unpacked / "sharp" / "_assets" / "static")
    for name in ("templates", "static", "migrations", "translations"):
        ours = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()}
        packed = {path.relative_to(unpacked / "sharp" / "_assets") for path in unpacked.rglob(f"_assets/{name}/**/*")}
        assert {path for path in ours if "__pycache__" not in path.parts} <= packed


def test_it_demonstrates_and_serves_from_any_folder(tmp_path: Path) -> None:
    sharp("demo")
    assert "All is well." in sharp("doctor")
    server = Running(tmp_path / "instance", tmp_path / "said")
    try:
        server.wait()
        assert server.get("/riverside/")[0] == 200
        assert server.get("/static/sharp.css")[0] == 200
    finally:
        server.stop()
    assert "make code" in (tmp_path / "said").read_text()
