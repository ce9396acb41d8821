// Tells in words that a request is long on its way, was lost or met another page, leaves the way back to the browser, tries
// again from the page shown without a network, measures what the page that checks the browser asks for, and keeps the
// service worker (service_worker.js) where cookies were accepted, there alone. Every page works without this file.
(function () {
  "use strict";
  var workerUrl = document.currentScript.getAttribute("data-worker");
  var waited = [];
  var shown = address();

  function address() {
    return location.pathname + location.search;
  }

  function region() {
    return document.getElementById("connection-lost");
  }

  // What a field or the page asks by itself leaves the citizen with nothing to press again.
  function wasPressed(event) {
    return event.target.matches("a, form, button");
  }

  function isSent(event) {
    return event.target.matches("form, button");
  }

  function say(event) {
    if (wasPressed(event)) {
      tell("");
    }
  }

  function tell(what) {
    var words = document.createElement("p");
    words.className = "fr-container";
    words.appendChild(document.createElement("strong")).textContent = region().getAttribute("data-title" + what);
    words.appendChild(document.createTextNode(" " + region().getAttribute("data-words" + what)));
    // Said again to somebody who is still typing, the same words would be heard again.
    if (region().textContent !== words.textContent) {
      region().textContent = "";
      region().appendChild(words);
    }
  }

  function unsay(event) {
    if (wasPressed(event)) {
      region().textContent = "";
    }
  }

  function holds(page, id) {
    return page.indexOf('id="' + id + '"') >= 0;
  }

  // An answer without the part that was asked for would empty it: it is another page of ours, or none of ours (a proxy's,
  // where no instance answers or too much was asked). What the page asks by itself is asked again.
  function tellOfAnotherPage(event) {
    var answer = event.detail.serverResponse;
    var isOurs = holds(answer, "main");
    if (holds(answer, event.detail.target.id || "main")) {
      keepFormThatFailed(event);
      return;
    }
    // What a field has asked is answered by the next page where the form went ahead: that page is on its way.
    if (waited.length && !isSent({ target: event.detail.requestConfig.elt })) {
      event.detail.shouldSwap = false;
      return;
    }
    if (event.detail.requestConfig.elt.matches("a, form, input, button")) {
      event.detail.shouldSwap = false;
      tell(isOurs ? "-other" : "-foreign");
    } else if (!isOurs) {
      event.detail.shouldSwap = false;
    }
  }

  // Our own page of a failure does not hold the form either: it would cost all that was typed.
  function keepFormThatFailed(event) {
    var asked = event.detail.requestConfig.elt;
    var form = asked.form || asked;
    var isThere = form.id && holds(event.detail.serverResponse, form.id);
    if (event.detail.xhr.status >= 500 && isSent({ target: asked }) && !isThere) {
      event.detail.shouldSwap = false;
      tell("-foreign");
    }
  }

  // The errors of a form are below the page's head, which fills a small screen.
  function showErrors(event) {
    if (event.detail.target.id === "main" && holds(event.detail.serverResponse, "error-summary")) {
      event.detail.swapOverride = "outerHTML show:#error-summary:top";
    }
  }

  // What a live region says already is not said again, and a button that is the same is not taken from whoever is on it.
  function keepWhatIsSaid(event) {
    var target = event.detail.target;
    if ((target.getAttribute("role") === "status" || target.id === "restart") &&
        words(event.detail.fragment) === words(target)) {
      event.detail.shouldSwap = false;
    }
  }

  function words(part) {
    return part.textContent.trim().replace(/\s+/g, " ");
  }

  // While a postcode is typed there is nothing to propose yet.
  function waitForPostcode(event) {
    if (event.target.id === "postcode" && event.target.value.replace(/\s/g, "").length !== 5) {
      event.preventDefault();
    }
  }

  function atWork() {
    return document.getElementById("request-status");
  }

  function waitFor(event) {
    var request = event.detail.xhr;
    if (!isSent(event)) {
      return;
    }
    waited.push(request);
    setTimeout(function () {
      if (waited.indexOf(request) >= 0 && !atWork().firstChild) {
        var words = atWork().appendChild(document.createElement("p"));
        words.className = "fr-container";
        words.textContent = atWork().getAttribute("data-words");
      }
    }, 1000);
  }

  // The form may be gone by then: htmx tells of it at what is left of the page.
  function answered(event) {
    waited = waited.filter(function (request) { return request !== event.detail.xhr; });
    if (!waited.length) {
      atWork().textContent = "";
    }
  }

  // Swaps reach what is inside the body; the language of the whole page is that of its main part.
  function speakAsMain() {
    document.documentElement.lang = document.getElementById("main").lang;
  }

  // htmx moves the focus to the heading a moment after the page has changed: never from somebody who has left for a field.
  function leaveFocusOnceMoved() {
    document.addEventListener("focusin", letGo);
  }

  function letGo(event) {
    document.querySelectorAll("[autofocus]").forEach(function (heading) {
      if (heading !== event.target) {
        heading.removeAttribute("autofocus");
        // WebKit has noted by then that it is to be focused, and would do so all the same.
        heading.removeAttribute("tabindex");
      }
    });
  }

  function settled() {
    document.removeEventListener("focusin", letGo);
    speakAsMain();
  }

  function noteAddress() {
    shown = address();
  }

  // Another page is asked for as without htmx, which would tell neither a failure nor, to a screen reader, what has come.
  function comeBack() {
    if (address() !== shown) {
      location.reload();
    }
  }

  // htmx takes a way back from a link within the page for one to another page, and what was typed would be lost.
  function leaveToBrowser(event) {
    event.preventDefault();
  }

  function keepWorker() {
    if (workerUrl) {
      return navigator.serviceWorker.register(workerUrl);
    }
    return navigator.serviceWorker.getRegistration().then(function (kept) {
      // The worker goes last: a page that is left half-way through is not the one that forgets, the next one is.
      return kept && forget().then(function () { return kept.unregister(); });
    });
  }

  function forget() {
    return caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) { return caches.delete(name); }));
    });
  }

  // Of the page that checks the browser: what only a script can measure. The clock is judged once, as the page comes.
  function measure() {
    if (document.getElementById("window-measured")) {
      show("window-measured", "words", { width: window.innerWidth, height: window.innerHeight });
      // On the finest screens, telephones' above all, this number says nothing of a zoom.
      show("zoom-measured", window.devicePixelRatio < 2 ? "words" : "unknown", {
        zoom: Math.round(window.devicePixelRatio * 100)
      });
    }
  }

  function measureClock() {
    var clock = document.getElementById("clock-measured");
    if (clock) {
      var minutes = Math.round((Date.now() - clock.getAttribute("data-now")) / 60000);
      show("clock-measured", minutes > 0 ? "early" : minutes < 0 ? "late" : "right", { minutes: Math.abs(minutes) });
    }
  }

  function show(id, kind, values) {
    var place = document.getElementById(id);
    place.textContent = place.getAttribute("data-" + kind).replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
    place.hidden = false;
  }

  document.addEventListener("htmx:beforeRequest", waitForPostcode);
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  document.addEventListener("htmx:beforeRequest", unsay);
  document.addEventListener("htmx:beforeRequest", waitFor);
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:beforeSwap", tellOfAnotherPage);
  document.addEventListener("htmx:beforeSwap", showErrors);
  document.addEventListener("htmx:oobBeforeSwap", keepWhatIsSaid);
  document.addEventListener("htmx:afterSwap", leaveFocusOnceMoved);
  document.addEventListener("htmx:afterSettle", settled);
  document.addEventListener("htmx:afterSettle", measure);
  document.addEventListener("htmx:afterSettle", measureClock);
  window.addEventListener("resize", measure);
  document.addEventListener("htmx:pushedIntoHistory", noteAddress);
  document.addEventListener("htmx:replacedInHistory", noteAddress);
  document.addEventListener("htmx:historyCacheMiss", leaveToBrowser);
  window.addEventListener("popstate", comeBack);

  // A device that is linked again may still not reach the service: the page is asked for once something answers.
  function tryAgain() {
    fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" })
      .then(function () {
        // At its own address there is no other page to come back to.
        if (location.pathname === "/hors-ligne") {
          location.replace("/");
        } else {
          location.reload();
        }
      })
      .catch(function () {});
  }

  measure();
  measureClock();
  if (document.getElementById("offline")) {
    window.addEventListener("online", tryAgain);
    setInterval(tryAgain, 5000);
  }
  if ("serviceWorker" in navigator) {
    // What a browser refuses here (private windows, full disks) is no loss: pages come from the network.
    window.addEventListener("load", function () { keepWorker().catch(function () {}); });
  }
})();
