import type { InspectionRecord } from '../inspection.js';

/** Hands a record to the browser as a download. */
export const saveRecord = (record: InspectionRecord): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(record)], { type: 'application/json' }));
  const at = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  link.download = `evenkeel-inspection-${at}.json`;
  link.click();
  // The download has begun by then, and holds the blob itself.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
