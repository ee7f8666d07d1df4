import { parseArgs } from 'node:util';
import type { CheckOptions } from '../check-options.js';
import { handshakeStatus } from './handshake-status.js';
import { outputOfCommand, post } from './operator-commands.js';

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

const ARGUMENTS = {
  token: TEXT,
  'token-command': TEXT,
  'other-token': TEXT,
  auth: TEXT,
  subprotocol: { type: 'string', multiple: true },
  chat: TEXT,
  protocol: TEXT,
  message: TEXT,
  refused: TEXT,
  ping: TEXT,
  pong: TEXT,
  frame: TEXT,
  idle: TEXT,
  patience: TEXT,
  'trim-url': TEXT,
  'trim-command': TEXT,
  'restart-command': TEXT,
  json: FLAG,
  help: FLAG,
} as const;

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'check'; readonly address: string; readonly options: CheckOptions; readonly asJson: boolean };

/** Reads the arguments. Throws an `Error` that says what is wrong with them, and quotes no value. */
export function readCommand(args: readonly string[], env: { readonly [name: string]: string | undefined }): Command {
  const { positionals, values } = parsed(args);
  const [name, address, ...others] = positionals;
  if (values.help === true) return { name: 'help' };
  if (name !== 'check') throw new Error('The command is: evenkeel check <address>. See evenkeel --help');
  if (address === undefined) throw new Error('Give the address to check, such as ws://localhost:8083/chats/:id');
  if (others.length > 0) throw new Error('One address is checked at a time; quote what has spaces');
  const text = (option: keyof typeof ARGUMENTS) => values[option] as string | undefined;
  const json = (option: keyof typeof ARGUMENTS) => jsonOf(option, text(option));
  const trimUrl = text('trim-url');
  const trimCommand = text('trim-command');
  const restartCommand = text('restart-command');
  const options: { -readonly [Name in keyof CheckOptions]: CheckOptions[Name] | undefined } = {
    protocol: text('protocol') as CheckOptions['protocol'],
    token: tokenOf(text('token') ?? env['EVENKEEL_TOKEN'], text('token-command')),
    otherToken: text('other-token'),
    auth: json('auth'),
    protocols: values.subprotocol as readonly string[] | undefined,
    chatId: text('chat'),
    message: json('message'),
    refused: json('refused'),
    ping: text('ping'),
    pong: text('pong'),
    frameBytes: numberOf('frame', text('frame')),
    idleMs: secondsOf('idle', text('idle')),
    patienceMs: secondsOf('patience', text('patience')),
    handshakeStatus,
  };
  if (trimUrl !== undefined) options.trim = (chatId) => post('--trim-url', trimUrl, chatId);
  if (trimCommand !== undefined)
    options.trim = (chatId) => outputOfCommand('--trim-command', trimCommand, { EVENKEEL_CHAT: chatId ?? '' });
  if (restartCommand !== undefined) options.restart = () => outputOfCommand('--restart-command', restartCommand);
  return { name, address, options: given(options), asJson: values.json === true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args, options: ARGUMENTS, allowPositionals: true });
  } catch (error) {
    // Node's words name the option; what follows is about dashes.
    throw new Error(String((error as Error).message).split('. ')[0]);
  }
}

function tokenOf(token: string | undefined, command: string | undefined): CheckOptions['token'] {
  return command === undefined ? token : () => outputOfCommand('--token-command', command);
}

function jsonOf(option: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`--${option} takes JSON, such as '{"text":"Hello"}'`);
  }
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${option} takes a positive number`);
  return number;
}

function secondsOf(option: string, text: string | undefined): number | undefined {
  const seconds = numberOf(option, text);
  return seconds === undefined ? undefined : seconds * 1_000;
}

const given = (options: object): CheckOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
