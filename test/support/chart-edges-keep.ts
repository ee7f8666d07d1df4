import { afterAll, expect } from 'vitest';
import { keepEdges } from './chart-edges.js';

afterAll(() => keepEdges(expect.getState().testPath ?? ''));
