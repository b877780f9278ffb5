// Begins traces with jaeger-client-go, which asks how many of them to record:
//
//	sampling SERVICE AGENT_HOST:PORT SAMPLING_HOST:PORT
//
// One every ten milliseconds, "buy" and "look" in turns, numbered by the tag n, until SIGTERM.
package main

import (
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go/config"
)

func main() {
	service, agent, sampling := os.Args[1], os.Args[2], os.Args[3]
	configuration := config.Configuration{
		ServiceName: service,
		Sampler: &config.SamplerConfig{
			Type:                    "remote",
			Param:                   0,
			SamplingServerURL:       "http://" + sampling + "/sampling",
			SamplingRefreshInterval: 200 * time.Millisecond,
		},
		Reporter: &config.ReporterConfig{
			LocalAgentHostPort:  agent,
			BufferFlushInterval: 100 * time.Millisecond,
		},
	}
	tracer, closer, err := configuration.NewTracer()
	if err != nil {
		log.Fatal(err)
	}
	defer closer.Close()

	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	ticker := time.NewTicker(10 * time.Millisecond)
	for n := 0; ; n++ {
		operation := "buy"
		if n%2 == 1 {
			operation = "look"
		}
		tracer.StartSpan(operation, opentracing.Tag{Key: "n", Value: n}).Finish()
		select {
		case <-ended:
			return
		case <-ticker.C:
		}
	}
}
