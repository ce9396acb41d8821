// What stands around the content of a page.
audit => {
  const {all, squeezed, where, givenName, isSeen} = audit;
  // Until cookies are accepted, addresses carry the language chosen.
  const place = link => link.getAttribute('href').replace(/\?langue=\w+/, '');
  const footerLinks = all('body > footer a[href]').map(place);
  const stepTitle = document.querySelector('.fr-stepper__title');
  const aside = document.querySelector('main aside');
  return {
    navigations: all('nav').map(one => ({...where(one), name: givenName(one), isInMain: !!one.closest('main'),
      links: all('a[href]', one).map(link => [squeezed(link.textContent), place(link)])})),
    zones: all('body > nav, body > header, body > main, body > footer').map(one => one.tagName.toLowerCase()),
    header: all('body > header .fr-header__body > *').map(one => one.classList[0]),
    help: footerLinks.indexOf('/aide') < 0 ? '' : `${footerLinks.indexOf('/aide') + 1} sur ${footerLinks.length}`,
    isStep: !!stepTitle && isSeen(stepTitle),
    stepHelp: aside && isSeen(aside) && aside.querySelector('a[href^="/aide#"]')
      ? squeezed(aside.querySelector('h2')?.textContent) : '',
  };
}
