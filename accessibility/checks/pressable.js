// What each text that can be pressed looks like, one of each look.
audit => {
  const known = new Set();
  return audit.all('a[href], button').filter(audit.isSeen).map(audit.look)
    .filter(({look}) => !known.has(look.join()) && known.add(look.join()));
}
