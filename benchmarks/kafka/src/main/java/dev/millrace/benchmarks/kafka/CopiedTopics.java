package dev.millrace.benchmarks.kafka;

/** What is copied, and where to. */
record CopiedTopics(String from, String to) {}
