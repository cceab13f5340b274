package dev.millrace.benchmarks.fork;

/** Contestants that have a class path of their own: found as a service, on whose class path they are. */
public interface Peer {
    /** Whether this is the one to ask. */
    boolean runs(Program program, Side side);

    /** @throws IllegalArgumentException if nobody wrote the program for this peer */
    Contestant contestant(Order order);
}
