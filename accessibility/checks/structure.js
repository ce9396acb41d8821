// Language, titles, zones, lists, identifiers, and markup that only looks like something.
audit => {
  const {all, squeezed, isSeen, isExposed, where, seenText, givenName} = audit;
  const place = element => ({...where(element), text: squeezed(element.textContent).slice(0, 200)});
  const HEADINGS = 'h1, h2, h3, h4, h5, h6, [role=heading]';
  const BLOCKS = `p, li, dd, dt, label, legend, td, th, caption, ${HEADINGS}, button, [role=status], option`;
  const REFERENCES = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage',
    'aria-activedescendant', 'list', 'form', 'headers'];

  const level = element => Number(element.getAttribute('aria-level') || element.tagName[1]);
  const counts = all('[id]').reduce((known, one) => known.set(one.id, (known.get(one.id) || 0) + 1), new Map());
  const broken = REFERENCES.flatMap(attribute => all(`[${attribute}]`).flatMap(element =>
    element.getAttribute(attribute).split(/\s+/).filter(id => id && !counts.has(id))
      .map(id => ({...where(element), attribute, id}))));
  const landmark = element => ({...where(element), name: givenName(element), role: element.getAttribute('role')
    || element.tagName.toLowerCase()});
  const leaves = all(BLOCKS).filter(one => isSeen(one) && seenText(one) && !one.matches('option'));
  const isGenerated = (element, side) => {
    const content = getComputedStyle(element, side).content;
    return /^"[^"]*\p{L}{2}/u.test(content) && !/ \/ ""$/.test(content);
  };

  return {
    doctype: document.doctype && `${document.doctype.name}${document.doctype.publicId}`,
    mode: document.compatMode,
    lang: document.documentElement.lang,
    title: document.title,
    headings: all(HEADINGS).filter(isExposed).map(one => ({...place(one), level: level(one), inMain: !!one.closest('main')})),
    mains: all('main, [role=main]').map(landmark),
    banners: all('body > header, [role=banner]').map(landmark),
    contentinfos: all('body > footer, [role=contentinfo]').map(landmark),
    navigations: all('nav, [role=navigation]').filter(isExposed).map(landmark),
    zones: all('body > nav, body > header, body > main, body > footer').map(one => one.tagName.toLowerCase()),
    outside: leaves.filter(one => !one.closest('nav, header, main, footer, aside, section, [role=region]')).map(place),
    anchors: all('a[href^="#"]').map(one => {
      const target = document.getElementById(decodeURIComponent(one.hash.slice(1)));
      return {...place(one), hash: one.hash, found: !!target, isSkip: !!one.closest('.fr-skiplinks'),
        isTargetSeen: !!target && isSeen(target)};
    }),
    duplicates: [...counts].filter(([, number]) => number > 1).map(([id]) => ({...where(document.getElementById(id)), id})),
    broken,
    blocks: leaves.map(one => ({...place(one), text: seenText(one), lang: one.closest('[lang]')?.lang || ''})),
    foreign: all('body [lang]').map(one => ({...place(one), lang: one.lang})),
    presentational: all('center, font, big, tt, strike, basefont, blink, marquee, [align], [bgcolor], [valign],'
      + ' [hspace], [vspace], [cellpadding], [cellspacing], body[text], body[link]').map(place),
    hollow: [...all(`p, li, ${HEADINGS}`).filter(one => isSeen(one) && !squeezed(one.textContent)
      && !one.querySelector('img, svg, audio, input')), ...all('br + br')].map(place),
    pretended: all('p, div').filter(one => isSeen(one) && one.children.length === 1 && one.nextElementSibling
      && one.firstElementChild.matches('strong, b') && squeezed(one.textContent) === squeezed(one.firstElementChild.textContent)
      && seenText(one).length < 80 && !/[.:;!]$/.test(seenText(one))).map(place),
    dashed: leaves.filter(one => one.matches('p, div') && /^\s*([-–•*▪]|\d+[.)])\s+\S/.test(one.textContent)).map(place),
    brokenLines: leaves.filter(one => one.matches('p')
      && one.innerHTML.split(/<br\s*\/?>/).filter(part => /^\s*([-–•*▪]|\d+[.)])\s/.test(part)).length > 1).map(place),
    seenButHidden: all('[aria-hidden=true]').filter(one => isSeen(one) && seenText(one)).map(place),
    generated: all('body *').filter(one => isGenerated(one, '::before') || isGenerated(one, '::after')).map(place),
    accesskeys: all('[accesskey]').map(place),
  };
}
