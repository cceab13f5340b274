package dev.millrace.status;

import java.time.Duration;

/**
 * What an output did in a batch that has ended.
 *
 * @param name the output's
 * @param startedAfter how long after the batch its turn came
 * @param took how long it ran; a staged one is published later
 */
public record OutputInfo(String name, Duration startedAfter, Duration took) {}
