// Files on their way: how far they have come. Without this the form is sent as any other, and works as well.
(function () {
  "use strict";
  const form = document.querySelector("form.bring");
  if (!form || !window.FormData || !window.DOMParser) return;

  const line = form.querySelector(".bring-progress");
  const buttons = form.querySelectorAll("button");

  function hold(held) {
    buttons.forEach(function (button) {
      button.disabled = held;
    });
  }

  function say(text) {
    line.hidden = false;
    line.textContent = text;
  }

  function show(request) {
    if (new URL(request.responseURL).pathname !== location.pathname) {
      location.assign(request.responseURL); // it led on
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.getElementById("main");
    if (!main) {
      location.reload();
      return;
    }
    document.title = page.title;
    document.getElementById("main").replaceWith(main); // our own page, as the server would have shown it
    start();
    (main.querySelector(".govuk-error-summary, .govuk-notification-banner") || main).focus();
  }

  function start() {
    const again = document.createElement("script");
    again.src = document.querySelector("script[src*='bring.js']").src;
    document.head.appendChild(again);
  }

  form.addEventListener("submit", function (event) {
    const pressed = event.submitter || document.activeElement;
    if (pressed && pressed.name === "language") return; // brings no files
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", event.submitter ? event.submitter.formAction : form.action);
    request.upload.addEventListener("progress", function (step) {
      const percent = Math.floor((100 * step.loaded) / step.total);
      say(percent < 100 ? line.dataset.going.replace("{percent}", percent) : line.dataset.waiting);
    });
    request.addEventListener("load", function () {
      show(request);
    });
    request.addEventListener("error", function () {
      hold(false);
      say(line.dataset.broken);
    });
    const data = new FormData(form);
    hold(true);
    request.send(data);
  });
})();
