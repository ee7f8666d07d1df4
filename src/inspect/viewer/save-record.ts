import type { InspectionRecord } from '../inspection.js';
import { element } from './element.js';

/** Hands a record to the browser as a download. */
export const saveRecord = (record: InspectionRecord): void => {
  const url = URL.createObjectURL(new Blob([JSON.stringify(record)], { type: 'application/json' }));
  const at = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  element('a', { href: url, download: `evenkeel-inspection-${at}.json` }).click();
  // The download has begun by then, and holds the blob itself.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
