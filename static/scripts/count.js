// How many letters are left in a text area, told to the eye at once and to a screen reader when the typing pauses.
(function () {
  "use strict";
  const PAUSE = 1000;

  function watch(area) {
    const limit = Number(area.closest("[data-maxlength]").dataset.maxlength);
    const hint = document.getElementById(area.id + "-info");
    const said = document.createElement("span");
    said.className = "govuk-visually-hidden";
    said.setAttribute("role", "status");
    hint.parentNode.insertBefore(said, hint.nextSibling);
    const invitation = hint.textContent;
    let timer;

    function text(left) {
      const words = left < 0 ? area.dataset.over : area.dataset.left;
      return words.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
    }

    function tell() {
      const left = limit - Array.from(area.value).length; // whole characters, as the server counts them
      hint.textContent = area.value ? text(left) : invitation;
      hint.classList.toggle("govuk-error-message", left < 0);
      hint.classList.toggle("govuk-hint", left >= 0);
      clearTimeout(timer);
      timer = setTimeout(function () {
        said.textContent = area.value ? hint.textContent : "";
      }, PAUSE);
    }

    area.addEventListener("input", tell);
    tell();
  }

  document.querySelectorAll(".govuk-js-character-count[data-left]").forEach(watch);
})();
