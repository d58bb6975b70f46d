// Words that the school prepared go into the message at once; without this script the button asks the server for them.
(function () {
  "use strict";
  const button = document.querySelector("button[data-fills]");
  if (!button) return;
  const area = document.getElementById(button.dataset.fills);
  const choice = document.getElementById(button.dataset.from);

  button.addEventListener("click", function (event) {
    const words = choice.selectedOptions[0].dataset.words;
    event.preventDefault();
    if (!words) return;
    area.value = area.value.trim() ? area.value.replace(/\s+$/, "") + "\n\n" + words : words;
    choice.value = "";
    area.dispatchEvent(new Event("input"));
    area.focus();
  });
})();
