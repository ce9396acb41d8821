() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const name = element => `${element.tagName.toLowerCase()} « ${(element.getAttribute('aria-label')
    || element.textContent || element.name || '').trim().replace(/\s+/g, ' ').slice(0, 40)} »`;
  // What is there for screen readers alone is one pixel wide.
  const isForEars = element => element && (
    (element.getBoundingClientRect().width <= 1 && getComputedStyle(element).overflowX === 'hidden')
    || isForEars(element.parentElement));
  const isShown = element => getComputedStyle(element).visibility === 'visible'
    && element.getClientRects().length > 0 && !isForEars(element);
  const boxes = element => [...element.getClientRects()].filter(box => box.width > 0 && box.height > 0);
  const all = selector => [...document.querySelectorAll(selector)].filter(isShown);

  if (document.documentElement.scrollWidth > width) {
    faults.push(`horizontal scroll: ${document.documentElement.scrollWidth} px in ${width} px`);
  }
  // What scrolls can be brought into view; what is hidden beyond its frame cannot.
  const cuts = overflow => overflow === 'hidden' || overflow === 'clip';
  const controls = all('a[href], button, input:not([type=hidden]), select, textarea, audio, summary');
  const blocks = all('h1, h2, h3, p, li, dt, dd, label, legend, img');
  for (const element of [...controls, ...blocks]) {
    for (const box of boxes(element)) {
      if (box.left < -0.5 || box.right > width + 0.5) faults.push(`outside the window: ${name(element)}`);
    }
    const style = getComputedStyle(element);
    const isClipped = !element.matches('input, select, audio')
      && ((cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1));
    if (isClipped) faults.push(`clipped: ${name(element)}`);
  }
  // Lines of text that are cut by whatever they stand in, however far above.
  const isCutting = element => !element.matches('input, select, audio')
    && (cuts(getComputedStyle(element).overflowX) || cuts(getComputedStyle(element).overflowY));
  const cutters = [...document.querySelectorAll('body *')].filter(isCutting).filter(isShown);
  for (const cutter of cutters) {
    const frame = cutter.getBoundingClientRect();
    const {overflowX, overflowY} = getComputedStyle(cutter);
    const scrollsWithin = (element, axis) => element !== cutter
      && (['auto', 'scroll'].includes(getComputedStyle(element)[axis]) || scrollsWithin(element.parentElement, axis));
    const isOut = (line, holder) => line.width > 1 && line.height > 1
      && ((cuts(overflowX) && (line.left < frame.left - 1 || line.right > frame.right + 1)
        && !scrollsWithin(holder, 'overflowX'))
        || (cuts(overflowY) && (line.top < frame.top - 1 || line.bottom > frame.bottom + 1)
        && !scrollsWithin(holder, 'overflowY')));
    const walker = document.createTreeWalker(cutter, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const holder = walker.currentNode.parentElement;
      if (isShown(holder) && [...range.getClientRects()].some(line => isOut(line, holder))) faults.push(`cut: ${name(holder)}`);
    }
  }
  // Where nothing is, nothing can be wrong.
  if (!controls.length) faults.push('no control is visible');
  if (!blocks.length) faults.push('no text is visible');
  const drawn = new Map([...controls, ...blocks].map(element => [element, boxes(element)]));
  const placed = [...drawn.keys()];
  placed.forEach((one, index) => placed.slice(index + 1).forEach(other => {
    if (one.contains(other) || other.contains(one)) return;
    const overlap = drawn.get(one).some(a => drawn.get(other).some(b =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
    if (overlap) faults.push(`overlap: ${name(one)} and ${name(other)}`);
  }));
  for (const element of [...controls, ...blocks.filter(block => boxes(block).length)]) {
    element.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
    const lines = boxes(element);
    const box = lines[Math.floor(lines.length / 2)];
    const found = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const isReached = found && (element.contains(found) || found.closest('label')?.control === element);
    if (!isReached) faults.push(`the pointer does not reach ${name(element)}, it meets ${found && name(found)}`);
  }
  window.scrollTo(0, 0);
  return faults;
}
