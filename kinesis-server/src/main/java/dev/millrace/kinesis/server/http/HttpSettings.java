package dev.millrace.kinesis.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and how much it lets clients take.
 *
 * @param tls what the port with TLS shows; null for no TLS, or with {@code tlsPort} for a self-signed certificate
 * @param tlsPort the port with TLS besides the other, which then is without; null for one port alone
 */
public record HttpSettings(
        String host,
        int port,
        @Nullable TlsSettings tls,
        @Nullable Integer tlsPort,
        Bounds bounds) {

    /**
     * How much clients may take.
     *
     * @param requestBytesMax of one body
     * @param inFlightBytesMax of all requests and replies that are in memory for clients, together; a connection may have half of it
     * @param connectionsMax of each port at a time
     * @param idleMillis after which a connection without a request is closed
     * @param requestMillis that a request may take to come, and its reply to be taken
     */
    public record Bounds(
            int requestBytesMax, long inFlightBytesMax, int connectionsMax, long idleMillis, long requestMillis) {
        public static final Bounds DEFAULT = ofHeap(Runtime.getRuntime().maxMemory());

        /** What a heap of so many bytes allows. */
        static Bounds ofHeap(long heapBytes) {
            long inFlight = Math.min(256 << 20, Math.max(48 << 20, heapBytes / 4));
            return new Bounds(16 << 20, inFlight, 10_000, 300_000, 60_000);
        }
    }
}
