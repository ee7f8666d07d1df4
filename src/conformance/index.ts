export { checkGateway } from './check-gateway.js';
export type { CheckOptions, CheckToken } from './check-options.js';
export type { ConformanceReport, DutyReport } from './conformance-report.js';
export type { DutyVerdict } from './finding.js';
