import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './contrast.css';
import PlaygroundPage from './PlaygroundPage.vue';

// biome-ignore lint/style/noDefaultExport: VitePress asks for it.
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('PlaygroundPage', PlaygroundPage);
  },
} satisfies Theme;
