package dev.millrace.connector;

/** What a sink may know of the program that opens it. */
public record SinkContext(String appName, String sinkName, Clock clock) {}
