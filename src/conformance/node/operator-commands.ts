import { spawn } from 'node:child_process';

/** Runs a command of the operator's in a shell, and answers what it prints. Rejects, by the option's name, if it fails. */
export function outputOfCommand(
  option: string,
  command: string,
  env: { readonly [name: string]: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...env } });
    let output = '';
    child.stdout?.on('data', (bytes) => {
      output += String(bytes);
    });
    child.on('error', () => reject(new Error(`The command of ${option} could not be started`)));
    child.on('close', (code) => {
      if (code === 0) resolve(output.trim());
      else reject(new Error(`The command of ${option} ended with ${code}`));
    });
  });
}

/** Posts to an address, in which `:id` stands for the chat. Rejects unless the answer is 2xx. */
export async function post(option: string, address: string, chatId: string | null): Promise<void> {
  const url = address.replace(/:id\b/g, () => encodeURIComponent(chatId ?? ''));
  const response = await fetch(url, { method: 'POST' }).catch(() => undefined);
  if (response?.ok !== true) throw new Error(`The address of ${option} answered ${response?.status ?? 'nothing'}`);
}
