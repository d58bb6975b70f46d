// The summary of errors takes the focus, and each line of it leads into its field with the question in view.
(function () {
  "use strict";
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();

  summary.addEventListener("click", function (event) {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest("fieldset, .govuk-form-group") || field;
    group.scrollIntoView();
    field.focus({ preventScroll: true });
  });
})();
