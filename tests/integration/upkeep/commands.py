"""Running the `sharp` command in a test: in this process, on a world or an empty folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from sharp.upkeep.cli import main
from tests.fixtures.world import World


@dataclass(frozen=True)
class Command:
    """`command("school", "list")`, with the settings of one deployment."""

    environment: Mapping[str, str]

    def __call__(self, *arguments: str, exit_code: int = 0) -> str:
        result = self.run(*arguments)
        assert result.exit_code == exit_code, (result.output, result.exception)
        return result.output

    def refused(self, *arguments: str) -> str:
        """The sentence on standard error; nothing like a stack trace."""
        result = self.run(*arguments)
        assert result.exit_code == 2, (result.output, result.exception)
        assert "Traceback" not in result.output
        return result.stderr

    def run(self, *arguments: str) -> Result:
        return CliRunner(env=dict(self.environment)).invoke(main, list(arguments))


def command_in(folder: Path) -> Command:
    return Command({"SHARP_INSTANCE": str(folder)})


def command_for(world: World) -> Command:
    settings = world.settings
    return Command({"SHARP_INSTANCE": str(settings.instance), "SHARP_DATABASE_URL": settings.database_url})
