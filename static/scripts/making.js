// Clips that are being made: how far they are, asked again every few seconds. Without this, a link does it.
(function () {
  "use strict";
  const list = document.getElementById("making");
  if (!list || !window.DOMParser) return;
  const PAUSE = 3000;

  function lines(root) {
    return root.querySelectorAll("[data-making]");
  }

  function show(page) {
    let isOver = false;
    lines(list).forEach(function (line) {
      const now = page.querySelector("[data-making='" + line.dataset.making + "']");
      if (!now) isOver = true;
      else if (now.innerHTML !== line.innerHTML) line.replaceWith(document.importNode(now, true)); // our own page
    });
    if (isOver) location.reload(); // it is ready, or refused
    else later();
  }

  function ask() {
    const request = new XMLHttpRequest();
    request.open("GET", location.pathname);
    request.addEventListener("load", function () {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.status === 200 && page.getElementById("making")) show(page);
    });
    request.addEventListener("error", later);
    request.send();
  }

  function later() {
    if (lines(list).length) window.setTimeout(ask, PAUSE);
  }

  later();
})();
