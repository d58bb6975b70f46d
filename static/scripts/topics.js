// A link to a topic opens it. Its fragment then stays out of the address, and so out of the browser's history.
(function () {
  "use strict";

  function open(name, event) {
    const topic = /^#t[0-9]+$/.test(name) && document.getElementById(name.slice(1));
    if (!topic) return;
    topic.open = true;
    if (!event) return;
    event.preventDefault();
    topic.scrollIntoView();
    topic.querySelector("summary").focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest('a[href^="#t"]');
    if (link) open(link.getAttribute("href"), event);
  });
  open(location.hash, null); // one that was pressed before this script ran
})();
