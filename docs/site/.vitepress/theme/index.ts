import DefaultTheme from 'vitepress/theme';
import './contrast.css';

// biome-ignore lint/style/noDefaultExport: VitePress asks for it.
export default DefaultTheme;
