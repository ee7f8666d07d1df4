const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** A time of the day, in milliseconds: `14:03:07.042`. */
export const timeOfDay = (at: number): string =>
  `${clock.format(at)}.${String(Math.floor(at) % 1_000).padStart(3, '0')}`;

/** `1.2 s`, and from a minute on `2:05 min`. */
export const duration = (ms: number): string => {
  if (ms < 60_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
};

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
