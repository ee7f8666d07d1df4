import { afterAll } from 'vitest';
import { keepOutcomes } from './outcomes-taken.js';

afterAll(keepOutcomes);
