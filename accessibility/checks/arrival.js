// Where the focus is as the page is met, and what is announced by itself.
audit => {
  const element = document.activeElement;
  return {
    tag: element?.tagName || '', id: element?.id || '',
    isInMain: !!element?.closest?.('main'),
    automatic: audit.all('[autofocus]').map(one => ({...audit.where(one), isHeading: one.matches('h1'),
      isSummary: one.matches('[role=group], [role=alert]')})),
    ordered: audit.all('[tabindex]').filter(one => one.tabIndex > 0).map(audit.where),
    live: audit.all('[role=status], [role=alert], [aria-live]').map(one => ({...audit.where(one), role: one.getAttribute('role') || '',
      live: one.getAttribute('aria-live') || '', atomic: one.getAttribute('aria-atomic') || '',
      controls: one.querySelectorAll('input, button, select').length})),
  };
}
