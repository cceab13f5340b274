package dev.millrace.connector;

import java.time.Duration;

/** What a source may know of the program that reads it. */
public record SourceContext(String appName, String sourceName, Duration batchInterval, int parallelism, Clock clock) {}
