// What the page-reading scripts share. It changes nothing in the page.
() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const squeezed = text => (text || '').replace(/\s+/g, ' ').trim();

  const isRendered = element => element.checkVisibility({visibilityProperty: true});
  // What is there for screen readers alone: one pixel wide, or clipped away.
  const isForEarsItself = element => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return style.position === 'absolute' && style.overflowX !== 'visible' && box.width <= 2 && box.height <= 2;
  };
  const isForEars = element => Boolean(element) && (isForEarsItself(element) || isForEars(element.parentElement));
  const isSeen = element => isRendered(element) && !isForEars(element) && element.getClientRects().length > 0;
  const isExposed = element => isRendered(element) && !element.closest('[aria-hidden="true"]');

  const steps = element => {
    if (!element || element === document.documentElement) return [];
    const twins = [...element.parentElement.children].filter(one => one.tagName === element.tagName);
    const place = twins.length > 1 ? `:nth-of-type(${twins.indexOf(element) + 1})` : '';
    const own = element.id && all(`#${CSS.escape(element.id)}`).length === 1;
    const name = element.tagName.toLowerCase();
    return own ? [`#${CSS.escape(element.id)}`] : [...steps(element.parentElement), `${name}${place}`];
  };
  const where = element => ({
    selector: steps(element).join(' > ') || 'html',
    html: element.cloneNode(false).outerHTML.slice(0, 300),
  });

  const textOf = identifiers => squeezed((identifiers || '').split(/\s+/).filter(Boolean)
    .map(id => document.getElementById(id)).filter(Boolean).map(one => one.textContent).join(' '));
  const seenText = element => squeezed(element.innerText);
  // The name of what takes none from its content, such as a group.
  const givenName = element => textOf(element.getAttribute('aria-labelledby'))
    || squeezed(element.getAttribute('aria-label')) || squeezed(element.title);
  const contentName = element => squeezed([...element.childNodes].map(node => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
    if (node.matches('img')) return node.alt;
    return isRendered(node) ? ` ${contentName(node)} ` : '';
  }).join(''));
  // The accessible name, from the sources that these pages use.
  const nameOf = element => textOf(element.getAttribute('aria-labelledby'))
    || squeezed(element.getAttribute('aria-label'))
    || squeezed([...(element.labels || [])].map(label => label.textContent).join(' '))
    || squeezed(element.getAttribute('alt'))
    || (element.matches('input, select, textarea, audio, video') ? '' : contentName(element))
    || squeezed(element.title);

  const parts = colour => (colour.match(/[\d.]+(e-?\d+)?/g) || ['0', '0', '0', '0']).map(Number);
  const rgba = colour => {
    const [red, green, blue, alpha = 1] = parts(colour);
    return colour.startsWith('color(srgb') ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
  };
  const over = (top, bottom) => {
    const alpha = top[3];
    return [0, 1, 2].map(index => top[index] * alpha + bottom[index] * (1 - alpha)).concat(1);
  };
  const canvas = () => {
    const probe = document.createElement('canvas');
    document.body.append(probe);
    probe.style.backgroundColor = 'Canvas';
    const colour = rgba(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return colour;
  };
  // The colour that is seen behind an element's own content.
  const backdrop = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((bottom, top) => over(top, bottom), canvas());
  };

  const FIELDS = 'input:not([type=hidden], [type=submit], [type=button], [type=image], [type=reset]), select, textarea';
  const fields = () => all(FIELDS).filter(isSeen);
  const CONTROLS = `a[href], button, ${FIELDS}, audio[controls], video[controls], summary, [tabindex]`;
  const controls = () => all(CONTROLS).filter(one => isSeen(one) && one.tabIndex >= 0 && !one.disabled);

  const endTransitions = () => document.getAnimations()
    .filter(one => one.effect.getComputedTiming().iterations !== Infinity).forEach(one => one.finish());
  // What one control looks like now. Two controls of one look need not both be photographed.
  const look = element => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const points = [[.5, .5], [.08, .5], [.92, .5], [.5, .12], [.5, .88]]
      .map(([across, down]) => [box.left + box.width * across, box.top + box.height * down])
      .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const isHit = ([x, y]) => {
      const found = document.elementFromPoint(x, y);
      return Boolean(found) && (element.contains(found) || found.contains(element) || found.closest('label')?.control === element);
    };
    const behind = element.parentElement ? backdrop(element.parentElement) : [255, 255, 255, 1];
    return {
      ...where(element),
      text: seenText(element) || element.name || '',
      order: all('body *').indexOf(element),
      tag: element.tagName.toLowerCase(), type: element.type || '',
      box: {left: box.left, top: box.top, right: box.right, bottom: box.bottom, width: box.width, height: box.height},
      scrolled: scrollY,
      points: points.length, hit: points.filter(isHit).length,
      isHeading: element.matches('h1'),
      isFixed: !!element.closest('.fr-skiplinks'),
      isFocusVisible: element.matches(':focus-visible'),
      colour: over(rgba(style.color), backdrop(element)), fill: backdrop(element), around: behind,
      sizePx: parseFloat(style.fontSize), weight: Number(style.fontWeight),
      outline: [style.outlineStyle, style.outlineWidth, style.outlineColor, style.outlineOffset],
      look: [element.tagName, element.type || '', String(element.className), style.color, style.backgroundColor,
        style.borderTopColor, style.borderTopWidth, style.borderRadius, style.outlineStyle, style.outlineWidth,
        style.outlineColor, style.outlineOffset, style.boxShadow, style.textDecorationLine, behind.join()],
    };
  };

  return {all, squeezed, isRendered, isForEars, isSeen, isExposed, where, textOf, seenText, contentName, nameOf, givenName,
    rgba, over, backdrop, fields, controls, look, endTransitions};
}
