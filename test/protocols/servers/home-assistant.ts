import { RIGHT } from '../protocol.js';
import { listenForSockets } from './listen.js';

/**
 * A server that speaks the frames that Home Assistant documents (developers.home-assistant.io/docs/api/websocket): its
 * authentication phase, `ping`, and numbered commands; of these it knows `say`.
 */
export const startHomeAssistant = async (port: number) => {
  const log: string[] = [];
  return listenForSockets(port, log, (socket) => {
    const send = (frame: object) => socket.send(JSON.stringify(frame));
    let isAdmitted = false;
    let lastId = 0;
    send({ type: 'auth_required', ha_version: '2026.11.0' });
    socket.on('message', (data) => {
      const { type, access_token, id, text } = JSON.parse(String(data));
      if (!isAdmitted) {
        isAdmitted = type === 'auth' && access_token === RIGHT;
        if (isAdmitted) log.push('hello');
        send(isAdmitted ? { type: 'auth_ok' } : { type: 'auth_invalid', message: 'Invalid access token or password' });
        if (!isAdmitted) socket.close();
        return;
      }
      if (!(id > lastId)) return send({ id, type: 'result', success: false, error: { code: 'id_reuse' } });
      lastId = id;
      if (type === 'ping') return send({ id, type: 'pong' });
      if (type === 'say') log.push(text);
      send({ id, type: 'result', success: type === 'say' });
    });
  });
};
