/** Counts the tasks that kept the page from answering, from now on. */
export function longestTasks(): { stop(): number } {
  let longestMs = 0;
  const note = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) longestMs = Math.max(longestMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  return {
    /** How long the longest was, in ms; 0 if none took 50 ms. */
    stop() {
      note(observer.takeRecords());
      observer.disconnect();
      return longestMs;
    },
  };
}
