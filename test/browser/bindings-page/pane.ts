import type { ChatConnections } from '../../../src/index.js';

export interface PaneProps {
  readonly chats: ChatConnections;
  readonly chatId: string | null;
  readonly hold: 'select' | 'retain' | 'none';
  /** Changes nothing but what is rendered. */
  readonly tick: number;
}

export interface ShownPaneProps extends PaneProps {
  /** Whether it is shown, or kept for later by what the framework has for that. */
  readonly isShown: boolean;
}

/** A pane on the page. */
export interface MountedPane {
  /** Renders it with these props changed. */
  update(props: Partial<ShownPaneProps>): void | Promise<void>;
  unmount(): void;
}

export type MountPane = (root: Element, props: ShownPaneProps) => MountedPane;

/** The text of a message frame of the gateway; null for other frames. */
export const textOf = (data: unknown): string | null => {
  const { type, text } = JSON.parse(String(data)) as { readonly type: string; readonly text: string };
  return type === 'message' ? text : null;
};

export const frameOf = (text: string): string => JSON.stringify({ type: 'message', text });
