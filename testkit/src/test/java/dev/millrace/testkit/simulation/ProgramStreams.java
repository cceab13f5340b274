package dev.millrace.testkit.simulation;

import dev.millrace.DStream;
import dev.millrace.PairDStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The streams of a random program in one context: each flow becomes one stream, however many read it. */
final class ProgramStreams {
    private final List<DStream<Event>> sources;
    private final Map<Flow, PairDStream<String, Long>> streams = new HashMap<>();

    ProgramStreams(List<DStream<Event>> sources) {
        this.sources = sources;
    }

    DStream<Event> source(int source) {
        return sources.get(source);
    }

    PairDStream<String, Long> of(Flow flow) {
        PairDStream<String, Long> known = streams.get(flow);
        if (known == null) {
            known = flow.declare(this);
            streams.put(flow, known);
        }
        return known;
    }
}
