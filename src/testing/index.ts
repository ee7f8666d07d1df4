/**
 * Helpers for tests: a virtual clock, a fake gateway and its sockets, a fake page, seeded randomness, and paths that take a
 * chat, a component or a server through every edge of the chart: see docs/testing.md.
 *
 * @packageDocumentation
 */

export {
  type CheckOptions,
  type CheckToken,
  type ConformanceReport,
  checkGateway,
  type DutyReport,
  type DutyVerdict,
} from '../conformance/index.js';
export {
  accepts,
  acceptsThenCloses,
  acceptsThenDrops,
  answersPings,
  type Behaviour,
  closesLate,
  closesSynchronously,
  type Delay,
  failsWithErrorOnly,
  goesSilent,
  hangs,
  refuses,
  sequence,
  throwsOnConstruction,
} from './behaviours.js';
export {
  type ConnectionDriver,
  type ConnectionPath,
  connectionPaths,
  followPath,
  missingSteps,
  type PathStep,
} from './connection-paths.js';
export type { CloseAnswer } from './fake-connection.js';
export {
  createFakeGateway,
  type FakeGateway,
  type FakeGatewayOptions,
  type FakeWebSocketConstructor,
} from './fake-gateway.js';
export { createFakePage, type FakePage, type FakePageOptions } from './fake-page.js';
export type { FakePeer } from './fake-peer.js';
export type { FakeWebSocket } from './fake-web-socket.js';
export { PATH_HEARTBEAT, type PathFeatures, type PathOptions, pathOptions } from './paths/path-options.js';
export type { PathPage, PathServer } from './paths/path-surroundings.js';
export { type PathSurroundings, type PathTarget, startPathTarget } from './paths/path-target.js';
export type { Step, StepName } from './paths/steps.js';
export { createFixedRandom, createSeededRandom } from './seeded-random.js';
export type { SocketEventType, SocketListener } from './socket-listeners.js';
export { createVirtualClock, type PendingTimer, type VirtualClock, type VirtualClockOptions } from './virtual-clock.js';
