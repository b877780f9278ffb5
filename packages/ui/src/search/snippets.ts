// The shortest way to a first trace, for each language and protocol, with the host that this page came from.

export const SNIPPET_LANGUAGES = ['Node.js', 'Python', 'Go', 'Java'] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

export const SNIPPET_PROTOCOLS = ['OTLP', 'Jaeger'] as const;
export type SnippetProtocol = (typeof SNIPPET_PROTOCOLS)[number];

/** What to type and paste, ready to run against a host's default ports. */
export function snippet(
  language: SnippetLanguage,
  protocol: SnippetProtocol,
  host: string,
): string {
  return SNIPPETS[protocol][language](host);
}

const SNIPPETS: Readonly<
  Record<SnippetProtocol, Readonly<Record<SnippetLanguage, (host: string) => string>>>
> = {
  OTLP: {
    'Node.js': (host) => `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node

export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:4318
node --require @opentelemetry/auto-instrumentations-node/register app.js`,
    Python: (host) => `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install

export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:4317
opentelemetry-instrument python app.py`,
    Go: (host) => `// main.go; then:
//   go mod init hello && go mod tidy
//   export OTEL_SERVICE_NAME=my-service
//   export OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:4318
//   go run .
package main

import (
	"context"
	"log"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		log.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	defer provider.Shutdown(ctx)
	otel.SetTracerProvider(provider)

	_, span := otel.Tracer("hello").Start(ctx, "hello")
	span.End()
}`,
    Java: (
      host,
    ) => `# opentelemetry-javaagent.jar: github.com/open-telemetry/opentelemetry-java-instrumentation
java -javaagent:opentelemetry-javaagent.jar \\
  -Dotel.service.name=my-service \\
  -Dotel.exporter.otlp.endpoint=http://${host}:4318 \\
  -jar app.jar`,
  },
  Jaeger: {
    'Node.js': (host) => `// npm install @clew/tracer
const { initTracer } = require('@clew/tracer');

const tracer = initTracer({
  serviceName: 'my-service',
  sampler: { type: 'const', param: 1 },
  reporter: { agentHost: '${host}' },
});
tracer.startActiveSpan('hello', () => {
  tracer.startActiveSpan('world', () => {});
});
tracer.close();

// jaeger-client sends here too: its initTracer takes the same configuration.`,
    Python: (host) => `# pip install jaeger-client six
import time
from jaeger_client import Config

tracer = Config(
    service_name='my-service',
    config={
        'sampler': {'type': 'const', 'param': 1},
        'local_agent': {'reporting_host': '${host}', 'reporting_port': 6831},
    },
).initialize_tracer()
with tracer.start_span('hello'):
    pass
time.sleep(2)  # spans go out once a second
tracer.close()`,
    Go: (host) => `// main.go; then: go mod init hello && go mod tidy && go run .
package main

import (
	"log"

	"github.com/uber/jaeger-client-go/config"
)

func main() {
	cfg := config.Configuration{
		ServiceName: "my-service",
		Sampler:     &config.SamplerConfig{Type: "const", Param: 1},
		Reporter:    &config.ReporterConfig{LocalAgentHostPort: "${host}:6831"},
	}
	tracer, closer, err := cfg.NewTracer()
	if err != nil {
		log.Fatal(err)
	}
	defer closer.Close()
	tracer.StartSpan("hello").Finish()
}`,
    Java: (host) => `// Hello.java, with io.jaegertracing:jaeger-client:1.8.1; then:
//   export JAEGER_SERVICE_NAME=my-service
//   export JAEGER_ENDPOINT=http://${host}:14268/api/traces
//   export JAEGER_SAMPLER_TYPE=const JAEGER_SAMPLER_PARAM=1
import io.jaegertracing.Configuration;
import io.jaegertracing.internal.JaegerTracer;

public class Hello {
  public static void main(String[] args) {
    try (JaegerTracer tracer = Configuration.fromEnv().getTracer()) {
      tracer.buildSpan("hello").start().finish();
    }
  }
}`,
  },
};
