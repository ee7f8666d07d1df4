import type { Delivery, PendingMessage } from '../../../src/delivery/index.js';

export interface PaneProps {
  readonly delivery: Delivery;
  readonly chatId: string | null;
}

export interface MountedPane {
  update(chatId: string | null): void | Promise<void>;
  unmount(): void;
}

export type MountPane = (root: Element, props: PaneProps) => MountedPane;

export const textOf = ({ data, status }: PendingMessage): string => `${data} ${status}`;
