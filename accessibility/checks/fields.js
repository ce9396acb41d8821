// Every field that is shown: where its name comes from, what describes it, and what stands around it.
audit => {
  const {all, squeezed, isSeen, isForEars, where, textOf, seenText, nameOf, givenName, fields} = audit;
  const box = element => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return {left, top, right, bottom};
  };
  const GROUPS = 'fieldset, [role=group], [role=radiogroup]';
  const groupName = group => squeezed(group.matches('fieldset')
    ? group.querySelector(':scope > legend')?.textContent : givenName(group));
  const described = element => (element.getAttribute('aria-describedby') || '').split(/\s+/).filter(Boolean)
    .map(id => document.getElementById(id)).filter(Boolean)
    .map(one => ({id: one.id, text: squeezed(one.textContent), seen: seenText(one), isSeen: isSeen(one)}));
  // What a form says before its first field.
  const preamble = form => {
    const first = fields().find(one => one.form === form);
    return all('p, legend, h1, h2, h3').filter(one => isSeen(one) && first
      && (one.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING)
      && (form.contains(one) || (one.closest('main')?.contains(form) && !one.closest('form')))).map(seenText).join(' ');
  };
  return fields().map(field => {
    const label = [...field.labels || []].find(isSeen);
    const group = field.closest(GROUPS);
    return {
      ...where(field),
      tag: field.tagName.toLowerCase(), type: field.type, id: field.id, name: field.name,
      label: label ? squeezed(label.textContent) : '',
      isExplicit: !!label && label.htmlFor === field.id && !!field.id,
      labels: [...field.labels || []].length,
      ariaLabel: squeezed(field.getAttribute('aria-label')),
      labelledBy: textOf(field.getAttribute('aria-labelledby')),
      title: squeezed(field.title), placeholder: squeezed(field.placeholder),
      accessibleName: nameOf(field),
      isRequired: field.required || field.getAttribute('aria-required') === 'true',
      invalid: field.getAttribute('aria-invalid'),
      described: described(field),
      isInErrorGroup: !!field.closest('.fr-input-group--error, .fr-select-group--error, .fr-checkbox-group--error')
        || /--error/.test(field.className),
      autocomplete: field.getAttribute('autocomplete'),
      maxlength: field.maxLength ?? -1, size: field.size,
      isEmpty: field.type === 'checkbox' ? !field.checked : !field.value,
      options: field.options ? field.options.length : 0,
      groups: field.options ? field.querySelectorAll('optgroup').length : 0,
      group: group ? groupName(group) : '',
      hasGroup: !!group,
      groupPlace: group ? where(group).selector : '',
      preamble: field.form ? preamble(field.form) : '',
      box: box(field), labelBox: label ? box(label) : null,
      isLabelSeen: !!label && !isForEars(label),
    };
  });
}
