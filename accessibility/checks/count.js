// How many elements each selector finds.
(audit, {selectors}) => Object.fromEntries(
  Object.entries(selectors).map(([name, selector]) => [name, document.querySelectorAll(selector).length]))
