"""Browsers of eight years ago: Chrome 70, Firefox 63, Safari 12, Edge 18. What is newer decorates.

Each line names what those did not know, as it would be written. What one of them lacks, all count as lacking.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
SCRIPTS = sorted((STATIC / "scripts").glob("*.js"))
STYLES = [STATIC / name for name in ("sharp.css", "strong.css", "staff.css")]

LATER_SCRIPT = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "logical assignment": r"(?:\|\||&&)=",
    "private or public class fields": r"\bclass\b|[^&'\"\w]#[a-z]\w*\s*[=(;]",
    "catch without a name": r"\bcatch\s*\{",
    "spread in an object": r"[{,]\s*\.\.\.\w+[^\])]*\}",
    "modules": r"^\s*(?:import|export)\b|\bimport\s*\(",
    "await outside a function": r"^\s*await\b|for\s+await",
    "numbers with underscores, or big ones": r"\b\d+(?:_\d+)+\b|\b\d+n\b",
    "named or looking-behind groups": r"\(\?<",
    "new string methods": r"\.(?:replaceAll|matchAll|trimStart|trimEnd|at)\(",
    "new list methods": r"\.(?:flat|flatMap|findLast|findLastIndex|toSorted|toReversed|with|group)\(",
    "new object methods": r"\bObject\.(?:fromEntries|groupBy|hasOwn)\b",
    "new promises": r"\.(?:allSettled|any|withResolvers|finally)\(",
    "new globals": r"\b(?:globalThis|structuredClone|queueMicrotask|BigInt|WeakRef|ResizeObserver|reportError)\b",
    "new nodes' methods": r"\.(?:replaceChildren|toggleAttribute|requestSubmit|showModal|showPopover)\(",
    "new events": r"['\"](?:beforetoggle|scrollend|formdata)['\"]",
    "new selectors": r":(?:has|is|where|focus-visible)\b",
}
LATER_VALUES = r"\b(?:min|max|clamp|color-mix|oklch|lch|lab|light-dark|round)\(|\d(?:dvh|svh|lvh|dvw|cqw|cqi)\b"
LATER_LAYOUT = re.compile(
    r"^(?:inset|inset-.*|aspect-ratio|place-items|place-content|margin-inline|margin-block|padding-inline"
    r"|padding-block|border-inline|border-block|row-gap|column-gap|rotate|scale|translate|content-visibility)$"
)
DECORATION = frozenset({"text-wrap", "text-underline-offset", "text-decoration-thickness", "text-size-adjust"})
"""Nothing that anybody needs is lost where these are not known."""
LATER_SELECTORS = (":has(", ":is(", ":where(", ":focus-visible", "::marker", "::file-selector-button", ":user-invalid")
LATER_RULES = ("@layer", "@container", "@property", "@scope", "@starting-style", "@supports selector")


def code_of(script: Path) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_that_they_do_not_understand(script: Path) -> None:
    code = code_of(script)
    assert [name for name, shape in LATER_SCRIPT.items() if re.search(shape, code, re.MULTILINE)] == []


@pytest.mark.parametrize(
    "line",
    [
        "a?.b", "a ?? b", "a ||= b", "class A { #x = 1 }", "try { a() } catch { b() }", "f({ ...a })", "import x",
        "a.replaceAll('x', 'y')", "[1, [2]].flat()", "Object.fromEntries(a)", "1_000", "/(?<year>x)/",
        "document.querySelector('p:has(a)')", "a.at(-1)", "globalThis.x", "a.trimEnd()",
    ],
)  # fmt: skip
def test_the_list_would_find_it(line: str) -> None:
    assert any(re.search(shape, line, re.MULTILINE) for shape in LATER_SCRIPT.values())


def rules_of(style: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Selectors and their declarations, also from within media rules."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare):
        lines = [line.partition(":") for line in body.split(";") if ":" in line]
        yield selectors.strip(), [(name.strip(), value.strip()) for name, _, value in lines]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_later_selector_never_stands_in_one_list_with_others(path: Path) -> None:
    """One that is not understood takes the whole list with it."""
    for selectors, _ in rules_of(path.read_text(encoding="utf-8")):
        later = [one for one in selectors.split(",") if any(new in one for new in LATER_SELECTORS)]
        assert not later or len(later) == len(selectors.split(",")), selectors


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_later_value_has_an_earlier_one_before_it(path: Path) -> None:
    for selectors, declared in rules_of(path.read_text(encoding="utf-8")):
        for place, (name, value) in enumerate(declared):
            if re.search(LATER_VALUES, value) and name not in DECORATION:
                assert name in [before for before, _ in declared[:place]], (selectors, name)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_the_frame_is_laid_out_with_what_they_know(path: Path) -> None:
    for selectors, declared in rules_of(path.read_text(encoding="utf-8")):
        names = dict(declared)
        later = [name for name in names if LATER_LAYOUT.match(name)]
        assert later in ([], ["column-gap"]) or "columns" in names, (selectors, later)
        if "gap" in names:
            is_flex = "flex" in names.get("display", "") or "flex-wrap" in names or "flex-direction" in names
            assert not is_flex, f"{selectors}: no gap between flex items before 2021; use margins"


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_rule_stands_inside_one_that_they_skip(path: Path) -> None:
    style = path.read_text(encoding="utf-8")
    assert [rule for rule in LATER_RULES if rule in style] == []
    assert not re.search(r"[{;]\s*&", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)), "no nesting"


def test_only_features_of_a_device_are_asked_for_in_media_rules() -> None:
    """An unknown one is skipped with its rule; each of these only makes better what is there without it."""
    known = {
        "min-width", "max-width", "max-height", "prefers-color-scheme", "forced-colors", "prefers-reduced-motion",
        "prefers-contrast",
    }  # fmt: skip
    asked = {name for path in STYLES for name in re.findall(r"@media[^{]*?\(([a-z-]+):", path.read_text("utf-8"))}
    assert asked <= known
