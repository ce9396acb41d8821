// The colours of fields, and of texts in the states in which they are now.
audit => {
  const {all, isSeen, where, rgba, over, backdrop, fields, seenText} = audit;
  const sides = ['Top', 'Right', 'Bottom', 'Left'];
  return {
    forced: matchMedia('(forced-colors: active)').matches,
    fields: fields().filter(one => getComputedStyle(one).appearance === 'none' || !/checkbox|radio/.test(one.type)).map(one => {
      const style = getComputedStyle(one);
      const around = backdrop(one.parentElement);
      return {
        ...where(one), type: one.type,
        borders: sides.map(side => ({
          width: style[`border${side}Style`] === 'none' ? 0 : parseFloat(style[`border${side}Width`]),
          colour: over(rgba(style[`border${side}Color`]), around),
        })),
        shadow: style.boxShadow,
        fill: over(rgba(style.backgroundColor), around), around,
        isInvalid: one.getAttribute('aria-invalid') === 'true',
      };
    }),
    buttons: all('.fr-btn, button').filter(isSeen).map(one => {
      const style = getComputedStyle(one);
      return {...where(one), text: seenText(one), border: style.borderTopStyle === 'none' ? 0 : parseFloat(style.borderTopWidth)};
    }),
    icons: all('svg').filter(one => isSeen(one) && one.closest('.fr-alert, .fr-message')).map(one => ({
      ...where(one), colour: over(rgba(getComputedStyle(one).color), backdrop(one)), around: backdrop(one),
    })),
    body: {background: rgba(getComputedStyle(document.body).backgroundColor), root: rgba(getComputedStyle(document.documentElement).backgroundColor)},
    unadjusted: all('body *').filter(one => isSeen(one) && getComputedStyle(one).forcedColorAdjust === 'none'
      && !one.closest('svg')).map(where),
  };
}
