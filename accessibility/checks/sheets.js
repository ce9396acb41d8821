// What the style sheets hold that shows only when somebody points, and what moves.
audit => {
  const {all, isSeen, where} = audit;
  const rules = [...document.styleSheets, ...document.adoptedStyleSheets]
    .flatMap(sheet => { try { return [...sheet.cssRules]; } catch { return []; } });
  const isShown = rule => !rule.media || matchMedia(rule.media.mediaText).matches;
  const flat = list => list.filter(isShown).flatMap(rule => rule.cssRules?.length ? [rule, ...flat([...rule.cssRules])] : [rule]);
  const styles = flat(rules).filter(rule => rule.selectorText);
  const shows = rule => ['display', 'visibility', 'opacity', 'clip-path', 'content', 'max-height', 'height']
    .filter(name => rule.style.getPropertyValue(name)
      && !/none|hidden|^0$/.test(rule.style.getPropertyValue(name)));
  const hovering = styles.filter(rule => /:hover/.test(rule.selectorText) && shows(rule).length);
  const focused = styles.map(rule => rule.selectorText).filter(text => /:focus/.test(text)).join(' ');
  const withoutState = text => text.replace(/:hover/g, '').trim();
  const running = document.getAnimations().filter(one => one.playState === 'running')
    .map(one => ({timing: one.effect.getComputedTiming(), target: one.effect.target}));
  return {
    hovering: hovering.map(rule => ({rule: rule.selectorText, shows: shows(rule),
      hasFocus: focused.includes(withoutState(rule.selectorText))})),
    endless: running.filter(({timing}) => timing.iterations === Infinity || timing.endTime > 5000)
      .filter(({target}) => target && isSeen(target))
      .map(({timing, target}) => ({...where(target), duration: Number(timing.duration)})),
    refreshes: all('meta[http-equiv=refresh i]').map(one => one.content),
    viewport: document.querySelector('meta[name=viewport]')?.content || '',
    // A rule that gives the body its colour gives it its background too.
    coloursText: styles.some(rule => /(^|,)\s*(body|html|:root)\s*(,|$)/.test(rule.selectorText) && rule.style.color),
    coloursGround: styles.some(rule => /(^|,)\s*(body|html|:root)\s*(,|$)/.test(rule.selectorText)
      && (rule.style.backgroundColor || rule.style.background)),
    halfColoured: styles.filter(rule => /input|select|textarea/.test(rule.selectorText)
      && rule.style.color && !/inherit/.test(rule.style.color) && !rule.style.backgroundColor && !rule.style.background)
      .map(rule => rule.selectorText),
  };
}
