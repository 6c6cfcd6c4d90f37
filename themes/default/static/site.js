// Conveniences; every page is whole without them.
(function () {
  "use strict";
  var root = document.documentElement, KEY = "tizilim-sight";
  // Before the first paint, so that nothing moves.
  root.dataset.live = "";
  try { if (localStorage.getItem(KEY)) root.dataset.sight = "low"; } catch (e) {}
  // Whoever has asked something is not shown how to ask, unless the search does not come.
  if (/[?&]q=[^&]/.test(location.search)) root.dataset.asked = "";
  window.addEventListener("load", function () { delete root.dataset.asked; });
  // By the law's own hours: devices know the zone by an older rule, and ask slowly.
  function today() { return new Date(Date.now() + root.dataset.east * 36e5).toISOString().slice(0, 10); }

  function sight(button) {
    var word = button.querySelector("span"), on = word.textContent;
    function show() { word.textContent = root.dataset.sight ? button.dataset.usual : on; }
    button.hidden = false;
    button.onclick = function () {
      if (root.dataset.sight) delete root.dataset.sight; else root.dataset.sight = "low";
      try { localStorage.setItem(KEY, root.dataset.sight || ""); } catch (e) {}
      show();
    };
    show();
  }

  // Days left are counted on the reader's device: the pages hold dates, not the day.
  function daysTo(date) { return Math.round((Date.parse(date) - Date.parse(today())) / 864e5); }
  function left(term) {
    var note = term.querySelector(".left"), by = term.querySelectorAll("time")[1];
    var n = by ? daysTo(by.dateTime) : -1, gone = daysTo(term.dataset.until) < 0;
    if (!gone && !by) return;
    note.textContent = gone ? note.dataset.gone : n < 0 ? note.dataset.late : note.dataset.left.replace("{n}", n);
    note.classList.toggle("near", gone || n < 91);
    note.hidden = false;
  }

  // Whoever kept a page, or reads one that nobody renews, is told.
  function fresh(foot) {
    if (daysTo(foot.dataset.fresh) >= 0) return;
    var p = document.createElement("p");
    p.className = "past";
    p.textContent = foot.dataset.stale;
    document.querySelector("main").prepend(p);
  }

  function fill(text, by) { return text.replace(/{(\w+)}/g, function (_, key) { return by[key]; }); }
  function words(say, iso) {
    if (!iso) return say.unknown;
    var p = iso.split("-");
    return fill(say.date, { year: p[0], month: say.months.split("|")[p[1] - 1], day: +p[2] });
  }
  function add(to, name, text) {
    to.append(" ", name = document.createElement(name));
    name.textContent = text;
    return name;
  }
  function within(day, from, to) { return from <= day && (!to || day < to); }
  // A day on or between the dates of a decision is said with all four of them.
  function border(to, say, day, kind, four) {
    var dates = four.filter(Boolean).sort();
    if (day < dates[0] || day > dates[dates.length - 1]) return;
    var by = four.map(function (iso) { return words(say, iso); });
    to = add(to, "p", fill(say.border, {
      kind: kind, decided: by[0], effective: by[1], published: by[2], received: by[3]
    }));
    to.className = "border";
    return to;
  }
  function ask(form, show) {
    form.day.max = today();
    form.hidden = false;
    form.onsubmit = function (event) {
      event.preventDefault();
      form.lastElementChild.textContent = "";
      show(form.day.value, form.lastElementChild);
    };
  }

  function asOf(form) {
    var say = JSON.parse(form.dataset.asof);
    ask(form, function (day, answer) {
      function on(span) { return within(day, span[0], span[1]); }
      say.cases.forEach(function (one) {
        var p = add(answer, "p", "");
        if (one.name) add(p, "b", one.name);
        add(p, "span", fill(one.spans.some(on) ? say.is_in : say.is_out, { date: words(say, day) }));
        one.versions.filter(on).forEach(function (v) { add(p, "a", v[2]).href = v[3]; });
        one.decisions.forEach(function (d) { border(answer, say, day, d[0], d[1]); });
      });
    });
  }

  // A list of the whole register: rows of other days are hidden, links to its pages keep the day.
  function days(form) {
    var say = JSON.parse(form.dataset.days), asked = new URLSearchParams(location.search).get("on"), file;
    ask(form, function (day, answer) {
      file = file || fetch(say.file).then(function (response) { return response.json(); });
      file.then(function (all) {
        var by = {}, n = 0, k = 0, p = add(answer, "p", "");
        all.entries.forEach(function (one) {
          one.on = one.intervals.some(function (i) { return within(day, i.in_from, i.in_to); });
          by[one.number] = one;
          n += one.on;
        });
        document.querySelectorAll(".entries tbody tr").forEach(function (row) {
          var link = row.querySelector("th a"), one = by[link.pathname.split("/").slice(-2)[0]];
          // What stands in the row is true of the day of the data, not of the one asked for.
          var chip = row.querySelector(".status"), code = one.on ? "in_register" : "pending";
          chip.className = "status status-" + code;
          chip.querySelector("use").setAttribute("href", "#s-" + code);
          chip.lastElementChild.textContent = one.on ? say.is_in : say.maybe;
          row.querySelectorAll(".grounds, .until").forEach(function (now) { now.hidden = true; });
          row.hidden = !one.on;
          k += one.on;
          one.decisions.forEach(function (d) {
            var kind = say.kinds[d.kind] + " (" + row.cells[0].textContent + ")";
            var four = [d.decided_on, d.effective_on, d.published, d.received];
            if (border(answer, say, day, kind, four)) row.hidden = false;
          });
        });
        document.getElementById("found").hidden = true;
        p.textContent = fill(say.count, { date: words(say, day), n: n, m: all.entries.length, k: k });
        document.querySelectorAll(".pager a, .orders a").forEach(function (a) { a.search = "on=" + day; });
        history.replaceState(null, "", "?on=" + day);
      }).catch(function () { file = 0; answer.textContent = say.failed; });
    });
    form.day.value = asked;
    if (form.day.value) form.onsubmit(new Event("submit"));
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
    [["button[data-sight]", sight], ["[data-until]", left], ["[data-fresh]", fresh], ["[data-asof]", asOf], ["[data-days]", days], ["[data-lazy]", lazy]].forEach(function (by) {
      document.querySelectorAll(by[0]).forEach(by[1]);
    });
  });
})();
