// A server that jaeger-client-go traces: it takes and gives Jaeger's headers.
//
//	interop SERVICE AGENT_HOST:PORT TRACE_ID_BITS
//
// GET /OPERATION?next=URL&next=URL&baggage=KEY=VALUE sets the baggage, calls the first URL with the other ones, and
// answers what was seen here and there.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"
)

// hop is what one server saw of a request.
type hop struct {
	Service string            `json:"service"`
	TraceID string            `json:"traceId"`
	Baggage map[string]string `json:"baggage"`
}

type server struct {
	service string
	tracer  opentracing.Tracer
	client  http.Client
}

func (s *server) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	hops, err := s.serve(request)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(hops)
}

func (s *server) serve(request *http.Request) ([]hop, error) {
	headers := opentracing.HTTPHeadersCarrier(request.Header)
	parent, err := s.tracer.Extract(opentracing.HTTPHeaders, headers)
	if err != nil && err != opentracing.ErrSpanContextNotFound {
		return nil, err
	}
	operation := strings.TrimPrefix(request.URL.Path, "/")
	span := s.tracer.StartSpan(operation, ext.RPCServerOption(parent))
	defer span.Finish()
	for _, item := range request.URL.Query()["baggage"] {
		key, value, _ := strings.Cut(item, "=")
		span.SetBaggageItem(key, value)
	}
	hops := []hop{s.seenBy(span)}
	next := request.URL.Query()["next"]
	if len(next) == 0 {
		return hops, nil
	}
	further, err := s.call(request.Context(), span, next)
	return append(hops, further...), err
}

func (s *server) seenBy(span opentracing.Span) hop {
	seen := hop{s.service, span.Context().(jaeger.SpanContext).TraceID().String(), map[string]string{}}
	span.Context().ForeachBaggageItem(func(key, value string) bool {
		seen.Baggage[key] = value
		return true
	})
	return seen
}

func (s *server) call(ctx context.Context, parent opentracing.Span, next []string) ([]hop, error) {
	target, err := url.Parse(next[0])
	if err != nil {
		return nil, err
	}
	operation := "call " + strings.TrimPrefix(target.Path, "/")
	span := s.tracer.StartSpan(operation, opentracing.ChildOf(parent.Context()), ext.SpanKindRPCClient)
	defer span.Finish()
	target.RawQuery = url.Values{"next": next[1:]}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	headers := opentracing.HTTPHeadersCarrier(request.Header)
	if err := s.tracer.Inject(span.Context(), opentracing.HTTPHeaders, headers); err != nil {
		return nil, err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s: %s", target, response.Status, body)
	}
	var hops []hop
	err = json.Unmarshal(body, &hops)
	return hops, err
}

func run(service, agent, bits string) error {
	configuration := config.Configuration{
		ServiceName: service,
		Gen128Bit:   bits == "128",
		Sampler:     &config.SamplerConfig{Type: jaeger.SamplerTypeConst, Param: 1},
		Reporter: &config.ReporterConfig{
			LocalAgentHostPort:  agent,
			BufferFlushInterval: 100 * time.Millisecond,
		},
	}
	tracer, closer, err := configuration.NewTracer(config.Logger(jaeger.StdLogger))
	if err != nil {
		return err
	}
	defer closer.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	relay := &server{service, tracer, http.Client{Timeout: 10 * time.Second}}
	web := http.Server{Handler: relay}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	go func() {
		<-ended.Done()
		_ = web.Close()
	}()
	fmt.Printf("{\"address\":\"http://%s\"}\n", listener.Addr())
	if err := web.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}
