// Every control that is shown and takes the focus, in the order of the code.
audit => audit.controls().map(one => ({...audit.where(one), text: audit.nameOf(one) || one.name || '',
  isInMain: !!one.closest('main')}))
