import type { InspectedChat, InspectionFrame, InspectionMessage } from './inspection.js';

/** A frame as a viewer elsewhere is sent it: what is left out is as the frame of its chart sent before has it. */
export interface SentFrame extends Omit<InspectionFrame, 'value' | 'context' | 'delays'> {
  readonly value?: InspectedChat['value'] | undefined;
  readonly context?: object | undefined;
  readonly delays?: InspectedChat['delays'] | undefined;
}

type Told<Type> = Extract<InspectionMessage, { readonly type: Type }>;

/** A message as a viewer elsewhere is sent it, in JSON. After a record the first frame of each chart is whole. */
export type SentMessage = Told<'record'> | (Omit<Told<'frames'>, 'frames'> & { readonly frames: readonly SentFrame[] });
