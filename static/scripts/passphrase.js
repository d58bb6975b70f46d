// A button that shows a passphrase while it is typed; hidden again before it is sent.
(function () {
  "use strict";
  document.querySelectorAll(".govuk-password-input").forEach(function (group) {
    const input = group.querySelector("input");
    const button = group.querySelector("button");
    const words = {
      show: [button.textContent.trim(), button.getAttribute("aria-label")],
      hide: [group.getAttribute("data-i18n.hide-password"), group.getAttribute("data-i18n.hide-password-aria-label")],
    };

    function set(shown) {
      const [text, label] = shown ? words.hide : words.show;
      input.type = shown ? "text" : "password";
      button.textContent = text;
      button.setAttribute("aria-label", label);
    }

    button.hidden = false;
    button.addEventListener("click", function () {
      set(input.type === "password");
    });
    input.form.addEventListener("submit", function () {
      set(false);
    });
  });
})();
