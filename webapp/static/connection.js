// Tells in words that a request was lost, tries again from the page shown without a network, and keeps the service
// worker (service_worker.js) where cookies were accepted, there alone. Every page works without this file.
(function () {
  "use strict";
  var workerUrl = document.currentScript.getAttribute("data-worker");

  function region() {
    return document.getElementById("connection-lost");
  }

  // What a field or the page asks by itself leaves the citizen with nothing to press again.
  function wasPressed(event) {
    return event.target.matches("form, button");
  }

  function say(event) {
    if (!wasPressed(event)) {
      return;
    }
    var words = document.createElement("p");
    words.className = "fr-container";
    words.appendChild(document.createElement("strong")).textContent = region().getAttribute("data-title");
    words.appendChild(document.createTextNode(" " + region().getAttribute("data-words")));
    region().textContent = "";
    region().appendChild(words);
  }

  function unsay(event) {
    if (wasPressed(event)) {
      region().textContent = "";
    }
  }

  // Swaps reach what is inside the body; the language of the whole page is that of its main part.
  function speakAsMain() {
    document.documentElement.lang = document.getElementById("main").lang;
  }

  function keepWorker() {
    if (workerUrl) {
      return navigator.serviceWorker.register(workerUrl);
    }
    return navigator.serviceWorker.getRegistration().then(function (kept) {
      return kept && Promise.all([kept.unregister(), forget()]);
    });
  }

  function forget() {
    return caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) { return caches.delete(name); }));
    });
  }

  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  document.addEventListener("htmx:beforeRequest", unsay);
  document.addEventListener("htmx:afterSettle", speakAsMain);

  // A device that is linked again may still not reach the service: the page is asked for once something answers.
  function tryAgain() {
    fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" })
      .then(function () { location.reload(); })
      .catch(function () {});
  }

  if (document.getElementById("offline")) {
    window.addEventListener("online", tryAgain);
    setInterval(tryAgain, 5000);
  }
  if ("serviceWorker" in navigator) {
    // What a browser refuses here (private windows, full disks) is no loss: pages come from the network.
    window.addEventListener("load", function () { keepWorker().catch(function () {}); });
  }
})();
