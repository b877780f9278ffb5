// Reads everything that a Jaeger query server has by the client of Jaeger's own module, and prints it as Jaeger's JSON.
// What it archives is the trace of its argument.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/jaegertracing/jaeger/model"
	uijson "github.com/jaegertracing/jaeger/model/converter/json"
	ui "github.com/jaegertracing/jaeger/model/json"
	_ "github.com/jaegertracing/jaeger/pkg/gogocodec" // its messages need it
	"github.com/jaegertracing/jaeger/proto-gen/api_v2"
)

type answers struct {
	Services     []string            `json:"services"`
	Operations   map[string][]string `json:"operations"`
	Found        []*ui.Trace         `json:"found"`
	Read         []*ui.Trace         `json:"read"`
	Dependencies []ui.DependencyLink `json:"dependencies"`
	Archived     bool                `json:"archived"`
	Missing      string              `json:"missing"`
	Nanos        map[string]string   `json:"nanos"`
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(address, archived string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	client := api_v2.NewQueryServiceClient(connection)
	result := answers{Operations: map[string][]string{}, Nanos: map[string]string{}}

	services, err := client.GetServices(ctx, &api_v2.GetServicesRequest{})
	if err != nil {
		return fmt.Errorf("services: %w", err)
	}
	result.Services = services.Services
	for _, service := range services.Services {
		operations, err := client.GetOperations(ctx, &api_v2.GetOperationsRequest{Service: service})
		if err != nil {
			return fmt.Errorf("operations: %w", err)
		}
		for _, operation := range operations.Operations {
			line := operation.Name + " " + operation.SpanKind
			result.Operations[service] = append(result.Operations[service], line)
		}
	}

	to := time.Now().Add(time.Hour)
	from := to.AddDate(-20, 0, 0)
	query := &api_v2.TraceQueryParameters{StartTimeMin: from, StartTimeMax: to, SearchDepth: 1000}
	found, err := client.FindTraces(ctx, &api_v2.FindTracesRequest{Query: query})
	if err != nil {
		return err
	}
	if result.Found, err = readAll(found, result.Nanos); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	for _, trace := range result.Found {
		id, err := model.TraceIDFromString(string(trace.TraceID))
		if err != nil {
			return err
		}
		stream, err := client.GetTrace(ctx, &api_v2.GetTraceRequest{TraceID: id})
		if err != nil {
			return err
		}
		read, err := readAll(stream, nil)
		if err != nil {
			return fmt.Errorf("trace: %w", err)
		}
		result.Read = append(result.Read, read...)
	}

	calls := &api_v2.GetDependenciesRequest{StartTime: from, EndTime: to}
	dependencies, err := client.GetDependencies(ctx, calls)
	if err != nil {
		return fmt.Errorf("dependencies: %w", err)
	}
	result.Dependencies = uijson.DependenciesFromDomain(dependencies.Dependencies)

	id, err := model.TraceIDFromString(archived)
	if err != nil {
		return err
	}
	if _, err := client.ArchiveTrace(ctx, &api_v2.ArchiveTraceRequest{TraceID: id}); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	result.Archived = true

	stream, err := client.GetTrace(ctx, &api_v2.GetTraceRequest{TraceID: model.NewTraceID(7, 7)})
	if err != nil {
		return err
	}
	_, err = stream.Recv()
	result.Missing = status.Code(err).String()
	return json.NewEncoder(os.Stdout).Encode(result)
}

type chunks interface {
	Recv() (*api_v2.SpansResponseChunk, error)
}

// readAll gives the traces of a stream in the order in which they begin, and notes when their spans start.
func readAll(stream chunks, nanos map[string]string) ([]*ui.Trace, error) {
	traces := map[model.TraceID]*model.Trace{}
	var order []model.TraceID
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for i := range chunk.Spans {
			span := &chunk.Spans[i]
			if traces[span.TraceID] == nil {
				traces[span.TraceID] = &model.Trace{}
				order = append(order, span.TraceID)
			}
			traces[span.TraceID].Spans = append(traces[span.TraceID].Spans, span)
			if nanos != nil {
				nanos[span.SpanID.String()] = fmt.Sprint(span.StartTime.UnixNano())
			}
		}
	}
	var result []*ui.Trace
	for _, id := range order {
		result = append(result, uijson.FromDomain(traces[id]))
	}
	return result, nil
}
