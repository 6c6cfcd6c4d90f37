// Two conveniences; every page is whole without them.
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "tizilim-sight";
  function read() { try { return localStorage.getItem(KEY); } catch (e) { return null; } }
  function keep(value) { try { localStorage.setItem(KEY, value); } catch (e) { /* not kept */ } }
  // Before the first paint, so that nothing moves.
  if (read() === "low") root.setAttribute("data-sight", "low");
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("button[data-sight]");
    if (button) {
      button.hidden = false;
      var show = function () {
        button.setAttribute("aria-pressed", String(root.getAttribute("data-sight") === "low"));
      };
      button.addEventListener("click", function () {
        var low = root.getAttribute("data-sight") !== "low";
        if (low) root.setAttribute("data-sight", "low"); else root.removeAttribute("data-sight");
        keep(low ? "low" : "");
        show();
      });
      show();
    }
    // Days left are counted on the reader's device: the pages hold dates, not the day.
    var today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Almaty" });
    var days = function (date) { return Math.round((Date.parse(date) - Date.parse(today)) / 864e5); };
    document.querySelectorAll("[data-until]").forEach(function (term) {
      var note = term.querySelector(".left");
      var by = term.querySelectorAll("time")[1];
      if (!note) return;
      var left = by ? days(by.dateTime) : -1;
      if (days(term.dataset.until) < 0) note.textContent = note.dataset.gone;
      else if (left >= 0) note.textContent = note.dataset.left.replace("{n}", left);
      else return;
      note.hidden = false;
    });
  });
})();
