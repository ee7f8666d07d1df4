/**
 * The delivery of one chat, as plain data: whether its events come and are known to be whole, and whether its messages are
 * under way. It carries PC4–PC9 of docs/protocol.md.
 *
 *   link      down ─greeted─▶ greeting ─whole─▶ live ; ─gap─▶ snapshotting ─taken─▶ live, or greeting again from its cursor
 *   outbox    opening ─▶ idle ⇄ sending
 */
export const deliveryChart = {
  id: 'delivery',
  type: 'parallel',
  states: {
    link: {
      initial: 'down',
      on: {
        'link.greeted': { target: '.greeting' },
        'link.closed': { target: '.down' },
      },
      states: {
        down: { entry: 'forgetSnapshots' },
        greeting: {
          after: { ackRest: { actions: 'abandonSilence' } },
          on: {
            'welcome.whole': { target: 'live', actions: 'forgetSnapshots' },
            'welcome.gap': [
              { guard: 'isSnapshotRefused', actions: 'abandonSnapshot' },
              { guard: 'hasSnapshot', target: 'snapshotting', actions: 'noteGap' },
              { target: 'live', actions: ['noteGap', 'takeHead', 'announceGap'] },
            ],
          },
        },
        snapshotting: {
          entry: ['countSnapshot', 'askSnapshot'],
          exit: 'dropSnapshot',
          on: {
            'snapshot.taken': [
              { guard: 'isElsewhere', target: 'greeting', actions: 'sayHello' },
              { target: 'live', actions: 'forgetSnapshots' },
            ],
            'snapshot.failed': { actions: 'abandonSnapshot' },
          },
        },
        live: {
          entry: ['resumeEvents', 'pump'],
          on: {
            'hello.needed': { target: 'greeting', actions: 'sayHello' },
            'event.delivered': { actions: 'forgetHoles' },
            'hole.found': [
              { guard: 'isFirstHole', actions: ['countHole', 'abandonHole'] },
              { guard: 'hasSnapshot', target: 'snapshotting', actions: ['forgetHoles', 'noteHole'] },
              { actions: ['forgetHoles', 'noteHole', 'announceGap', 'skipHole'] },
            ],
          },
        },
      },
    },
    outbox: {
      initial: 'opening',
      states: {
        opening: { on: { 'outbox.opened': { target: 'idle', actions: 'noteStorage' } } },
        idle: { entry: 'pump', on: { 'message.sent': { target: 'sending' } } },
        sending: {
          after: {
            ackRest: [
              { guard: 'isSettled', target: 'idle' },
              { guard: 'isAckOverdue', target: 'idle', actions: 'abandonSilence' },
              { target: 'sending', reenter: true },
            ],
          },
          on: { 'link.closed': { target: 'idle' } },
        },
      },
    },
  },
} as const;
