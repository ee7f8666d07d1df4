import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Chat } from './Chat.jsx';
import { entries } from './entries.js';

globalThis.entries = entries;
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Chat {...Object.fromEntries(new URLSearchParams(location.search))} />
  </StrictMode>,
);
