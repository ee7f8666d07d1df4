import { render } from 'svelte/server';
import Chat from './Chat.svelte';

process.stdout.write(render(Chat, { props: { gateway: 'https://chat.example', token: 'none' } }).body);
