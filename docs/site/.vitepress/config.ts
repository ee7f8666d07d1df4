import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';

const page = (text: string, link: string) => ({ text, link });

// biome-ignore lint/style/noDefaultExport: VitePress asks for it.
export default defineConfig({
  title: 'evenkeel',
  description: 'Keeps the WebSockets of a chat front end connected.',
  lang: 'en',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '.cache',
  // A server of plain files finds a page by the name of its file.
  cleanUrls: false,
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Links name headings as GitHub does.
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  vite: { publicDir: false },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Playground', '/'), page('Documents', '/start')],
    sidebar: [
      {
        text: 'Use',
        items: [
          page('Playground', '/'),
          page('Start', '/start'),
          page('Recipes', '/recipes'),
          page('Options, close codes, calls', '/options'),
          page('Bindings', '/bindings'),
          page('Server rendering', '/server-rendering'),
          page('Other protocols', '/protocols'),
          page('Jest and Vitest', '/test-runners'),
          page('Delivery', '/delivery'),
          page('Inspection', '/inspection'),
          page('Errors', '/errors'),
          page('Troubleshooting', '/troubleshooting'),
          page('Migrating', '/migrating'),
          page('Deployment', '/deployment'),
          page('The gateway of npm start', '/gateway'),
        ],
      },
      {
        text: 'Understand',
        items: [
          page('How it decides', '/how-it-decides'),
          page('The statechart', '/statechart'),
          page('The rules', '/spec'),
          page('The delivery protocol', '/protocol'),
          page('Benchmarks', '/benchmarks'),
        ],
      },
      {
        text: 'API reference',
        items: [
          page('Entries', '/api/README'),
          ...[
            '',
            '.compiled',
            '.delivery',
            '.server',
            '.machines',
            '.inspect',
            '.inspect.viewer',
            '.testing',
            '.svelte',
            '.react',
            '.vue',
          ].map((name) => page(`evenkeel${name.replaceAll('.', '/')}`, `/api/evenkeel${name}`)),
        ],
      },
      {
        text: 'Change',
        items: [
          page('Contributing', '/CONTRIBUTING'),
          page('Testing', '/testing'),
          page('Architecture', '/architecture'),
          page('Security', '/SECURITY'),
          page('Change log', '/changelog'),
        ],
      },
    ],
  },
});
