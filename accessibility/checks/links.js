// Links, buttons and their names.
audit => {
  const {all, squeezed, isExposed, isSeen, where, seenText, nameOf, contentName, rgba} = audit;
  // What is painted inside, without what is there for screen readers alone.
  const painted = element => squeezed([...element.childNodes].map(node => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    return node.nodeType === Node.ELEMENT_NODE && isSeen(node) ? ` ${painted(node)} ` : '';
  }).join(''));
  const common = element => ({
    ...where(element), name: nameOf(element), content: contentName(element), painted: painted(element),
    title: squeezed(element.title), ariaLabel: squeezed(element.getAttribute('aria-label')),
  });
  const isInText = link => [...link.parentElement.childNodes]
    .some(node => node.nodeType === Node.TEXT_NODE && squeezed(node.textContent).length > 3);
  return {
    links: all('a[href]').filter(isExposed).map(link => {
      const style = getComputedStyle(link);
      const around = getComputedStyle(link.parentElement);
      return {
        ...common(link), href: link.getAttribute('href'), opens: link.target, isDownload: link.hasAttribute('download'),
        isInText: isInText(link) && isSeen(link),
        isMarked: style.textDecorationLine !== 'none' || parseFloat(style.borderBottomWidth) > 0
          || style.fontWeight !== around.fontWeight || style.backgroundColor !== around.backgroundColor,
        colour: rgba(style.color), aroundColour: rgba(around.color),
        context: squeezed((link.closest('p, li, dd, td, section') || link.parentElement).textContent).slice(0, 200),
        about: squeezed((link.closest('section, article, nav, aside') || document.body).querySelector('h2, h3')?.textContent),
      };
    }),
    buttons: all('button, input[type=submit], input[type=button]').filter(isExposed).map(button => ({
      ...common(button), type: button.type, hasForm: !!button.form,
      action: `${button.form?.getAttribute('action')} ${button.name}=${button.value}`,
    })),
    // A heading or a summary may take the focus by script; what is pressed is reached by Tab.
    unreachable: all('a[href], button, input:not([type=hidden]), select, textarea').filter(one => isSeen(one)
      && one.tabIndex < 0 && !one.disabled).map(common),
    dead: all('a:not([href])').filter(isSeen).map(one => ({...where(one), text: seenText(one)})),
    forms: all('form').filter(isExposed).map(one => ({
      ...where(one), action: one.getAttribute('action'), buttons: one.querySelectorAll('[type=submit], button:not([type])').length,
    })),
    clickable: all('body *').filter(one => isSeen(one) && !one.closest('a[href], button, input, select, textarea, summary')
      && !one.matches('form, main, body')
      && ([...one.attributes].some(({name}) => /^(data-)?hx-(get|post|put|patch|delete)$/.test(name))
        && !/every|load|revealed/.test(one.dataset.hxTrigger || '')
        || one.onclick || one.hasAttribute('onclick') || getComputedStyle(one).cursor === 'pointer'))
      .map(one => ({...where(one), text: seenText(one).slice(0, 80), tabIndex: one.tabIndex,
        role: one.getAttribute('role') || '', isLabel: !!one.closest('label')})),
    pressed: all('[data-hx-trigger], [onmousedown], [onpointerdown], [ontouchstart]')
      .filter(one => /mousedown|pointerdown|touchstart/.test(one.dataset.hxTrigger || 'mousedown'))
      .map(where),
  };
}
