// What a control looks like now; without a selector, the one that has the focus.
(audit, {selector}) => {
  const element = selector ? document.querySelector(selector) : document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  return audit.look(element);
}
