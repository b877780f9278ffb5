import { describe, expect, test } from 'vitest';
import { loadDefinitions, serviceOf } from './service-definitions.ts';

describe('the definitions of services', () => {
  test('are found and name the methods of every service', () => {
    const definitions = loadDefinitions(
      'jaeger/api_v2/collector.proto',
      'jaeger/api_v2/query.proto',
      'jaeger/api_v2/sampling.proto',
      'jaeger/api_v3/query_service.proto',
      'opentelemetry/proto/collector/trace/v1/trace_service.proto',
    );
    const paths = [
      'jaeger.api_v2.CollectorService',
      'jaeger.api_v2.QueryService',
      'jaeger.api_v2.SamplingManager',
      'jaeger.api_v3.QueryService',
      'opentelemetry.proto.collector.trace.v1.TraceService',
    ].flatMap((name) => Object.values(serviceOf(definitions, name)).map(({ path }) => path));
    expect(paths).toEqual([
      '/jaeger.api_v2.CollectorService/PostSpans',
      '/jaeger.api_v2.QueryService/GetTrace',
      '/jaeger.api_v2.QueryService/ArchiveTrace',
      '/jaeger.api_v2.QueryService/FindTraces',
      '/jaeger.api_v2.QueryService/GetServices',
      '/jaeger.api_v2.QueryService/GetOperations',
      '/jaeger.api_v2.QueryService/GetDependencies',
      '/jaeger.api_v2.SamplingManager/GetSamplingStrategy',
      '/jaeger.api_v3.QueryService/GetTrace',
      '/jaeger.api_v3.QueryService/FindTraces',
      '/jaeger.api_v3.QueryService/GetServices',
      '/jaeger.api_v3.QueryService/GetOperations',
      '/jaeger.api_v3.QueryService/GetDependencies',
      '/jaeger.api_v3.QueryService/FindTraceSummaries',
      '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    ]);
  });

  test('lack what is no service', () => {
    expect(() =>
      serviceOf(loadDefinitions('jaeger/api_v2/query.proto'), 'jaeger.api_v2.Span'),
    ).toThrow('no service jaeger.api_v2.Span is defined');
  });
});
