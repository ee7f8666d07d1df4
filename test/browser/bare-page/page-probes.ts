/** Opens a socket; resolves with the list to which all that happens to it and to the page is then written. */
export async function watchedSocket(url: string): Promise<string[]> {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const seen: string[] = [];
  socket.addEventListener('message', () => seen.push('message'));
  socket.addEventListener('error', () => seen.push('error'));
  socket.addEventListener('close', ({ code }) => seen.push(`close ${code}`));
  for (const type of ['pagehide', 'pageshow'] as const) {
    window.addEventListener(type, ({ persisted }) => seen.push(`${type}${persisted ? ' persisted' : ''}`));
  }
  for (const type of ['freeze', 'resume']) document.addEventListener(type, () => seen.push(type));
  Reflect.set(window, 'watched', { socket, seen });
  return seen;
}

/** The time between the firings of a timer of 100 ms that is set again each time, written to the list. */
export function watchedTimers(): number[] {
  const gaps: number[] = [];
  let last = performance.now();
  const fire = () => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    setTimeout(fire, 100);
  };
  setTimeout(fire, 100);
  Reflect.set(window, 'gaps', gaps);
  return gaps;
}
