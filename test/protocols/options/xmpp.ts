import type { ChatConnectionsOptions } from '../../../src/index.js';

/** XMPP over WebSocket (RFC 7395): the stream is opened, the user is known by SASL, opened again, and bound to a resource. */
export const xmppOptions = (domain: string, username: string, readPassword: () => string) => {
  const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
  const open = `<open xmlns="${FRAMING}" to="${domain}" version="1.0"/>`;
  const auth = () => {
    const credentials = Buffer.from(`\0${username}\0${readPassword()}`).toString('base64');
    return `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${credentials}</auth>`;
  };
  const iq = (type: string, id: string, child: string) =>
    `<iq xmlns="jabber:client" type="${type}" id="${id}">${child}</iq>`;
  const bind = iq('set', 'bind', '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>');
  return {
    path: '/xmpp-websocket?chat=:id',
    protocols: 'xmpp',
    greeting: {
      start: () => open,
      // Looking for names is enough for the few stanzas of a login; a client that does more has a parser.
      answer: (data) => {
        const stanza = String(data);
        if (stanza.startsWith('<failure')) return 'fatal';
        if (stanza.startsWith('<success')) return { reply: open };
        if (stanza.startsWith('<iq') && /\bid=['"]bind['"]/.test(stanza)) return 'welcome';
        if (!stanza.startsWith('<stream:features')) return 'wait';
        return { reply: stanza.includes('<mechanisms') ? auth() : bind };
      },
    },
    heartbeat: {
      ping: () => iq('get', 'ping', '<ping xmlns="urn:xmpp:ping"/>'),
      isPong: (data) => String(data).startsWith('<iq') && /\bid=['"]ping['"]/.test(String(data)),
    },
    goodbye: () => `<close xmlns="${FRAMING}"/>`,
  } satisfies ChatConnectionsOptions;
};
