import { mount, unmount } from 'svelte';
import naiveScript from '../../test/browser/naive/faulty-chat.js?raw';
import tokens from '../demo/src/tokens.css?inline';
import controls from './controls.css?inline';
import Page from './Page.svelte';

/** Shows the playground in `root`, with the steps that the page's address names; ends it when the returned function is called. */
export const mountPlayground = (root: HTMLElement): (() => void) => {
  const style = document.createElement('style');
  style.textContent = tokens + controls;
  root.append(style);
  const page = mount(Page, { target: root, props: { naiveScript } });
  return () => void unmount(page);
};
