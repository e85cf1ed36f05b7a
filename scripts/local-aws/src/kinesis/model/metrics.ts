import { MetricsName } from '@aws-sdk/client-kinesis';
import type { Stream } from './stream.js';

const everyMetric = Object.values(MetricsName).filter((name) => name !== 'ALL');

/** `ALL` stands for each of them. */
export const expandMetrics = (names: readonly MetricsName[]): readonly MetricsName[] =>
  everyMetric.filter((name) => names.includes(name) || names.includes('ALL'));

export const shardLevelMetrics = (stream: Stream): MetricsName[] => [...(stream.shardLevelMetrics ?? [])];
