package dev.millrace.connector;

import java.util.List;

/**
 * What a {@link GroupingSink} has made of the records of a partition, which nobody changes any more.
 *
 * @param bytes what it takes of memory, roughly: a group ends before it takes too much
 */
public record Prepared<R>(List<R> records, long bytes) {}
