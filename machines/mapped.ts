/** Converts each, under its name, to another form. */
export const mapped = <Name extends string, Own, Adapted>(
  all: Readonly<Record<Name, Own>>,
  adapt: (one: Own) => Adapted,
) => Object.fromEntries(Object.entries<Own>(all).map(([name, one]) => [name, adapt(one)])) as Record<Name, Adapted>;
