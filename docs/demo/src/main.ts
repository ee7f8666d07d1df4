import { resolveGateway } from 'evenkeel';
import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { readPageOptions } from './page-options.js';

const found = resolveGateway({ location, env: undefined, inContainer: false });
const options = readPageOptions(new URLSearchParams(location.search), {
  gateway: import.meta.env['VITE_CHAT_GATEWAY_URL'] ?? found.replace(/^ws/, 'http'),
  faults: import.meta.env['VITE_CHAT_FAULTS_URL'] ?? null,
});

mount(App, { target: document.getElementById('app') ?? document.body, props: { options } });
