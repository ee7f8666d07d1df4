/** The far end of a socket that a test double makes up. */
export interface MockPeer {
  readonly url: string;
  readonly protocol: string;
  send(data: string | ArrayBuffer): void;
  close(code: number, reason: string): void;
  onMessage(fn: (data: string | ArrayBuffer) => void): void;
}

/** Does what the path names, as `startBehaviourServer` does it over the network. Refusing a handshake is each double's own affair. */
export function tellStory(peer: MockPeer): void {
  const { pathname, search } = new URL(peer.url);
  const [, story, code, reason = ''] = pathname.split('/');
  switch (story) {
    case 'echoes':
      peer.onMessage((data) => peer.send(data));
      return peer.send(`${pathname}${search} ${peer.protocol}`.trim());
    case 'closes':
      return peer.close(Number(code), reason);
    case 'ends':
      return peer.close(1006, '');
  }
}
