package dev.millrace.engine;

import java.time.Duration;

/**
 * A task that runs: what it computes, as {@code flatMap at WordCount.java:31, map at WordCount.java:32}, of which batch
 * and partition (-1 where the engine knows of a whole stage only), for how long, and the line of the user's code that it is
 * in, or an empty text where it is in none.
 */
public record RunningTask(String operators, long batch, int partition, Duration since, String at) {}
