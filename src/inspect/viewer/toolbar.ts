import { element, icon, iconButton, setText } from './element.js';
import { counted, timeOfDay } from './format.js';
import { saveRecord } from './save-record.js';
import type { ViewerModel, ViewerView } from './viewer-model.js';

/** What is looked at, present or past; pausing, stepping, saving and opening. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #mode = element('span', { class: 'mode' });
  readonly #pause: HTMLButtonElement;
  readonly #live: HTMLButtonElement;
  readonly #dropped = element('span', { class: 'dropped' });
  readonly #problem = element('span', {});
  readonly #alert: HTMLElement;
  #isLive = true;

  constructor(model: ViewerModel) {
    this.#pause = iconButton('pause', 'Pause', () => (this.#isLive ? model.pause() : model.goLive()));
    this.#live = element('button', { type: 'button', class: 'live-button' }, 'Live');
    this.#live.addEventListener('click', () => model.goLive());
    const file = element('input', {
      type: 'file',
      accept: '.json,application/json',
      class: 'file',
      tabindex: '-1',
      'aria-label': 'Record to open',
    });
    file.addEventListener('change', () => {
      const chosen = file.files?.[0];
      if (chosen) void openFile(model, chosen);
      file.value = '';
    });
    const dismiss = element('button', { type: 'button' }, 'Dismiss');
    dismiss.addEventListener('click', () => model.dismissProblem());
    this.#alert = element('div', { class: 'problem' }, element('span', { role: 'alert' }, this.#problem), dismiss);
    this.element = element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': 'Recording' },
      element(
        'div',
        { class: 'buttons' },
        iconButton('back', 'Step back (left arrow)', () => model.step(-1)),
        this.#pause,
        iconButton('forward', 'Step forward (right arrow)', () => model.step(1)),
        this.#live,
      ),
      this.#mode,
      element('span', { class: 'spring' }),
      this.#dropped,
      element(
        'div',
        { class: 'buttons' },
        labelledButton('save', 'Save', 'Save what is recorded as JSON', () => saveRecord(model.save())),
        labelledButton('open', 'Open', 'Open a saved record', () => file.click()),
        file,
      ),
      this.#alert,
    );
  }

  render({ mode, fileName, unseen, cursor, dropped, problem }: ViewerView): void {
    this.#isLive = mode === 'live';
    this.element.dataset['mode'] = mode;
    const place = cursor === null ? '' : ` at ${timeOfDay(cursor.chat.at)}`;
    const news = unseen === 0 ? '' : ` · ${unseen.toLocaleString('en')} new`;
    setText(this.#mode, { live: '', paused: `Paused${place}${news}`, file: `${fileName}${place}` }[mode]);
    this.#mode.title = this.#mode.textContent;
    if (this.#pause.dataset['does'] !== mode) {
      this.#pause.dataset['does'] = mode;
      const label = mode === 'live' ? 'Pause' : 'Resume';
      this.#pause.title = label;
      this.#pause.setAttribute('aria-label', label);
      this.#pause.replaceChildren(icon(mode === 'live' ? 'pause' : 'play'));
    }
    this.#live.setAttribute('aria-pressed', String(mode === 'live'));
    setText(this.#dropped, dropped === 0 ? '' : `${counted(dropped, 'frame')} dropped`);
    setText(this.#problem, problem ?? '');
    this.#alert.hidden = problem === null;
  }
}

const labelledButton = (
  name: 'save' | 'open',
  label: string,
  title: string,
  onClick: () => void,
): HTMLButtonElement => {
  const button = element(
    'button',
    { type: 'button', title, class: 'labelled' },
    icon(name),
    element('span', {}, label),
  );
  button.addEventListener('click', onClick);
  return button;
};

const openFile = async (model: ViewerModel, file: File): Promise<void> => {
  // Null of one that was moved or changed since it was chosen.
  model.open(await file.text().catch(() => null), file.name);
};
