import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { readPageOptions } from './page-options.js';

const defaultGateway = import.meta.env['VITE_CHAT_GATEWAY_URL'] ?? `http://${location.hostname}:8083`;
const options = readPageOptions(new URLSearchParams(location.search), defaultGateway);

mount(App, { target: document.getElementById('app') ?? document.body, props: { options } });
