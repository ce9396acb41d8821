// Runs before the page's own scripts and notes what htmx does: which swaps there were, what the focus and the title
// became, and what was said in live regions that stood there before; and which moves of a pointer scripts listen to.
(() => {
  const LIVE = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]';
  const squeezed = text => (text || '').replace(/\s+/g, ' ').trim();
  const witness = {pages: [], regions: [], submits: 0, requests: 0, isWatching: false, drags: []};
  window.auditWitness = witness;
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...others) {
    const isNew = /^(drag|pointermove|mousemove|touchmove)/.test(kind) && !witness.drags.includes(kind);
    if (isNew) witness.drags.push(kind);
    return listen.call(this, kind, ...others);
  };
  let standing = new Set();
  const said = [];
  // By request: two may be under way at once.
  const before = new WeakMap();
  // Between the new page and the end of htmx's work on it, whoever goes to a field keeps it: nothing is lost.
  let isMoved = false;
  const move = event => { isMoved ||= !event.target.matches('[autofocus]'); };

  const shot = () => ({
    title: document.title, path: location.pathname, heading: squeezed(document.querySelector('h1')?.textContent),
    text: squeezed(document.querySelector('main')?.innerText),
  });
  const stand = () => { standing = new Set(document.querySelectorAll(LIVE)); };
  const focus = () => {
    const element = document.activeElement;
    return {tag: element?.tagName || '', id: element?.id || '', isInMain: !!element?.closest?.('main'),
      role: element?.getAttribute?.('role') || ''};
  };
  const hear = changes => changes.forEach(({target, addedNodes}) => {
    const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    const region = element?.closest?.(LIVE);
    const isAtomicPolite = region && (region.matches('[role=status], [role=alert], [role=log]')
      || region.getAttribute('aria-atomic') === 'true');
    const text = squeezed([...addedNodes].map(node => node.textContent).join(' ') || element?.textContent);
    if (!region || !text || !standing.has(region)) return;
    if (region.closest('[aria-hidden=true], [hidden]') || !region.checkVisibility({visibilityProperty: true})) return;
    said.push({text, isRightRole: !!isAtomicPolite});
  });
  const isWholePage = detail => detail.target?.id === 'main' || detail.elt?.id === 'main' || detail.elt?.tagName === 'MAIN';

  document.addEventListener('DOMContentLoaded', () => {
    stand();
    new MutationObserver(hear).observe(document.body, {subtree: true, childList: true, characterData: true});
    document.body.addEventListener('htmx:beforeRequest', event => {
      witness.requests += 1;
      if (witness.isWatching) event.preventDefault();
    });
    document.body.addEventListener('htmx:beforeSwap', event => {
      before.set(event.detail.xhr, {...shot(), heard: said.length,
        isPressed: event.detail.requestConfig?.elt?.tagName === 'BUTTON' || !!event.detail.requestConfig?.triggeringEvent?.submitter, isWholePage: isWholePage(event.detail),
        trigger: squeezed(event.detail.requestConfig?.elt?.textContent).slice(0, 60)
          || event.detail.requestConfig?.elt?.name || event.detail.requestConfig?.elt?.id || ''});
    });
    document.body.addEventListener('htmx:afterSwap', () => {
      isMoved = false;
      document.addEventListener('focusin', move);
    });
    document.body.addEventListener('htmx:afterSettle', event => {
      document.removeEventListener('focusin', move);
      // The event comes once for each new element of the exchange.
      const then = before.get(event.detail.xhr);
      if (!then) return;
      before.delete(event.detail.xhr);
      // At once: htmx has set title and focus, and whoever is fast goes on from here.
      const note = {before: then, after: shot(), focus: {...focus(), isMoved}, said: said.slice(then.heard)};
      if (then.isWholePage) witness.pages.push(note); else witness.regions.push(note);
      stand();
    });
  });
  document.addEventListener('submit', event => {
    witness.submits += 1;
    if (witness.isWatching) event.preventDefault();
  }, true);
})();
