import { parsePage } from './pages.js';

/** A page with mistakes of every kind in its blocks. */
export const WRONG_PAGE = parsePage(
  'docs/wrong.md',
  `# Wrong

\`\`\`ts
import { createChatConnections, RejectedError } from 'evenkeel';

createChatConnections({ throttle: 2000 });
\`\`\`

\`\`\`svelte
<script lang="ts">
import { chats } from './chats.js';
</script>

<p>{$chats.nothing}</p>
<img src="x.png">
\`\`\`

\`\`\`ts
// chats.ts
import { createChatConnections } from 'evenkeel';

export const chats = createChatConnections();
\`\`\`

\`\`\`vue
<script setup lang="ts">
import { chats } from './chats.js';

chats.select(42);
</script>

<template><p>{{ chats }}</p></template>
\`\`\`

\`\`\`html
<script type="importmap">{ "imports": {} }</script>
<p id="state"></p>
<script type="module">
  document.querySelector('#state').textContent = 'open';
</script>
\`\`\`

<!-- excerpt -->
\`\`\`ts
const noSuchLine = true;
\`\`\`

As in [this one](../src/index.ts):

<!-- excerpt -->
\`\`\`ts
export { createChatConnections } from './registry/create-chat-connections.js';
// …
export type { ChatConnection } from './contract/chat-connection.js';
\`\`\`
`,
);
