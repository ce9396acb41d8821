// Gives a control the focus as the keyboard does; without one, the page as it was before anybody pressed a key.
(audit, {selector}) => {
  if (selector) {
    document.querySelector(selector)?.focus({preventScroll: true, focusVisible: true});
    return;
  }
  window.scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus({preventScroll: true});
  document.body.removeAttribute('tabindex');
  document.activeElement.blur();
}
