// Conveniences; every page is whole without them.
(function () {
  "use strict";
  var root = document.documentElement, KEY = "tizilim-sight";
  // Before the first paint, so that nothing moves.
  root.dataset.live = "";
  try { if (localStorage.getItem(KEY)) root.dataset.sight = "low"; } catch (e) {}
  var today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Almaty" });

  function sight(button) {
    function show() { button.setAttribute("aria-pressed", root.dataset.sight === "low"); }
    button.hidden = false;
    button.onclick = function () {
      if (root.dataset.sight) delete root.dataset.sight; else root.dataset.sight = "low";
      try { localStorage.setItem(KEY, root.dataset.sight || ""); } catch (e) {}
      show();
    };
    show();
  }

  // Days left are counted on the reader's device: the pages hold dates, not the day.
  function days(date) { return Math.round((Date.parse(date) - Date.parse(today)) / 864e5); }
  function left(term) {
    var note = term.querySelector(".left"), by = term.querySelectorAll("time")[1];
    var n = by ? days(by.dateTime) : -1, gone = days(term.dataset.until) < 0;
    if (!gone && n < 0) return;
    note.textContent = gone ? note.dataset.gone : note.dataset.left.replace("{n}", n);
    note.hidden = false;
  }

  function asOf(form) {
    var say = JSON.parse(form.dataset.asof), answer = form.lastElementChild;
    function fill(text, by) { return text.replace(/{(\w+)}/g, function (_, key) { return by[key]; }); }
    function words(iso) {
      if (!iso) return say.unknown;
      var p = iso.split("-");
      return fill(say.date, { year: p[0], month: say.months.split("|")[p[1] - 1], day: +p[2] });
    }
    function add(to, name, text) {
      to.append(" ", name = document.createElement(name));
      name.textContent = text;
      return name;
    }
    form.day.max = today;
    form.hidden = false;
    form.onsubmit = function (event) {
      var day = form.day.value;
      function on(span) { return span[0] <= day && (!span[1] || day < span[1]); }
      event.preventDefault();
      answer.textContent = "";
      say.cases.forEach(function (one) {
        var p = add(answer, "p", "");
        if (one.name) add(p, "b", one.name);
        add(p, "span", fill(one.spans.some(on) ? say.is_in : say.is_out, { date: words(day) }));
        one.versions.filter(on).forEach(function (v) { add(p, "a", v[2]).href = v[3]; });
        one.decisions.forEach(function (d) {
          var dates = d[1].filter(Boolean).sort();
          if (day < dates[0] || day > dates[dates.length - 1]) return;
          var by = d[1].map(words);
          add(answer, "p", fill(say.border, {
            kind: d[0], decided: by[0], effective: by[1], published: by[2], received: by[3]
          })).className = "border";
        });
      });
    };
  }

  // The search is fetched when somebody means to search.
  function lazy(form) {
    form.q.addEventListener("focus", function () {
      var script = document.createElement("script");
      script.type = "module";
      script.src = form.dataset.lazy;
      document.head.append(script);
    }, { once: true });
  }

  document.addEventListener("DOMContentLoaded", function () {
    [["button[data-sight]", sight], ["[data-until]", left], ["[data-asof]", asOf], ["[data-lazy]", lazy]].forEach(function (by) {
      document.querySelectorAll(by[0]).forEach(by[1]);
    });
  });
})();
