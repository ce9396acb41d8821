// Tries what must change nothing: a paste is not refused, a letter commands nothing, a press without its release
// sends nothing. The witness keeps anything from being sent.
audit => {
  const {fields, controls, where} = audit;
  const witness = window.auditWitness || {};
  const refuses = (element, event) => !element.dispatchEvent(event);
  const clipboard = () => new DataTransfer();
  const typed = fields().filter(one => one.matches('input:not([type=checkbox], [type=radio]), textarea'));
  witness.isWatching = true;
  const pasted = typed.filter(field => refuses(field, new ClipboardEvent('paste',
    {bubbles: true, cancelable: true, clipboardData: clipboard()}))
    || refuses(field, new InputEvent('beforeinput', {bubbles: true, cancelable: true, inputType: 'insertFromPaste', data: '12'})));
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789/?'].filter(key =>
    refuses(document.body, new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))
    || refuses(document.body, new KeyboardEvent('keypress', {key, bubbles: true, cancelable: true})));
  const asked = () => (witness.requests || 0) + (witness.submits || 0);
  const pressed = controls().filter(control => {
    const former = asked();
    for (const kind of ['pointerdown', 'mousedown', 'touchstart']) {
      control.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    }
    return asked() > former;
  });
  witness.isWatching = false;
  return {pasted: pasted.map(where), letters, pressed: pressed.map(where)};
}
