package dev.millrace.benchmarks.kafka;

import java.util.Map;

/** Reads a topic from its beginning and counts its records by key. */
public interface Counting {
    /**
     * Reads everything.
     *
     * @param stretch is told of each piece that has been counted
     * @return how often each key is there
     */
    Map<String, Long> count(CountedTopic topic, Stretch stretch) throws Exception;
}
