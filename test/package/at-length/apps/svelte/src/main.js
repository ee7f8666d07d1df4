import { mount } from 'svelte';
import Chat from './Chat.svelte';
import { entries } from './entries.js';

globalThis.entries = entries;
mount(Chat, { target: document.body, props: Object.fromEntries(new URLSearchParams(location.search)) });
