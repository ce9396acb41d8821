// Brings a control into the window and returns its middle, where the pointer meets it; null where a page that asks
// again has replaced it meanwhile.
(audit, {selector}) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
  const box = element.getClientRects()[0];
  if (!box) return null;
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  return element.contains(document.elementFromPoint(...middle)) ? middle : null;
}
