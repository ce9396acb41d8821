// Brings a control into the window and returns its middle, where the pointer meets it.
(audit, {selector}) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
  const box = element.getClientRects()[0];
  if (!box) return null;
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  return element.contains(document.elementFromPoint(...middle)) ? middle : null;
}
