// Waits until the browser has followed a link inside the page and painted.
() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))
