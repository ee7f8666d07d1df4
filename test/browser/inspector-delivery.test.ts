import { describe, expect, it } from 'vitest';
import { twoChats, useViewerStage, type ViewerOnPage } from './viewer-stage.js';

const stage = useViewerStage();

const SECRET = 'typed by somebody';

/** Beside two others, a chat whose delivery is live, and has sent a message that is not acknowledged. */
const withDelivery = async (viewer: ViewerOnPage): Promise<void> => {
  await twoChats(viewer);
  await viewer.page.evaluate(async (secret) => {
    const { connections, get } = viewing.delivery;
    connections.retain('9 delivered');
    await viewing.pass(1_000);
    get('9 delivered').send(secret);
    await viewing.pass(0);
  }, SECRET);
};

const show = (viewer: ViewerOnPage, chart: 'Connection' | 'Delivery') =>
  viewer.click(`[aria-label="Which chart"] button:${chart === 'Connection' ? 'first' : 'last'}-child`);

describe('a chat with a delivery', () => {
  it('has two charts: both are named, and the one that is asked for is drawn, lit and counted down', async () => {
    const viewer = await stage.open();
    await withDelivery(viewer);
    await viewer.choose('Chats', '9 delivered');
    expect(await viewer.texts('.state-badge')).toEqual(['open · healthy', 'delivery live · sending']);
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['open']);
    await show(viewer, 'Delivery');
    expect(await viewer.lit()).toEqual(['link', 'link.live', 'outbox', 'outbox.sending']);
    expect(await viewer.taken()).toEqual(['delivery.outbox.idle | message.sent | 1']);
    expect(await viewer.texts('.delay-name')).toEqual(['ackRest']);
    expect(await viewer.texts('.context th')).toEqual(['chatId', 'storage', 'holes', 'snapshots', 'why']);
    await show(viewer, 'Connection');
    expect(await viewer.texts('.delay-name')).toEqual(['stableUptime']);
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['open']);
    expect(viewer.complaints).toEqual([]);
  });

  it('has the events of both in its timeline, told apart; a row leads to its chart', async () => {
    const viewer = await stage.open();
    await withDelivery(viewer);
    await viewer.choose('Chats', '9 delivered');
    const rows = await viewer.rows('Timeline');
    const of = (name: string) => rows.find((row) => row.includes(name)) ?? '';
    expect([of('welcome.gap'), of('message.sent')].map((row) => row.includes(' delivery '))).toEqual([true, true]);
    expect(of('greeting.welcomed')).not.toContain(' delivery ');
    expect(of('welcome.gap')).toContain('→ live');
    await viewer.choose('Timeline', 'welcome.gap');
    expect(await viewer.lit()).toEqual(['link', 'link.live', 'outbox', 'outbox.idle']);
    expect(await viewer.texts('.state-badge')).toEqual(['connecting · greeting', 'delivery live · idle']);
    await viewer.choose('Timeline', 'greeting.welcomed');
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['open']);
    await viewer.click('.timeline .check:last-of-type input');
    expect(await viewer.texts('.lane-names span')).toEqual(['', 'page', 'chat', 'socket', 'server', 'delivery']);
    expect(await viewer.attributes('[data-lane=delivery]', 'role')).not.toEqual([]);
  });

  it('leaves the others as they are: one chart, without a choice', async () => {
    const viewer = await stage.open();
    await withDelivery(viewer);
    await viewer.choose('Chats', '9 delivered');
    await show(viewer, 'Delivery');
    await viewer.choose('Chats', '2');
    expect(await viewer.texts('[aria-label="Which chart"]')).toEqual([]);
    expect(await viewer.texts('.state-badge')).toEqual(['backoff · waiting']);
    expect(await viewer.attributes('.overview .active', 'data-state')).toEqual(['backoff']);
    await viewer.choose('Chats', '9 delivered');
    expect(await viewer.lit()).toEqual(['link', 'link.live', 'outbox', 'outbox.sending']);
  });

  it('[OB3] shows no message', async () => {
    const viewer = await stage.open();
    await withDelivery(viewer);
    await viewer.choose('Chats', '9 delivered');
    await show(viewer, 'Delivery');
    const shown = await viewer.page.$eval('main > div', (host) => host.shadowRoot?.innerHTML ?? '');
    expect([shown.includes('message.sent'), shown.includes(SECRET)]).toEqual([true, false]);
  });

  it.each([1_280, 360])('fits at a width of %i pixels', async (width) => {
    const viewer = await stage.open({ width, height: 800 });
    await withDelivery(viewer);
    await viewer.choose('Chats', '9 delivered');
    await show(viewer, 'Delivery');
    const overflowing = await viewer.page.$$eval(
      'main > div >>> .chart .pane-head > *',
      (parts) =>
        parts.filter((part) => {
          const { left, right } = part.getBoundingClientRect();
          return left < 0 || right > innerWidth;
        }).length,
    );
    expect(overflowing).toBe(0);
  });
});
