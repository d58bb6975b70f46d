// In a list of cases: J or the arrow down goes to the next line, K or the arrow up to the one before; Enter opens it.
// It listens only while one of the lines, or the main part of the page, has the focus. Tab works as everywhere.
(function () {
  "use strict";
  const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const main = document.getElementById("main");
  const lines = Array.from(document.querySelectorAll(".queue--cases th a"));

  function move(event) {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const at = lines.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== main) return;
    const next = lines[at < 0 ? 0 : at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  if (main && lines.length) main.addEventListener("keydown", move);
})();
