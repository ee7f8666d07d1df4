/** The server of frames as a process of its own; it ends with the one that started it. */
import { startFrameServer } from './frame-server.js';

const server = await startFrameServer();
process.on('disconnect', () => void server.close());
process.send?.(server.host);
