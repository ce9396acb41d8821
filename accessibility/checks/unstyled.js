// The words of the page with and without its style sheets.
audit => {
  const words = () => audit.squeezed(document.body.innerText);
  const styled = words();
  const sheets = [...document.styleSheets];
  sheets.forEach(sheet => { sheet.disabled = true; });
  const bare = words();
  sheets.forEach(sheet => { sheet.disabled = false; });
  return {styled, bare};
}
