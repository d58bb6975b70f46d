"""`make clips`: every clip anew, from its script; VOICE=folder speaks with what was recorded there.

With --list only the list that the pages read is written again, such as after a review.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from clips.making import Stale, TooLong, finish, list_again, make_clip, prepare
from clips.script import read_scripts

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "static" / "clips"
LISTED = ROOT / "sharp" / "advice" / "clips.toml"


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["--list"]:
            list_again(read_scripts(), LISTED)
            return 0
        recordings = Path(arguments[0]) if arguments and arguments[0] else None
        if recordings and not recordings.is_dir():
            print(f"{recordings} is no folder.")
            return 1
        make_all(recordings)
    except (TooLong, Stale) as wrong:
        print(wrong)
        return 1
    return 0


def make_all(recordings: Path | None) -> None:
    made = prepare(read_scripts(), recordings)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as makers:
        for ready, _ in zip(made, makers.map(make_clip, made, [FOLDER] * len(made)), strict=True):
            print(f"{ready.script.id} {ready.script.title}", flush=True)
    finish(made, FOLDER, LISTED)
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(made)} clips of {round(made[0].timed.seconds)} seconds, {size / 1e6:.1f} MB in all")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
