/** Run by a Node of its own: what is seen over React Native's own `URL` and `WebSocket`, as JSON. */
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { see } from '../seen.js';
import { createNativeModules, type DeviceEvents } from './react-native-modules.js';

const [origin = '', classes = ''] = process.argv.slice(2);
const device = globalThis as { deviceEvents?: DeviceEvents };
Object.assign(globalThis, { nativeModuleProxy: createNativeModules((...told) => device.deviceEvents?.emit(...told)) });
runInThisContext(readFileSync(classes, 'utf8'), classes);
process.stdout.write(JSON.stringify(await see({ origin })));
