// Reads the page to those who ask: headings, text, the question and its choices; what somebody wrote only by its own
// button. Only with a voice that lives on this device: a remote one would send a pupil's page to a third party.
(function () {
  "use strict";
  const box = document.getElementById("aloud");
  const voices = window.speechSynthesis;
  if (!box || !voices || !window.SpeechSynthesisUtterance) return;

  const SAID = "h1, h2, h3, p, li, dt, dd, legend, label, summary, main button, .govuk-hint, main a.govuk-button";
  const NEVER = "[hidden], [aria-hidden=true], .words, .aloud, .govuk-visually-hidden, nav";
  const WRITTEN = ".said, textarea, input[type=text]";
  const language = document.documentElement.lang.slice(0, 2).toLowerCase();
  const buttons = Array.from(box.querySelectorAll("button"));
  let speaking = null; // whose turn it is: the button that was pressed, and what it says at other times

  function own() {
    return Array.from(voices.getVoices()).find(function (voice) {
      return voice.localService && voice.lang.slice(0, 2).toLowerCase() === language;
    });
  }

  function isSeen(one) {
    return one.getClientRects().length > 0 && !one.closest(NEVER);
  }

  // The words of one element, without those of the elements in it that are read by themselves.
  function wordsOf(one, selector, written) {
    if (written && one.matches("textarea, input")) return one.value;
    let words = "";
    Array.from(one.childNodes).forEach(function (part) {
      if (part.nodeType === 3) words += part.data;
      if (part.nodeType !== 1 || part.matches(selector) || part.matches(NEVER)) return;
      if (written || !part.matches(WRITTEN)) words += " " + wordsOf(part, selector, written) + " ";
    });
    return words;
  }

  function texts(written) {
    const selector = written ? SAID + ", " + WRITTEN : SAID;
    return Array.from(document.getElementById("main").querySelectorAll(selector)).filter(function (one) {
      return isSeen(one) && (written || !one.closest(WRITTEN));
    }).map(function (one) {
      return wordsOf(one, selector, written).replace(/\s+/g, " ").trim();
    }).filter(Boolean);
  }

  function stop() {
    voices.cancel();
    if (speaking) speaking.button.textContent = speaking.begins;
    speaking = null;
  }

  // A piece at a time: some browsers fall silent in the middle of a long one.
  function say(pieces, turn) {
    if (speaking !== turn) return;
    if (!pieces.length) return stop();
    const piece = new SpeechSynthesisUtterance(pieces[0]);
    piece.voice = own();
    if (!piece.voice) return stop();
    piece.lang = piece.voice.lang;
    piece.rate = 0.9;
    piece.onend = function () { say(pieces.slice(1), turn); };
    voices.speak(piece);
  }

  function press(event) {
    const button = event.currentTarget;
    const again = speaking && speaking.button === button;
    stop();
    if (again) return;
    speaking = { button: button, begins: button.textContent };
    button.textContent = box.dataset.stop;
    say(texts(button.dataset.reads === "written"), speaking);
  }

  function offer() {
    if (!own()) return;
    box.hidden = false;
    buttons[1].hidden = !document.getElementById("main").querySelector(WRITTEN);
  }

  buttons.forEach(function (button) { button.addEventListener("click", press); });
  window.addEventListener("pagehide", stop);
  if (voices.addEventListener) voices.addEventListener("voiceschanged", offer);
  else voices.onvoiceschanged = offer; // Safari of 2018 has only this
  stop(); // what the page before began
  offer();
})();
