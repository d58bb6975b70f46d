// A choice that asks for more shows its further question only while it is chosen; without this script it always shows.
(function () {
  "use strict";
  const inputs = document.querySelectorAll("input[data-aria-controls]");
  if (!inputs.length) return;
  document.documentElement.classList.add("js");

  function show(input) {
    const more = document.getElementById(input.dataset.ariaControls);
    if (!more) return;
    input.setAttribute("aria-controls", more.id);
    const kind = input.type === "radio" ? "radios" : "checkboxes";
    if (kind === "checkboxes") input.setAttribute("aria-expanded", String(input.checked)); // ARIA has none for radios
    more.classList.toggle("govuk-" + kind + "__conditional--hidden", !input.checked);
  }

  function showAll() {
    inputs.forEach(show);
  }

  document.addEventListener("change", showAll);
  window.addEventListener("pageshow", showAll); // a browser may restore choices on Back
  showAll();
})();
