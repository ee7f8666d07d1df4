/** How to run a Node of one major version. */
export interface NodeRuntime {
  readonly major: number;
  readonly command: string;
  readonly args: readonly string[];
}

/** This process's own Node, if it is of that version; else the one that the npm package `node` brings. */
export function nodeRuntime(major: number): NodeRuntime {
  const own = Number.parseInt(process.versions.node, 10);
  if (own === major) return { major, command: process.execPath, args: [] };
  return { major, command: 'npx', args: ['-y', '-p', `node@${major}`, 'node'] };
}
