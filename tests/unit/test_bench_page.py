"""What the bench counts as part of a first view."""

from bench.page import Page


def test_a_clip_that_waits_to_be_played_is_no_part_of_the_page() -> None:
    waiting = b'<video preload="none"><source src="/clip.mp4"></video>'
    playing = b'<video><source src="/other.mp4"></video>'
    page = Page("/", b'<script src="/a.js"></script>' + waiting + playing + b'<img src="/i.png">')
    assert page.assets == ["/a.js", "/other.mp4", "/i.png"]
