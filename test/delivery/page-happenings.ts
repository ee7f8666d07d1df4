import fc from 'fast-check';
import { type ServerHappening, serverHappening } from './server-history.js';
import type { StorageMood } from './shared-storage.js';

/** A function of the application's that the delivery calls. */
export type Callback =
  | 'stored'
  | 'sent'
  | 'ended'
  | 'message'
  | 'gap'
  | 'brief'
  | 'subscriber'
  | 'snapshot'
  | 'commit'
  | 'auth';

/** What an application does within it. `is late`: its promise is. `answers an older cursor`: of `snapshot`. */
export type Deed =
  | 'sends'
  | 'cancels'
  | 'abandons'
  | 'selects'
  | 'lets go'
  | 'disposes'
  | 'throws'
  | 'is late'
  | 'answers an older cursor';

/** Something that happens to the pages of one user, which share storage, to a page of another user, or to their server. */
export type PageHappening =
  | {
      readonly type:
        | 'sends'
        | 'sends many'
        | 'sends a long one'
        | 'sends a brief one'
        | 'cancels'
        | 'drops'
        | 'falls silent'
        | 'is out of reach'
        | 'is in reach'
        | 'freezes'
        | 'resumes'
        | 'selects'
        | 'lets go'
        | 'is disposed of'
        | 'dies'
        | 'comes';
      readonly page: number;
    }
  | { readonly type: 'does'; readonly page: number; readonly within: Callback; readonly deed: Deed }
  | { readonly type: 'storage'; readonly page: number; readonly mood: StorageMood }
  | { readonly type: ServerHappening | 'refuses' }
  | { readonly type: 'passes'; readonly ms: number };

/** The last is the other user's. */
export const PAGES = 4;

const page = fc.nat(PAGES - 1);

const DEEDS: readonly Deed[] = ['sends', 'cancels', 'abandons', 'selects', 'lets go', 'disposes', 'throws'];

const pageHappening: fc.Arbitrary<PageHappening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('sends' as const, 'sends' as const, 'sends many' as const, 'sends a long one' as const),
      page,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'sends a brief one' as const,
        'cancels' as const,
        'drops' as const,
        'falls silent' as const,
        'is out of reach' as const,
        'is in reach' as const,
        'selects' as const,
        'lets go' as const,
      ),
      page,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'freezes' as const,
        'resumes' as const,
        'is disposed of' as const,
        'dies' as const,
        'comes' as const,
        'comes' as const,
      ),
      page,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('does' as const),
      page,
      within: fc.constantFrom<Callback[]>('stored', 'sent', 'ended', 'message', 'gap', 'brief', 'subscriber'),
      deed: fc.constantFrom(...DEEDS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('does' as const),
      page,
      within: fc.constantFrom<Callback[]>('snapshot', 'commit', 'auth'),
      deed: fc.constantFrom<Deed[]>(...DEEDS, 'throws', 'throws', 'is late', 'is late', 'answers an older cursor'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('storage' as const),
      page,
      mood: fc.constantFrom<StorageMood[]>('works', 'works late', 'answers late', 'fails', 'fails late', 'hangs'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.oneof(
        { weight: 6, arbitrary: serverHappening },
        { weight: 1, arbitrary: fc.constant('refuses' as const) },
      ),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({ type: fc.constant('passes' as const), ms: fc.constantFrom(1, 20, 100, 700, 9_000, 40_000) }),
  },
);

/** The platform's size would make most of them short. */
export const pageHappenings = fc.array(pageHappening, { minLength: 1, maxLength: 60, size: 'max' });
