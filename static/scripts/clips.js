// An opened clip gets its picture and shows its captions; one that is closed again, or left for another, falls silent.
(function () {
  "use strict";

  function prepare(video) {
    video.poster = video.dataset.poster;
    Array.from(video.textTracks).forEach(function (track) {
      track.mode = "showing"; // only now are the captions fetched
    });
  }

  function silence(within, playing) {
    within.querySelectorAll("video").forEach(function (video) {
      if (video !== playing) video.pause();
    });
  }

  document.querySelectorAll(".clip[open] video").forEach(prepare); // staff are shown one that is open from the start
  document.addEventListener(
    "toggle",
    function (event) {
      if (!event.target.open) silence(event.target, null);
      else if (event.target.matches(".clip")) event.target.querySelectorAll("video").forEach(prepare);
    },
    true // it does not bubble
  );
  document.addEventListener(
    "play",
    function (event) {
      silence(document, event.target);
    },
    true
  );
})();
