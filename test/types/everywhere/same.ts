/** True for the same type alone, neither narrower nor wider. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles when it is true of the types. */
export declare const holds: <_Statement extends true>() => void;
