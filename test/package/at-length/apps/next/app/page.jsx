import { Chat } from './Chat';

/** Rendered for every request, and not once at the build: the server itself is tested. */
export const dynamic = 'force-dynamic';

export default function Page() {
  return <Chat />;
}
