/** Counts the listeners on the window and the document from here on. */
export function countedListeners() {
  let present = 0;
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      present += 1;
      addEventListener.apply(target, args);
    };
    target.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      present -= 1;
      removeEventListener.apply(target, args);
    };
  }
  return { present: () => present };
}
