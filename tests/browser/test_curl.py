"""With curl alone, and a jar of cookies: a pupil's whole way with a picture, coming back, writing on and leaving."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import HARMLESS
from tests.fixtures.evidence import allow_files, telling_picture
from tests.fixtures.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
STORY = "They take my bag every lunchtime."
QUESTIONS = ("before", "about", "story", "kind", "place", "when", "show", "wants", "name", "who", "check")


@dataclass(frozen=True)
class Curl:
    program: str
    folder: Path
    base_url: str

    def __call__(self, path: str, *options: str) -> str:
        """The page; with `-L` the one that it leads to."""
        jar = str(self.folder / "jar")
        command = [self.program, "-sS", "--fail-with-body", "-b", jar, "-c", jar, *options, self.base_url + path]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def post(self, path: str, page: str, *fields: str, files: bool = False) -> str:
        """With the token of the form on that page. Fields are told as `name=text`, files as `name=@path`."""
        [token, *_] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        given = [f"csrf_token={token}", *fields]
        how = "-F" if files else "--data-urlencode"
        return self(path, "-L", *(part for each in given for part in (how, each)))


@pytest.fixture
def curl(served: Server, tmp_path: Path) -> Curl:
    found = shutil.which("curl")
    assert found is not None, "curl is not there: sudo apt-get install curl"
    return Curl(found, tmp_path, served.base_url)


def hidden(page: str) -> list[str]:
    """What the last page of the journey carries along."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return [f"{name}={value}" for name, value in fields if name != "csrf_token"]


def tell(curl: Curl, slug: str, picture: Path) -> str:
    """Every question answered or passed over; gives the page with the six words."""
    page = curl.post(f"/{slug}/report/", curl(f"/{slug}/report/"))
    answers = {"about": ["about=me"], "story": [f"story={STORY}"], "kind": ["kinds=theft"]}
    for name in QUESTIONS:
        path = f"/{slug}/report/{name}"
        if name == "show":
            page = curl.post(f"{path}?add=1", page, f"files=@{picture}", files=True)
            assert "What you have added" in page
            page = curl.post(path, page, files=True)
        else:
            page = curl.post(path, page, *answers.get(name, hidden(page)))
    return page


def test_the_whole_way_with_a_picture_and_back(curl: Curl, served: Server) -> None:
    allow_files(served.world, "birch")
    picture = curl.folder / "a.jpg"
    picture.write_bytes(telling_picture())
    page = tell(curl, "birch", picture)
    found = re.search(r'id="code-words">(.*?)</p>', page)
    assert found is not None, page
    words = " ".join(re.findall(r"[a-z]+", re.sub("<[^>]+>", " ", found.group(1))))
    assert len(words.split()) == 6
    curl.post("/birch/report/words", page)
    page = curl.post("/birch/back", curl("/birch/back"), f"words={words}")
    assert STORY in page
    [once] = set(re.findall(r'name="once" value="([^"]+)"', page))
    page = curl.post("/birch/back/report/message", page, "message=They were there again.", f"once={once}")
    assert "They were there again." in page
    page = curl("/birch/back/report/show")
    [once] = set(re.findall(r'name="once" value="([^"]+)"', page))
    given = ("message=Here it is.", f"once={once}", f"files=@{picture}")
    page = curl.post("/birch/back/report/show", page, *given, files=True)  # words before files, as on the page
    assert "Here it is." in page
    assert page.count("You showed us") == 2
    left = curl("/birch/leave", "-o", "/dev/null", "-w", "%{redirect_url}")
    assert left.startswith(HARMLESS)
    assert "What you told us" not in curl("/birch/back/report")
