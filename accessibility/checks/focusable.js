// What each control that is shown looks like with the focus, one of each look.
audit => {
  const known = new Set();
  const looks = audit.controls().map(one => {
    one.focus({preventScroll: true, focusVisible: true});
    audit.endTransitions();
    return audit.look(one);
  });
  document.activeElement.blur();
  return looks.filter(({look}) => !known.has(look.join()) && known.add(look.join()));
}
