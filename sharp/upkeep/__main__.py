"""`python -m sharp.upkeep` is the `sharp` command."""

from sharp.upkeep.cli import main

main()
