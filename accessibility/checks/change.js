// Gives a field the focus and another value as a person does, and tells whether that sent anything whole.
async (audit, {selector}) => {
  const field = document.querySelector(selector);
  if (!field) return {sent: false, keepsFocus: true};
  const witness = window.auditWitness || {requests: 0, submits: 0};
  const whole = [];
  const note = event => { if (event.detail?.target?.id === 'main') { whole.push(1); } event.preventDefault(); };
  const former = field.type === 'checkbox' ? field.checked : field.value;
  const submits = witness.submits;
  witness.isWatching = true;
  document.body.addEventListener('htmx:beforeRequest', note);
  field.focus();
  if (field.options) field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
  else if (field.type === 'checkbox' || field.type === 'radio') field.checked = !field.checked;
  else field.value = field.value || '7';
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.dispatchEvent(new Event('change', {bubbles: true}));
  await new Promise(done => setTimeout(done, 60));
  const keepsFocus = document.activeElement === field;
  if (field.type === 'checkbox' || field.type === 'radio') field.checked = former; else field.value = former;
  document.body.removeEventListener('htmx:beforeRequest', note);
  witness.isWatching = false;
  return {sent: whole.length > 0 || witness.submits > submits, keepsFocus};
}
