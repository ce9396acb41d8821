// Images, drawings, media, and the security control.
audit => {
  const {all, squeezed, isSeen, isExposed, where, nameOf, givenName, seenText} = audit;
  const control = document.querySelector('#security-control');
  return {
    images: all('img, input[type=image], [role=img]').filter(isSeen).map(one => ({
      ...where(one), alt: one.getAttribute('alt'), src: one.getAttribute('src') || '', name: nameOf(one),
      isControl: !!control && control.contains(one), title: squeezed(one.title),
    })),
    drawings: all('svg').filter(isSeen).map(one => ({
      ...where(one), isHidden: !!one.closest('[aria-hidden=true]'), isNamedImage: one.getAttribute('role') === 'img' && !!nameOf(one),
      hasTitle: !!one.querySelector('title, desc'),
    })),
    media: all('audio, video').map(one => ({
      ...where(one), hasControls: one.controls, isAutomatic: one.autoplay, isLooped: one.loop, name: nameOf(one), src: one.src,
    })),
    control: control && isSeen(control) ? {
      ...where(control), name: givenName(control), text: seenText(control),
      soundLinks: all('a[href]', control).filter(one => /son|écouter|audio|sound|listen/i.test(one.textContent)).map(one => one.href),
      renewals: all('button', control).filter(one => /autre code|nouveau code|another code|new code/i.test(one.textContent)).length,
      otherWays: all('a[href], button', control).filter(one => /ni l.image ni le son|sans (ce )?contrôle|neither the image nor the sound/i.test(one.textContent)).length,
    } : null,
    painted: all('body *').filter(one => isSeen(one) && /url\(/.test(getComputedStyle(one).backgroundImage)
      && !seenText(one)).map(where),
    exposed: all('[aria-hidden=true] [aria-label]').filter(isExposed).length,
  };
}
