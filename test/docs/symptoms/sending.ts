import { refuses } from '../../../src/testing/index.js';
import { quoted } from './quoting.js';
import { recordsOf, type Symptom, startEvenSession } from './told.js';

const refusedSends: Symptom = async () => {
  const session = startEvenSession({ queue: { maxMessages: 1 } });
  session.gateway.behave(refuses());
  const chat = session.chats.get('42');
  const told = [quoted("send('hello')   nobody wants the chat", chat.send('hello'))];
  await session.open('42');
  chat.send('first');
  told.push(quoted("send('second')  the queue is full", chat.send('second')));
  return told;
};

const expired: Symptom = async () => {
  const session = startEvenSession();
  session.gateway.behave(refuses());
  await session.open('42');
  session.chats.get('42').send('hello');
  await session.clock.advanceAsync(30_000);
  return recordsOf(session).filter((record) => record.includes('undelivered'));
};

const object: Symptom = async () => {
  const session = startEvenSession();
  await session.open('42');
  try {
    session.chats.get('42').send({ text: 'hello' } as never);
    return [];
  } catch (error) {
    return [`${error}\n`];
  }
};

export const SENDING: Readonly<Record<string, Symptom>> = { 'refused-sends': refusedSends, expired, object };
