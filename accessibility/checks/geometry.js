// Where texts and controls stand in the window as it is now: cut, overlapping, out of it, in which order.
audit => {
  const {all, squeezed, isSeen, where, seenText, controls} = audit;
  const width = document.documentElement.clientWidth;
  const LEAVES = 'p, li, dt, dd, label, legend, h1, h2, h3, h4, button, a[href], td, th, option:not(select *)';
  const place = element => ({...where(element), text: seenText(element).slice(0, 60)});
  const hasOwnText = one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && squeezed(node.textContent));
  const texts = all('body *').filter(one => hasOwnText(one) && isSeen(one) && !one.matches('script, style, option'));
  const isCutting = one => /hidden|clip|auto|scroll/.test(getComputedStyle(one).overflowX + getComputedStyle(one).overflowY);
  // The lines of an element's own text, without those of what it holds.
  const boxesOf = element => [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).flatMap(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  });
  const cut = all('body *').filter(one => isSeen(one) && seenText(one) && isCutting(one)
    && !one.matches('input, select, textarea, audio')
    && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2)
    && one.clientHeight > 2 && one.clientWidth > 2);
  const scrolling = all('body *').filter(one => isSeen(one) && /auto|scroll/.test(getComputedStyle(one).overflowX)
    && one.scrollWidth > one.clientWidth + 2 && !one.closest('pre, table'));
  // Lines of text that lie over each other: each against the next few in the order of the code.
  const drawn = texts.map(one => [one, boxesOf(one)]);
  const covers = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) * 0.4;
  const overlapping = drawn.flatMap(([one, boxes], index) => drawn.slice(index + 1, index + 8)
    .filter(([other, others]) => !one.contains(other) && !other.contains(one)
      && boxes.some(a => others.some(b => covers(a, b)))).map(([other]) => ({...place(one), other: seenText(other).slice(0, 60)})));
  // A block that lays out others is no text itself.
  const isLayout = one => /flex|grid/.test(getComputedStyle(one).display) && !!one.querySelector(LEAVES);
  const isInText = element => {
    const leaf = element.closest(LEAVES);
    return !!leaf && (!isLayout(leaf) || isInText(leaf.parentElement));
  };
  const isOut = box => box.left < -1 || box.right > width + 1;

  return {
    width,
    scrollWidth: document.scrollingElement.scrollWidth,
    cut: cut.map(place),
    scrolling: scrolling.map(place),
    overlapping,
    outside: drawn.filter(([, boxes]) => boxes.some(isOut)).map(([one]) => place(one)),
    controls: controls().filter(one => !one.closest('.fr-skiplinks')).map(one => where(one).selector),
    headings: all('h1, h2, h3').filter(isSeen).map(seenText),
    // Blocks in the order of the code, with where they are painted.
    blocks: all(LEAVES).filter(one => isSeen(one) && seenText(one) && !isLayout(one)).map(one => {
      const box = one.getBoundingClientRect();
      return {...place(one), top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
        inside: isInText(one.parentElement)};
    }),
    turn: all('body, main, h1, form').map(one => {
      let matrix = new DOMMatrix();
      for (let element = one; element; element = element.parentElement) {
        const style = getComputedStyle(element);
        if (style.transform !== 'none') matrix = new DOMMatrix(style.transform).multiply(matrix);
        if (style.rotate !== 'none') matrix = matrix.rotate(parseFloat(style.rotate));
      }
      return Math.round(Math.atan2(matrix.b, matrix.a) * 180 / Math.PI);
    }),
    isSideways: getComputedStyle(document.body).writingMode !== 'horizontal-tb',
    fixed: all('body *').filter(one => isSeen(one) && /fixed|sticky/.test(getComputedStyle(one).position))
      .map(one => ({...place(one), height: one.getBoundingClientRect().height})),
  };
}
