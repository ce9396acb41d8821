// What a page says of its errors: the summary, and messages that stand beside fields. The markup tells them, whatever
// the language; an alert without a role is part of the page, and no summary.
audit => {
  const {all, squeezed, isSeen, where, seenText} = audit;
  const summary = all('.fr-alert--error[role=group], .fr-alert--error[role=alert]').find(isSeen);
  const tied = new Set(all('[aria-describedby]').flatMap(one => one.getAttribute('aria-describedby').split(/\s+/)));
  return {
    summary: summary ? {
      ...where(summary),
      hasFocus: summary.contains(document.activeElement),
      isAlert: summary.matches('[role=alert], [aria-live]') || !!summary.closest('[role=alert], [aria-live]'),
      isHidden: !!summary.closest('[aria-hidden=true]'),
      text: seenText(summary),
      items: all('li', summary).map(one => squeezed(one.textContent)),
      links: all('a[href^="#"]', summary).map(one => ({id: one.hash.slice(1), text: squeezed(one.textContent)})),
    } : null,
    untied: all('.fr-message--error').filter(one => isSeen(one) && !tied.has(one.id))
      .map(one => ({...where(one), text: seenText(one)})),
    wordless: all('.fr-message--error').filter(one => isSeen(one) && !one.querySelector('svg'))
      .map(one => ({...where(one), text: seenText(one)})),
    alerts: all('[role=alert]').map(one => ({...where(one), isFocused: one.contains(document.activeElement)})),
  };
}
