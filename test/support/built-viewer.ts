import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const CONFIG = new URL('../../src/inspect/viewer/vite.config.ts', import.meta.url);

/** The code of `evenkeel/inspect/viewer` as it ships. */
export const builtViewer = async (): Promise<string> => {
  const built = await build({ configFile: fileURLToPath(CONFIG), logLevel: 'error', build: { write: false } });
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  const viewer = output.find(({ fileName }) => fileName === 'mount-viewer.js');
  if (viewer?.type !== 'chunk') throw new Error('the viewer is not built into mount-viewer.js');
  return viewer.code;
};
