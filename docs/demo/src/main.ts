import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { readPageOptions } from './page-options.js';

const options = readPageOptions(new URLSearchParams(location.search), {
  gateway: import.meta.env['VITE_CHAT_GATEWAY_URL'] ?? `http://${location.hostname}:8083`,
  faults: import.meta.env['VITE_CHAT_FAULTS_URL'] ?? null,
});

mount(App, { target: document.getElementById('app') ?? document.body, props: { options } });
