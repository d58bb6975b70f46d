// On a shared computer: says that a quiet visit is about to end, keeps a busy one alive, and leaves when it has ended.
(function () {
  "use strict";
  const notice = document.getElementById("idle");
  if (!notice) return;

  const frame = notice.appendChild(document.createElement("div"));
  frame.className = "wrap";
  frame.appendChild(document.createElement("p")).textContent = notice.dataset.text;
  const button = frame.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = notice.dataset.button;

  const ENDS = Number(notice.dataset.ends) * 1000; // quiet for so long, the visit is over
  const WARN = Number(notice.dataset.warn) * 1000; // said so long before
  let heard = Date.now(); // when the server last heard of this visit
  let busy = false; // something was typed or touched since then

  // An image, because the page's policy lets a script fetch nothing else. It loads only while the visit lives.
  function keep() {
    const asked = Date.now();
    const sign = new Image();
    sign.onload = function () {
      heard = asked;
      notice.hidden = true;
    };
    sign.src = notice.dataset.keep + "?" + asked;
    busy = false;
  }

  function look() {
    const quiet = Date.now() - heard;
    if (quiet >= ENDS) location.replace(notice.dataset.leave);
    else if (busy && quiet > ENDS / 4) keep();
    else if (quiet >= ENDS - WARN && notice.hidden) notice.hidden = false;
  }

  ["keydown", "input", "pointerdown", "touchstart", "scroll"].forEach(function (kind) {
    document.addEventListener(kind, function () { busy = true; }, { passive: true });
  });
  document.addEventListener("visibilitychange", look);
  button.addEventListener("click", keep);
  setInterval(look, Math.min(15000, WARN / 4));
})();
