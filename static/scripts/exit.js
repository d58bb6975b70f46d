// Leaving at once: the exit link and Shift three times blank the page and replace it, so that Back does not return here.
(function () {
  "use strict";
  const link = document.getElementById("exit");
  if (!link) return;

  const WITHIN = 5000; // milliseconds for the three presses
  const status = document.createElement("span");
  status.className = "exit-status";
  status.setAttribute("role", "status");
  link.parentNode.appendChild(status);

  let presses = 0;
  let typing = false; // Shift was held for a capital letter
  let timer;

  function leave() {
    if (window.speechSynthesis) window.speechSynthesis.cancel(); // nothing is read out over the page that comes
    const cover = document.createElement("div");
    cover.className = "cover";
    cover.setAttribute("role", "alert");
    document.body.appendChild(cover);
    document.documentElement.classList.add("is-leaving");
    cover.textContent = link.dataset.going || "";
    location.replace(link.href);
  }

  function forget() {
    presses = 0;
    status.textContent = "";
    clearTimeout(timer);
  }

  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Shift") {
      if (!event.repeat) typing = false;
    } else {
      typing = event.shiftKey;
      forget();
    }
  });

  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || typing) return;
    presses += 1;
    if (presses === 1) timer = setTimeout(forget, WITHIN);
    if (presses === 3) leave();
    else status.textContent = (presses === 1 ? link.dataset.two : link.dataset.one) || "";
  });

  // A browser that kept this page in memory must not show it covered for ever.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    forget();
    document.documentElement.classList.remove("is-leaving");
    document.querySelectorAll(".cover").forEach(function (cover) {
      cover.remove();
    });
  });
})();
