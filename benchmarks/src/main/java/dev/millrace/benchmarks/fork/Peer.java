package dev.millrace.benchmarks.fork;

/** A peer that has a class path of its own: found as a service, on whose class path it is. */
public interface Peer {
    Side side();

    /** @throws IllegalArgumentException if nobody wrote the program for this peer */
    Contestant contestant(Order order);
}
