package dev.millrace.kinesis.server.http;

import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The two ids of a reply. They only have to differ, so a fast generator makes them. */
final class RequestIds {
    private static final int EXTENDED_BYTES = 72;

    private RequestIds() {}

    static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    static String extendedId() {
        byte[] bytes = new byte[EXTENDED_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
