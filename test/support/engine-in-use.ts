/** Whether the charts of this run can be inspected: the project `compiled` runs the same tests on the engine without XState. */
export const isInspectable: boolean = process.env['EVENKEEL_TEST_ENGINE'] !== 'compiled';
