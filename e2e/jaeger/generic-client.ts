// A client that knows no definitions: grpcurl asks servers for theirs by reflection.
import type { Process, Processes } from '../interop/processes.ts';

const DAY = { from: '2001-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

/** What each method is asked, as its fields in JSON; where versions differ, by its full name. */
function questions(traceId: string): Readonly<Record<string, object>> {
  const bytes = Buffer.from(traceId, 'hex').toString('base64');
  const search = { query: { start_time_min: DAY.from, start_time_max: DAY.to } };
  const times = { start_time: DAY.from, end_time: DAY.to };
  return {
    'jaeger.api_v2.QueryService.GetTrace': { trace_id: bytes },
    'jaeger.api_v2.QueryService.ArchiveTrace': { trace_id: bytes },
    'jaeger.api_v2.QueryService.FindTraces': search,
    'jaeger.api_v2.QueryService.GetDependencies': times,
    'jaeger.api_v3.QueryService.GetTrace': { trace_id: traceId },
    'jaeger.api_v3.QueryService.FindTraces': search,
    'jaeger.api_v3.QueryService.FindTraceSummaries': search,
    'jaeger.api_v3.QueryService.GetDependencies': times,
  };
}

/** Calls servers by what they say of themselves. */
export class GenericClient {
  readonly #processes: Processes;
  readonly #program: string;
  readonly #signal: AbortSignal;

  constructor(processes: Processes, program: string, signal: AbortSignal) {
    this.#processes = processes;
    this.#program = program;
    this.#signal = signal;
  }

  /** The services of a server, or the methods of a service, by their full names. */
  async list(address: string, service?: string): Promise<readonly string[]> {
    const listed = await this.#run(address, 'list', ...(service === undefined ? [] : [service]));
    return listed.trim().split('\n');
  }

  /** What a method answers, as JSON. */
  async call(address: string, method: string, traceId: string): Promise<string> {
    const question = JSON.stringify(questions(traceId)[method] ?? {});
    // grpcurl lists a method with a dot, and takes it so.
    return await this.#run(['-d', question], address, method);
  }

  #run(...given: readonly (string | readonly string[])[]): Promise<string> {
    const flags = given.filter((one): one is readonly string[] => typeof one !== 'string').flat();
    const words = given.filter((one) => typeof one === 'string');
    const process: Process = this.#processes.start(
      ...(['grpcurl', this.#program, '-plaintext', ...flags, ...words] as const),
    );
    return process.result(this.#signal);
  }
}
